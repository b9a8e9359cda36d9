"""Answers for a certificate, and for a file that claims to be one."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy.orm import Session

from cpd.certificates.models import Certificate
from cpd.certificates.rules.validity import Verdict, issuer_day
from cpd.credentials.reading import document_in
from cpd.keys.rules.trust import judge_key
from cpd.verification.anchors import anchors_of
from cpd.verification.logged import ANOTHERS, is_proven
from cpd.verification.reading import Anchors, Form, Opened, file_checks, opened, short
from cpd.verification.remembering import Looked
from cpd.verification.rules.answers import Answer, Difference, FileIs, public_facts
from cpd.verification.rules.checks import Check, Point, failed, in_order, passed, skipped
from cpd.verification.rules.claims import differences, facts_check
from cpd.verification.rules.standing import PastHold, Standing, on_date, status_checks
from cpd.verification.service.recorded import Record, looked_at, token_key_check
from cpd.verification.store import records as store
from cpd.verification.store.records import Kept

HELD = b"I hold this file\n"  # what the browser puts before it; see cpd.js
NO_FILE = "You handed in no file. Without it, only the record was looked at."
NOT_OURS = "No certificate of this site has this fingerprint."
NOTHING_KNOWN = "This is neither a PDF nor a credential that can be read."


class Depth(StrEnum):
    """How far to look: only how it stands; also at the record; also at the seal of its file."""

    STATUS = "status"
    RECORD = "record"
    SEAL = "seal"


def answer_for(
    session: Session,
    certificate: Certificate,
    at: datetime,
    *,
    on: date | None = None,
    holds: tuple[PastHold, ...] | None = None,
    depth: Depth = Depth.RECORD,
) -> Answer:
    """Answer for an issued certificate. How it stands is always as of now.

    What looking at the record came to may be up to ten minutes old; `checked_at` says of when.
    """
    today = issuer_day(at)
    verdict = certificate.validity.verdict(today)
    if verdict is Verdict.ERASED:
        return Answer(verdict=verdict, as_of=at)
    standing = Standing(certificate.validity, certificate.reason_class)
    checks = [skipped(Point.FILE, NO_FILE), *status_checks(standing, today)]
    if on is not None:
        held = past_holds(session, certificate) if holds is None else holds
        checks.append(on_date(replace(standing, holds=held), on, today))
    answer = Answer(
        verdict=verdict,
        as_of=at,
        facts=public_facts(certificate.printed, certificate.shown),
        withdrawn_on=certificate.withdrawn_at and issuer_day(certificate.withdrawn_at),
        reason=certificate.reason_class,
        checks=in_order(checks),
        token=certificate.token,
    )
    if depth is Depth.STATUS:
        return answer
    return with_record(answer, looked_at(session, certificate, at, thorough=depth is Depth.SEAL))


def with_record(answer: Answer, looked: Looked) -> Answer:
    checks = in_order([*answer.checks, *looked.checks])
    return replace(answer, checks=checks, key=looked.key or None, checked_at=looked.at)


def past_holds(session: Session, certificate: Certificate) -> tuple[PastHold, ...]:
    return store.past_holds_of(session, [certificate.id])[certificate.id]


def examine_prints(session: Session, prints: str, at: datetime) -> Answer | None:
    """Answer for a file by its two fingerprints. None if no file of ours has them.

    The first is its SHA-256, which stands in the public log for everybody to read. Only whoever
    has the file can work out the second.
    """
    plain, _, proof = prints.lower().partition(".")
    certificate = store.by_file(session, plain)
    if certificate is None or certificate.erased_at is not None:
        return None
    if not is_held(session, certificate, plain, proof):
        return None
    return very_file(answer_for(session, certificate, at))


def is_held(session: Session, certificate: Certificate, plain: str, proof: str) -> bool:
    kept = store.kept(session, certificate.id)
    if kept is None:
        return False
    is_pdf = certificate.sha256 == plain
    content = kept.pdf if is_pdf else (kept.credential or "").encode()
    expected = sha256(HELD + content).hexdigest()
    return compare_digest(expected.encode(), proof.encode())


def examine_file(session: Session, content: bytes, at: datetime) -> Answer:
    """Answer for a file that somebody handed in. It may be anything, and is not kept.

    The verdict of a file that is not ours as it stands is unknown, whatever it claims to be.
    """
    certificate = store.by_file(session, sha256(content).hexdigest())
    if certificate is not None and certificate.erased_at is None:
        is_pdf = content.startswith(b"%PDF-")
        depth = Depth.SEAL if is_pdf else Depth.RECORD
        return very_file(answer_for(session, certificate, at, depth=depth))
    anchors = anchors_of(session)
    found = opened(content, anchors)
    checks = file_checks(found, anchors)
    claimed = claimed_by(session, found)
    if claimed is None:
        return not_ours(found, (*checks, *stolen_key_check(found, anchors)), at)
    record = answer_for(session, claimed, at)
    if claimed.erased_at is not None:
        return replace(record, checks=in_order(checks))
    differing = differences(found.claims, claimed.printed, claimed.shown)
    if found.trouble is None and not differing and is_kept(found, store.kept(session, claimed.id)):
        return same_words(Record(session, claimed, anchors), found, record, checks)
    return altered(record, found, differing, (*checks, *stolen_key_check(found, anchors)))


def claimed_by(session: Session, found: Opened) -> Certificate | None:
    """Return what a file claims to be, by an id that only the credential has: never by a serial."""
    if found.claims.certificate_id is None:
        return None
    return store.by_id(session, found.claims.certificate_id)


def very_file(answer: Answer) -> Answer:
    same = passed(Point.FILE, "Byte for byte, this is the file we issued.")
    return replace(answer, checks=with_those(answer.checks, [same]), file=FileIs.THIS_VERY_FILE)


def is_kept(found: Opened, kept: Kept | None) -> bool:
    """Say whether a credential is the one we issued, in any layout, or a token to the letter.

    That its signature is good is not enough: somebody may have stolen the key.
    """
    if kept is None or found.credential is None:
        return False
    if found.form is Form.TOKEN:
        return kept.token is not None and found.credential.strip() == kept.token.strip()
    is_it = found.form is Form.CREDENTIAL and kept.credential is not None
    return is_it and meaning(found.credential) == meaning(kept.credential or "")


def meaning(credential: str) -> str:
    return json.dumps(document_in(credential), sort_keys=True)


def same_words(of: Record, found: Opened, record: Answer, checks: Iterable[Check]) -> Answer:
    """Answer for our credential in other bytes: the token, or as another program wrote it."""
    if found.form is Form.TOKEN:
        good = token_key_check(of, found, record.checks)
        return very_file(replace(record, checks=with_those(record.checks, [good])))
    same = passed(Point.FILE, "Other bytes, but word for word the credential we signed.")
    signed = [check for check in checks if check.point in {Point.CREDENTIAL, Point.KEY}]
    return replace(
        record, checks=with_those(record.checks, [same, *signed]), file=FileIs.SAME_CREDENTIAL
    )


def stolen_key_check(found: Opened, anchors: Anchors) -> tuple[Check, ...]:
    """Refuse a stolen key under a file that we did not issue: no line of the log is about it."""
    story = found.root_story or anchors.stories.get(found.method)
    if story is None or story.revoked_as_of is None:
        return ()
    return (failed(Point.KEY_GOOD, judge_key(story, cosigned_at=None).why),)


def logged_for_another(record: Answer) -> tuple[Check, ...]:
    """Say that the line in the log, if it is there, names another file than this one."""
    return (failed(Point.LEAF, ANOTHERS),) if is_proven(record.checks) else ()


def altered(
    record: Answer, found: Opened, differing: tuple[Difference, ...], checks: Iterable[Check]
) -> Answer:
    what = (
        "It claims to be a certificate of ours, and says other things than the record."
        if differing
        else "It claims to be a certificate of ours, but its bytes are not those we issued."
    )
    return Answer(
        verdict=Verdict.UNKNOWN,
        as_of=record.as_of,
        checks=in_order(
            [
                failed(Point.FILE, what),
                *checks,
                facts_check(differing),
                *logged_for_another(record),
            ]
        ),
        file=FileIs.ALTERED,
        record=record,
        differences=differing,
        key=short(found.method) or None,
    )


def not_ours(found: Opened, checks: Iterable[Check], at: datetime) -> Answer:
    what = NOTHING_KNOWN if found.form is Form.NONE else NOT_OURS
    return Answer(
        verdict=Verdict.UNKNOWN,
        as_of=at,
        checks=in_order([failed(Point.FILE, what), *checks]),
        file=FileIs.NOT_OURS,
    )


def with_those(checks: Iterable[Check], better: Iterable[Check]) -> tuple[Check, ...]:
    """Put checks of the file in the place of those of the record."""
    found = {check.point: check for check in checks} | {check.point: check for check in better}
    return in_order(found.values())
