"""Checks a certificate with nothing but files: no database, no network, no site."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256

from cpd.certificates.rules.facts import DELIVERIES, CategoryFact, CodeFact, NumberFact
from cpd.certificates.rules.life import NameShown
from cpd.certificates.rules.validity import Verdict, issuer_day
from cpd.credentials.rules.purposes import StatusPurpose
from cpd.credentials.statuses import StatusBits
from cpd.kernel.errors import RuleError
from cpd.keys.rules.trust import judge_key
from cpd.transparency.rules.notes import read_note
from cpd.verification.logged import (
    Logged,
    LogProof,
    commitment_check,
    cosignatures,
    log_checks,
    not_logged,
    read_proof,
)
from cpd.verification.papers import Papers, anchors_in, best_checkpoint, lists_in
from cpd.verification.reading import Anchors, Form, Opened, file_checks, opened, short
from cpd.verification.rules.answers import Answer, FileIs, PublicFacts
from cpd.verification.rules.checks import (
    Check,
    Point,
    Result,
    failed,
    in_order,
    judged,
    passed,
    skip_all,
    skipped,
)
from cpd.verification.rules.claims import Claims, minutes_check, whole
from cpd.verification.rules.names import is_same_name
from cpd.verification.rules.standing import said

NO_RECORD = "The issuer's record is not at hand."
NO_LIST = "No status list of the issuer was given that this certificate has its place in."
OLD_LIST = "The status list that was given ran out on {}; get a newer one."
STATUS = (Point.WITHDRAWN, Point.SUSPENDED, Point.REPLACED)


def examined_offline(content: bytes, papers: Papers, now: datetime, *, name: str = "") -> Answer:
    """Answer for a file. Only what its issuer signed counts; what is missing is skipped.

    A status list is believed until it runs out.
    """
    anchors = anchors_in(papers)
    found = opened(content, anchors)
    if found.form is Form.NONE:
        return nothing(now)
    proof = proof_for(content, found, papers)
    status, standing = status_of(found.claims, papers, anchors, now)
    checks = [
        *file_checks(found, anchors),
        *status,
        *([] if standing is Verdict.WITHDRAWN else [skipped(Point.REPLACED, NO_RECORD)]),
        dates_check(found.claims, issuer_day(now)),
        key_good_check(found, proof, anchors),
        *skip_all((Point.STORED, Point.FACTS), NO_RECORD),
        minutes_check(found.claims),
        *logged(content, found, proof, anchors),
    ]
    if name:
        checks.append(name_check(found.claims, name))
    return judged_by(found, [*checks, very_file(checks)], standing, now)


def nothing(now: datetime) -> Answer:
    what = failed(Point.FILE, "This is neither a PDF nor a credential that can be read.")
    return Answer(verdict=Verdict.UNKNOWN, as_of=now, checks=(what,), file=FileIs.NOT_OURS)


def judged_by(found: Opened, checks: list[Check], standing: Verdict, now: datetime) -> Answer:
    """Put the checks together: a verdict needs a signature of the issuer and nothing against it."""
    results = {check.point: check.result for check in checks}
    answer = Answer(
        verdict=Verdict.UNKNOWN,
        as_of=now,
        facts=facts_of(found.claims) if results[Point.CREDENTIAL] is Result.PASS else None,
        checks=in_order(checks),
        key=short(found.method) or None,
    )
    is_theirs = results[Point.CREDENTIAL] is Result.PASS and results[Point.KEY] is Result.PASS
    if not is_theirs or not answer.is_sound:
        return replace(answer, file=FileIs.ALTERED if answer.failed else None)
    if standing is not Verdict.VALID:
        return replace(answer, verdict=standing)
    ended = results[Point.DATES] is Result.FAIL
    return replace(answer, verdict=Verdict.EXPIRED if ended else Verdict.VALID)


def very_file(checks: list[Check]) -> Check:
    """Say whether the log names these very bytes. Only a proof that holds counts."""
    results = {check.point: check.result for check in checks}
    proven = results[Point.LEAF] is Result.PASS and results[Point.INCLUSION] is Result.PASS
    if proven:
        return passed(Point.FILE, "The log has the fingerprint of this very file.")
    return skipped(Point.FILE, "Without a proof from the log it is not known.")


def status_of(
    claims: Claims, papers: Papers, anchors: Anchors, now: datetime
) -> tuple[list[Check], Verdict]:
    """Read its place in the lists. The list of withdrawals has those on hold in it as well."""
    lists, refused = lists_in(papers, anchors)
    if claims.list_url in refused:
        bad = failed(
            Point.WITHDRAWN, f"The list that was given is refused. {refused[claims.list_url]}"
        )
        return [bad, skipped(Point.SUSPENDED, NO_LIST)], Verdict.UNKNOWN
    ours = [one for one in lists if one.url == claims.list_url and is_theirs(one, claims)]
    if claims.position is None or not ours:
        return list(skip_all(STATUS[:2], NO_LIST)), Verdict.VALID
    withdrawals = max(ours, key=lambda one: one.valid_from)
    if now > withdrawals.valid_until:
        old = OLD_LIST.format(said(withdrawals.valid_until.date()))
        return list(skip_all(STATUS[:2], old)), Verdict.VALID
    as_of = f"as of {said(withdrawals.valid_from.date())}"
    if not withdrawals.is_set(claims.position):
        good = passed(Point.WITHDRAWN, f"It was not withdrawn, {as_of}.")
        return [good, passed(Point.SUSPENDED, f"It was not on hold, {as_of}.")], Verdict.VALID
    if is_on_hold(claims, lists):
        hold = failed(Point.SUSPENDED, f"It is on hold, {as_of}.")
        return [passed(Point.WITHDRAWN, f"It was not withdrawn, {as_of}."), hold], Verdict.SUSPENDED
    why = f"It was withdrawn or replaced, {as_of}; the list does not say which."
    checks = [failed(Point.WITHDRAWN, why), skipped(Point.SUSPENDED, "It has ended.")]
    return [*checks, skipped(Point.REPLACED, "The list does not say.")], Verdict.WITHDRAWN


def is_theirs(one: StatusBits, claims: Claims) -> bool:
    return one.issuer == claims.issuer_did and one.purpose is StatusPurpose.REVOCATION


def is_on_hold(claims: Claims, lists: list[StatusBits]) -> bool:
    """Look at the same place in the list of suspensions, which has the same number."""
    url = claims.list_url.replace(f"/{StatusPurpose.REVOCATION}/", f"/{StatusPurpose.SUSPENSION}/")
    position = claims.position or 0
    return any(
        one.is_set(position)
        for one in lists
        if one.url == url
        and one.purpose is StatusPurpose.SUSPENSION
        and one.issuer == claims.issuer_did
    )


def dates_check(claims: Claims, today: date) -> Check:
    try:
        begin = date.fromisoformat(claims.issued_on)
        end = date.fromisoformat(claims.expires_on)
    except ValueError:
        return skipped(Point.DATES, "It does not say from when to when it counts.")
    good = f"On {said(today)} it is within its dates, {said(begin)} to {said(end)}."
    bad = f"It counts from {said(begin)} to {said(end)}, and not on {said(today)}."
    return judged(Point.DATES, good, bad, holds=begin <= today <= end)


def key_good_check(found: Opened, proof: LogProof | None, anchors: Anchors) -> Check:
    """Hold a stolen key to what witnesses put under the checkpoint of the proof."""
    stories = [anchors.stories[found.method]] if found.method in anchors.stories else []
    sealed = anchors.seals.get(found.seal.fingerprint or "") if found.seal else None
    if sealed is not None:
        stories.append(sealed)
    if not stories:
        return skipped(Point.KEY_GOOD, "No key of the issuer was found in it.")
    witnessed = first_cosigned(proof, anchors)
    judgements = [judge_key(story, cosigned_at=witnessed) for story in stories]
    refused = [one.why for one in judgements if not one.accepted]
    why = " ".join(refused or [one.why for one in judgements])
    return failed(Point.KEY_GOOD, why) if refused else passed(Point.KEY_GOOD, why)


def first_cosigned(proof: LogProof | None, anchors: Anchors) -> datetime | None:
    if proof is None:
        return None
    try:
        found = cosignatures(read_note(proof.checkpoint.encode()), anchors.witnesses)
    except RuleError:
        return None
    return min((at for _, at in found), default=None)


def proof_for(content: bytes, found: Opened, papers: Papers) -> LogProof | None:
    """Return the proof that was named, or the one whose line names this file or its serial."""
    prints = {sha256(content).hexdigest(), *prints_of(found.credential)}
    fitting = [one for one in papers.proofs if prints & set(lines(one))]
    fitting += [one for one in papers.proofs if is_tied(one, found.claims.serial)]
    chosen = papers.proof or (fitting[0] if fitting else None)
    if chosen is None:
        return None
    proof = read_proof(chosen)
    given = best_checkpoint(papers, proof.size)
    return replace(proof, checkpoint=given) if given else proof


def is_tied(said: Mapping[str, object], serial: str) -> bool:
    try:
        proof = read_proof(said)
    except RuleError:
        return False
    return commitment_check(proof, Logged(serial=serial)).result is Result.PASS


def lines(proof: object) -> list[str]:
    try:
        leaf = json.loads(str(proof["leaf"])) if isinstance(proof, dict) else {}
    except (ValueError, RecursionError):
        return []
    return [str(leaf.get(name)) for name in ("pdf", "vc")] if isinstance(leaf, dict) else []


def prints_of(credential: str | None) -> list[str]:
    """Return the hash of a credential as it stands, and as the issuer would have written it."""
    if credential is None:
        return []
    texts = [credential]
    try:
        texts.append(json.dumps(json.loads(credential), ensure_ascii=False, indent=2) + "\n")
    except (ValueError, RecursionError):
        return [sha256(credential.encode()).hexdigest()]
    return [sha256(one.encode()).hexdigest() for one in texts]


def logged(
    content: bytes, found: Opened, proof: LogProof | None, anchors: Anchors
) -> tuple[Check, ...]:
    if proof is None:
        return not_logged("No proof from the log was given.")
    prints = prints_of(found.credential) if found.form is not Form.TOKEN else []
    named = lines({"leaf": proof.leaf})
    credential = next((one for one in prints if one in named), None)
    if credential is None and prints and found.trouble is not None:
        credential = prints[0]
    expected = Logged(
        serial=found.claims.serial,
        pdf=sha256(content).hexdigest() if found.form is Form.PDF else None,
        credential=credential,
    )
    return log_checks(proof, expected, anchors)


def name_check(claims: Claims, name: str) -> Check:
    good, bad = "Match: that is the name on it.", "No match: another name is on it."
    return judged(Point.NAME, good, bad, holds=is_same_name(name, claims.name))


def facts_of(claims: Claims) -> PublicFacts | None:
    """Return what a credential says as facts; none if it is not in the form that we write."""
    minutes = whole(claims.minutes)
    try:
        days = [
            date.fromisoformat(day)
            for day in (claims.completed_on, claims.issued_on, claims.expires_on)
        ]
    except ValueError:
        return None
    return PublicFacts(
        name=claims.name,
        shown=NameShown.FULL,
        title=claims.title,
        minutes=minutes or 0,
        categories=tuple(CategoryFact(name, whole(m) or 0) for name, m in claims.categories),
        delivery={str(key): word for key, word in DELIVERIES.items()}.get(
            claims.delivery, claims.delivery
        ),
        codes=tuple(CodeFact(title, edition) for title, edition in claims.codes),
        completed_on=days[0],
        issued_on=days[1],
        expires_on=days[2],
        issuer=claims.issuer,
        provider_numbers=tuple(NumberFact("", number) for number in claims.provider_numbers),
        approvals=tuple(NumberFact("", number) for number in claims.approvals),
        serial=claims.serial,
    )
