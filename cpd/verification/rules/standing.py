"""How a certificate stands today, and how it stood on another day: one line for each question."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from cpd.certificates.rules.validity import REASONS, ReasonClass, Validity, issuer_day
from cpd.verification.rules.checks import Check, Point, failed, judged, passed


@dataclass(frozen=True)
class PastHold:
    """The days on which a certificate was on hold, or for a part of them. Both ends count."""

    first: date
    last: date


@dataclass(frozen=True)
class Standing:
    """What the record says of a certificate's life."""

    validity: Validity
    reason: ReasonClass | None = None
    holds: tuple[PastHold, ...] = ()


def past_holds(begun: Collection[datetime], lifted: Collection[datetime]) -> tuple[PastHold, ...]:
    """Pair the holds of a certificate with their ends. One that was not lifted is not past."""
    pairs = zip(sorted(begun), sorted(lifted), strict=False)
    return tuple(PastHold(issuer_day(first), issuer_day(last)) for first, last in pairs)


def said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def status_checks(standing: Standing, today: date) -> tuple[Check, ...]:
    return withdrawal(standing), hold(standing), replacement(standing), dates(standing, today)


def withdrawal(standing: Standing) -> Check:
    at = standing.validity.withdrawn_at
    if at is None:
        return passed(Point.WITHDRAWN, "It was not withdrawn.")
    why = f" {REASONS[standing.reason]}" if standing.reason else ""
    return failed(Point.WITHDRAWN, f"It was withdrawn on {said(issuer_day(at))}{why}.")


def hold(standing: Standing) -> Check:
    at = standing.validity.suspended_at
    if at is None:
        return passed(Point.SUSPENDED, "It is not on hold.")
    return failed(Point.SUSPENDED, f"It has been on hold since {said(issuer_day(at))}.")


def replacement(standing: Standing) -> Check:
    return judged(
        Point.REPLACED,
        "No other was issued in its place.",
        "Another was issued in its place. Ask the holder for the current one.",
        holds=standing.validity.replaced_at is None,
    )


def dates(standing: Standing, today: date) -> Check:
    first, last = standing.validity.issued_on, standing.validity.expires_on
    if today < first:
        return failed(Point.DATES, f"It counts only from {said(first)}.")
    if today > last:
        return failed(Point.DATES, f"It counted from {said(first)} to {said(last)}.")
    return passed(Point.DATES, f"It counts from {said(first)} to the end of {said(last)}.")


def on_date(standing: Standing, day: date, today: date) -> Check:
    """Say whether it held on a day. What was issued in error never did; other ends come later."""
    trouble = why_not_on(standing, day)
    if trouble:
        return failed(Point.ON_DATE, f"On {said(day)} it did not hold: {trouble}")
    if day > today:
        return passed(
            Point.ON_DATE, f"It will hold on {said(day)}, unless something happens to it before."
        )
    return passed(Point.ON_DATE, f"On {said(day)} it held.{since(standing)}")


def why_not_on(standing: Standing, day: date) -> str:
    validity = standing.validity
    if day < validity.issued_on:
        return f"it was issued only on {said(validity.issued_on)}."
    if day > validity.expires_on:
        return f"its last day was {said(validity.expires_on)}."
    if validity.withdrawn_at and standing.reason is ReasonClass.ISSUED_IN_ERROR:
        return "it was withdrawn because it had been issued in error, so it never counted."
    for at, word in (
        (validity.withdrawn_at, "withdrawn"),
        (validity.replaced_at, "replaced"),
        (validity.suspended_at, "put on hold"),
    ):
        if at and issuer_day(at) <= day:
            return f"it was {word} on {said(issuer_day(at))}."
    if any(hold.first <= day <= hold.last for hold in standing.holds):
        return "it was on hold on that day, or for a part of it. It was taken off hold later."
    return ""


def since(standing: Standing) -> str:
    """Say what became of it afterwards, so that nobody takes it for current."""
    validity = standing.validity
    if validity.withdrawn_at:
        return f" It was withdrawn later, on {said(issuer_day(validity.withdrawn_at))}."
    if validity.replaced_at:
        return " It was replaced later; the one that stands in its place is current."
    if validity.suspended_at:
        return f" It was put on hold later, on {said(issuer_day(validity.suspended_at))}."
    return ""
