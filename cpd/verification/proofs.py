"""Which proof from the log is about a file, and what it comes to, with files alone."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from cpd.kernel.errors import RuleError
from cpd.keys.rules.trust import Judgement, KeyFacts, judge_key
from cpd.transparency.rules.leaves import Operation
from cpd.transparency.rules.notes import read_note
from cpd.verification.logged import (
    Logged,
    LogProof,
    commitment_check,
    cosignatures,
    is_proven,
    line_of,
    log_checks,
    not_logged,
    read_proof,
)
from cpd.verification.papers import Papers, best_checkpoint, trusted_checkpoint
from cpd.verification.reading import Anchors, Form, Opened
from cpd.verification.rules.checks import Check, Point, Result, failed, passed, skipped

NO_CRL = "No list of stolen seals (seal.crl) by the root of the seal is at hand, or it ran out."
NO_PROOF = "No proof from the log was given."
NOT_JOINED = (
    "The state of the log that you trust has {:,} lines, the proof is of one with {:,}: they could "
    "not be joined. Get the proof for yours, or a newer state."
)


def proof_for(content: bytes, found: Opened, papers: Papers) -> LogProof | None:
    """Return the proof that was named, or the one whose line names this file or its serial."""
    if papers.proof is not None:
        return read_proof(papers.proof)
    proofs = [proof for said in papers.proofs if (proof := readable(said))]
    prints = set(prints_of(content, found))
    fitting = [one for one in proofs if prints & set(map(str, line_of(one).values()))]
    tied = [one for one in proofs if is_tied(one, found.claims.serial)]
    issued = [one for one in tied if line_of(one).get("op") == Operation.ISSUE]
    return next(iter([*fitting, *issued, *tied]), None)


def readable(said: Mapping[str, object]) -> LogProof | None:
    try:
        return read_proof(said)
    except RuleError:
        return None


def is_tied(proof: LogProof, serial: str) -> bool:
    return commitment_check(proof, Logged(serial=serial)).result is Result.PASS


def prints_of(content: bytes, found: Opened) -> list[str]:
    """Return the hashes under which a log may name a file, or the credential in it."""
    if found.form is Form.TOKEN:
        return [hashed((found.credential or "").strip())]
    return [sha256(content).hexdigest(), *of_credential(found.credential)]


def of_credential(credential: str | None) -> list[str]:
    """Return the hash of a credential as it stands, and as the issuer would have written it."""
    if credential is None:
        return []
    try:
        rewritten = json.dumps(json.loads(credential), ensure_ascii=False, indent=2) + "\n"
        return [hashed(credential), hashed(rewritten)]
    except (ValueError, RecursionError):
        return [hashed(credential)]


def hashed(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def logged(content: bytes, found: Opened, papers: Papers, anchors: Anchors) -> tuple[Check, ...]:
    """Hold a file against the log, and its keys against what witnesses saw of this very file."""
    proof = proof_for(content, found, papers)
    if proof is None:
        checks = not_logged(NO_PROOF)
        return *checks, key_good_check(found, None, anchors)
    given = trusted_checkpoint(papers)
    best = given or best_checkpoint(papers, proof.size)
    if best is not None and best.size == proof.size:
        proof = replace(proof, checkpoint=best.written)
    checks = log_checks(proof, expected_of(content, found, proof), anchors)
    if given is not None and given.size != proof.size:
        why = NOT_JOINED.format(given.size, proof.size)
        checks = unjoined(checks, why)
    return *checks, key_good_check(found, proof if is_proven(checks) else None, anchors)


def unjoined(checks: Iterable[Check], why: str) -> tuple[Check, ...]:
    """Take back what only stands on a state of the log that was not the trusted one."""
    takes = {Point.LEAF, Point.INCLUSION}
    return tuple(
        skipped(one.point, why) if one.point in takes and one.result is Result.PASS else one
        for one in checks
    )


def expected_of(content: bytes, found: Opened, proof: LogProof) -> Logged:
    """Say what the line must name: the very bytes, of a credential in the issuer's layout."""
    serial, named = found.claims.serial, line_of(proof)
    if found.form is Form.TOKEN:
        return Logged(serial=serial, token=hashed((found.credential or "").strip()))
    prints = of_credential(found.credential)
    fitting = [one for one in prints if one == named.get("vc")]
    return Logged(
        serial=serial,
        pdf=sha256(content).hexdigest() if found.form is Form.PDF else None,
        credential=next(iter([*fitting, *prints]), None),
    )


def key_good_check(found: Opened, proof: LogProof | None, anchors: Anchors) -> Check:
    """Hold a stolen key to what witnesses put under the checkpoint of this very file's proof."""
    stories = list(stories_of(found, anchors))
    if not stories:
        return skipped(Point.KEY_GOOD, "No key of the issuer was found in it.")
    witnessed = first_cosigned(proof, anchors)
    judgements = [judged_offline(story, witnessed) for story in stories]
    refused = [one.why for one in judgements if not one.accepted]
    if refused:
        return failed(Point.KEY_GOOD, " ".join(refused))
    whys = [one.why for one in judgements]
    if lacks_list(found, anchors):
        return skipped(Point.KEY_GOOD, " ".join([*whys, NO_CRL]))
    return passed(Point.KEY_GOOD, " ".join(whys))


def lacks_list(found: Opened, anchors: Anchors) -> bool:
    """Say whether its seal may be a stolen one for all we know.

    Under a stolen root no list counts; there only what a witness saw of this very file does.
    """
    if found.seal is None or not is_sealed(found) or found.root_story is not None:
        return False
    return anchors.stolen_seals is None or found.seal.authority in anchors.unlisted


def stories_of(found: Opened, anchors: Anchors) -> Iterator[KeyFacts]:
    if found.method in anchors.stories:
        yield anchors.stories[found.method]
    if found.root_story is not None:
        yield found.root_story
    if is_sealed(found) and found.seal and anchors.stolen_seals is not None:
        unlisted = KeyFacts("of the seal")
        yield anchors.stolen_seals.get(found.seal.serial or "", unlisted)


def is_sealed(found: Opened) -> bool:
    """Say whether a seal in it is vouched for by a root: of others no list tells."""
    return found.seal is not None and found.seal.whole


def judged_offline(story: KeyFacts, witnessed: datetime | None) -> Judgement:
    """Judge a key. What was not revoked may be in use or retired: the papers do not say."""
    if story.revoked_as_of is None:
        return Judgement(accepted=True, why=f"The key {story.id} was not revoked.")
    return judge_key(story, cosigned_at=witnessed)


def first_cosigned(proof: LogProof | None, anchors: Anchors) -> datetime | None:
    """Return when a witness first cosigned; None without a proof that holds."""
    if proof is None:
        return None
    try:
        found = cosignatures(read_note(proof.checkpoint.encode()), anchors.witnesses)
    except RuleError:
        return None
    return min((at for _, at in found), default=None)
