"""Checks a certificate with nothing but files: no database, no network, no site."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cpd.certificates.rules.facts import DELIVERIES, CategoryFact, CodeFact, NumberFact
from cpd.certificates.rules.life import NameShown
from cpd.certificates.rules.validity import Verdict, issuer_day
from cpd.verification.listed import status_of
from cpd.verification.logged import is_proven
from cpd.verification.papers import Papers, UnreadableError, anchors_in, kind_of
from cpd.verification.proofs import logged
from cpd.verification.reading import Form, Opened, file_checks, opened, short
from cpd.verification.rules.answers import Answer, FileIs, PublicFacts
from cpd.verification.rules.checks import (
    Check,
    Point,
    Result,
    in_order,
    judged,
    passed,
    skip_all,
    skipped,
)
from cpd.verification.rules.claims import Claims, minutes_check, whole
from cpd.verification.rules.headlines import (
    ALTERED,
    ANOTHERS,
    STOLEN,
    UNJOINED,
    VALID,
    Headline,
    headline,
)
from cpd.verification.rules.names import is_same_name
from cpd.verification.rules.standing import said

NO_RECORD = "The issuer's record is not at hand."
NO_CERTIFICATE = "This is neither a PDF nor a credential that can be read."
FORGERIES = {ALTERED, ANOTHERS, STOLEN}


@dataclass(frozen=True)
class Examined:
    """An answer without the site. Its headline has the verdict, which knows of being unsure."""

    answer: Answer
    headline: Headline

    @property
    def is_valid(self) -> bool:
        return self.headline == VALID and not self.answer.failed

    def to_plain(self) -> dict[str, Any]:
        said = {"verdict": str(self.headline.verdict), "headline": self.headline.sentence}
        return self.answer.to_plain() | said


def examined_offline(content: bytes, papers: Papers, now: datetime, *, name: str = "") -> Examined:
    """Answer for a file. Only what its issuer signed counts; what is missing is skipped.

    A status list is believed until it runs out. Raises UnreadableError for no certificate at all.
    """
    anchors = anchors_in(papers, now)
    found = opened(content, anchors)
    refuse_other(content, found)
    status, standing = status_of(found.claims, papers, anchors, now)
    checks = [
        *file_checks(found, anchors),
        *status,
        dates_check(found.claims, issuer_day(now)),
        *skip_all((Point.STORED, Point.FACTS), NO_RECORD),
        minutes_check(found.claims),
        *logged(content, found, papers, anchors),
    ]
    if name:
        checks.append(name_check(found.claims, name))
    checks.append(very_file(checks))
    said = headline(checks, standing, is_pdf=found.form is Form.PDF)
    if said == VALID and papers.trusted is not None and not is_proven(checks):
        said = UNJOINED
    return Examined(answer_of(found, checks, said, now), said)


def refuse_other(content: bytes, found: Opened) -> None:
    """Refuse what is no certificate, by its name if it is another thing that an issuer signs."""
    if kind := kind_of(content):
        raise UnreadableError(f"This is {kind}, not a certificate.")
    if found.form is Form.NONE:
        raise UnreadableError(NO_CERTIFICATE)


def answer_of(found: Opened, checks: list[Check], said: Headline, now: datetime) -> Answer:
    """Put the checks together. What a forger claims is not told as facts."""
    results = {check.point: check.result for check in checks}
    is_signed = results[Point.CREDENTIAL] is Result.PASS and said not in FORGERIES
    return Answer(
        verdict=Verdict(said.verdict) if said.verdict in set(Verdict) else Verdict.UNKNOWN,
        as_of=now,
        facts=facts_of(found.claims) if is_signed else None,
        checks=in_order(checks),
        key=short(found.method) or None,
        file=FileIs.ALTERED if said in FORGERIES else None,
    )


def very_file(checks: Iterable[Check]) -> Check:
    """Say whether the log names these very bytes. Only a proof that holds counts."""
    if is_proven(checks):
        return passed(Point.FILE, "The log has the fingerprint of this very file.")
    return skipped(Point.FILE, "Without a proof from the log it is not known.")


def dates_check(claims: Claims, today: date) -> Check:
    try:
        begin = date.fromisoformat(claims.issued_on)
        end = date.fromisoformat(claims.expires_on)
    except ValueError:
        return skipped(Point.DATES, "It does not say from when to when it counts.")
    good = f"On {said(today)} it is within its dates, {said(begin)} to {said(end)}."
    bad = f"It counts from {said(begin)} to {said(end)}, and not on {said(today)}."
    return judged(Point.DATES, good, bad, holds=begin <= today <= end)


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
