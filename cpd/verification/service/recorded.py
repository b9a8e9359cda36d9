"""Whether the record of a certificate is still what was issued: its bytes, its proofs, its line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from cpd.certificates.models import Certificate
from cpd.certificates.rules.life import NameShown
from cpd.keys.rules.trust import KeyFacts, judge_key
from cpd.transparency.service import cosigned_before, proof_of, read_leaf
from cpd.verification.anchors import anchors_of
from cpd.verification.logged import (
    Logged,
    LogProof,
    is_proven,
    line_of,
    log_checks,
    not_logged,
)
from cpd.verification.reading import (
    Anchors,
    Form,
    Opened,
    credential_checks,
    opened,
    read,
    seal_checks,
    short,
)
from cpd.verification.remembering import Looked, remembered
from cpd.verification.rules.checks import (
    Check,
    Point,
    failed,
    judged,
    passed,
    skip_all,
    skipped,
)
from cpd.verification.rules.claims import differences, facts_check, minutes_check
from cpd.verification.store import records as store
from cpd.verification.store.records import Kept

OLD = "It was issued before this site signed its certificates."
NOT_SEALED = (Point.SEAL, Point.SEAL_ROOT)
ON_DEMAND = "This takes a moment, and is done when you ask for every check."
NO_PROOF_YET = "Its line is not under a signed state of the log yet. Look again shortly."


@dataclass(frozen=True)
class Record:
    """A certificate with what is kept of it and what is trusted about it."""

    session: Session
    certificate: Certificate
    anchors: Anchors

    @property
    def is_signed(self) -> bool:
        return self.certificate.leaf is not None


def looked_at(
    session: Session, certificate: Certificate, at: datetime, *, thorough: bool
) -> Looked:
    """Look at a record, or recall having done so within ten minutes. Its seal only if thorough."""
    what = (certificate.id, certificate.sha256, certificate.leaf, thorough)

    def look() -> Looked:
        record = Record(session, certificate, anchors_of(session))
        checks, method = record_checks(record, thorough=thorough)
        waits = any(check.message == NO_PROOF_YET for check in checks)
        return Looked(checks, short(method), at, lasts=not waits)

    return remembered(what, at, look)


def record_checks(record: Record, *, thorough: bool) -> tuple[tuple[Check, ...], str]:
    """Return the checks of a record, and the key that signed its credential."""
    kept = store.kept(record.session, record.certificate.id)
    if kept is None:
        return (failed(Point.STORED, "The stored file is missing."),), ""
    found = found_in(kept, record, thorough=thorough)
    logged = logged_checks(kept, record)
    checks = (
        stored_check(kept, record),
        *signature_checks(found, record),
        *claim_checks(found, record),
        key_good_check(found, record, logged),
        *logged,
    )
    return checks, found.method


def found_in(kept: Kept, record: Record, *, thorough: bool) -> Opened:
    """Read the credential that is kept, and with it the seal of the file if that was asked for."""
    found = read(Form.CREDENTIAL, kept.credential, record.anchors, None)
    if not thorough:
        return found
    return replace(found, seal=opened(kept.pdf, record.anchors).seal)


def stored_check(kept: Kept, record: Record) -> Check:
    certificate, good = record.certificate, "Its fingerprint is the one that was written down then."
    ours = sha256(kept.pdf).hexdigest() == certificate.sha256
    if kept.credential is not None:
        ours &= sha256(kept.credential.encode()).hexdigest() == kept.credential_sha256
    return judged(Point.STORED, good, "What is stored is not what was issued.", holds=ours)


def signature_checks(found: Opened, record: Record) -> Iterator[Check]:
    if not record.is_signed:
        yield from skip_all((Point.CREDENTIAL, Point.KEY, *NOT_SEALED), OLD)
        return
    yield from credential_checks(found, record.anchors)
    if found.seal is None:
        yield from skip_all(NOT_SEALED, ON_DEMAND)
    else:
        yield from seal_checks(found.seal, record.anchors)


def claim_checks(found: Opened, record: Record) -> tuple[Check, ...]:
    if found.credential is None:
        return skip_all((Point.FACTS, Point.MINUTES), OLD)
    facts = record.certificate.printed
    differing = differences(found.claims, facts, NameShown.MATCH)
    return facts_check(differing), minutes_check(found.claims)


def key_good_check(found: Opened, record: Record, logged: Iterable[Check]) -> Check:
    """Say whether the keys may be believed, stolen ones by what a witness saw before.

    That is only about this file if the line in the log was shown to be there, and its own.
    """
    stories = list(stories_of(found, record.anchors))
    if not stories:
        return skipped(Point.KEY_GOOD, OLD if not record.is_signed else "No known key.")
    of = record if is_proven(logged) else None
    judgements = [judge_key(story, cosigned_at=first_witnessed(story, of)) for story in stories]
    refused = [judgement.why for judgement in judgements if not judgement.accepted]
    if refused:
        return failed(Point.KEY_GOOD, " ".join(refused))
    return passed(Point.KEY_GOOD, " ".join(judgement.why for judgement in judgements))


def stories_of(found: Opened, anchors: Anchors) -> Iterator[KeyFacts]:
    if found.method in anchors.stories:
        yield anchors.stories[found.method]
    sealed = anchors.seals.get(found.seal.fingerprint or "") if found.seal else None
    if sealed is not None:
        yield sealed


def first_witnessed(story: KeyFacts, record: Record | None) -> datetime | None:
    since = story.revoked_as_of
    if since is None or record is None or (leaf := record.certificate.leaf) is None:
        return None
    word = cosigned_before(record.session, leaf, since)
    return word.signed_at if word else None


def logged_checks(kept: Kept, record: Record) -> tuple[Check, ...]:
    certificate = record.certificate
    if certificate.leaf is None:
        return not_logged(OLD)
    proof = proof_of(record.session, certificate.leaf)
    if proof is None:
        return not_logged(NO_PROOF_YET)
    found = LogProof(
        leaf=proof.leaf,
        salt=certificate.salt,
        position=proof.position,
        size=proof.size,
        path=proof.path,
        checkpoint=proof.checkpoint,
    )
    expected = Logged(
        serial=certificate.serial,
        pdf=sha256(kept.pdf).hexdigest(),
        credential=kept.credential and sha256(kept.credential.encode()).hexdigest(),
        token=print_of(kept.token) if names_tokens(found) else None,
    )
    return log_checks(found, expected, record.anchors)


def names_tokens(proof: LogProof) -> bool:
    """Say whether a line is from after the hashes of tokens were logged."""
    return "jwt" in line_of(proof)


def print_of(token: str | None) -> str:
    return sha256((token or "").strip().encode()).hexdigest()


def token_key_check(record: Record, found: Opened, checks: Iterable[Check]) -> Check:
    """Judge the key of a token that is kept here; a stolen one needs the token's own line."""
    story, leaf = record.anchors.stories[found.method], record.certificate.leaf
    proof = proof_of(record.session, leaf) if leaf is not None else None
    is_its = proof is not None and print_of(found.credential) == read_leaf(proof.leaf).get("jwt")
    of = record if is_its and is_proven(checks) else None
    judgement = judge_key(story, cosigned_at=first_witnessed(story, of))
    return judged(Point.KEY_GOOD, judgement.why, judgement.why, holds=judgement.accepted)
