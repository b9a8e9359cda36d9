"""What a member says about themselves towards a body, and the kinds of time away."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from cpd.kernel.errors import RuleError

EARLIEST = date(1950, 1, 1)
LONGEST_ABSENCE_YEARS = 10
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?) ?%")
_PART = re.compile(r"(\d{1,2}) ?(?:/|of|out of) ?([1-9]\d?)")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,4})?")


class AbsenceKind(StrEnum):
    """Why somebody is away. Only the kind and the days are kept, no reason and no proof."""

    PARENTAL = "parental"
    ILLNESS = "illness"
    CARING = "caring"
    SABBATICAL = "sabbatical"
    OTHER = "other"
    NO_CLIENTS = "no_clients"  # a documented break from practice, not leave


ABSENCE_WORDS: Mapping[AbsenceKind, str] = {
    AbsenceKind.PARENTAL: "Parental leave",
    AbsenceKind.ILLNESS: "Illness",
    AbsenceKind.CARING: "Caring for somebody",
    AbsenceKind.SABBATICAL: "Sabbatical",
    AbsenceKind.OTHER: "Other leave",
    AbsenceKind.NO_CLIENTS: "A break from clients: at work, seeing nobody",
}


@dataclass(frozen=True, kw_only=True)
class Details:
    """What a pack needs to know of a member. What is not known stays out; it is no zero."""

    grade: str | None = None
    joined_on: date | None = None
    anchors: Mapping[str, date] = field(default_factory=dict)
    working_share: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A body that a member lets their log be judged by."""

    id: UUID
    person_id: UUID
    pack_id: str
    details: Details
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Away:
    """Days away, both ends counting; `until` None is still going on."""

    kind: AbsenceKind
    since: date
    until: date | None = None


def checked_past(day: date, today: date) -> date:
    """Return a day that something happened on: not before anybody's career, not to come."""
    if day < EARLIEST:
        raise RuleError("That is before 1950. Please look at the year again.")
    if day > today:
        raise RuleError("That day is still to come. Please look at the calendar again.")
    return day


def checked_share(text: str) -> Fraction | None:
    """Read a part of full time: 80%, 0.8, 4/5, 4 of 5. All of it, or nothing typed, is None."""
    plain = " ".join(text.casefold().split())
    if not plain:
        return None
    share = _share(plain)
    if share is None or not 0 < share <= 1:
        raise RuleError("Write a part of full time, like 80% or 4/5: more than none, at most all.")
    return None if share == 1 else share


def _share(plain: str) -> Fraction | None:
    if part := _PART.fullmatch(plain):
        return Fraction(int(part[1]), int(part[2]))
    if percent := _PERCENT.fullmatch(plain):
        return Fraction(percent[1].replace(",", ".")) / 100
    if _NUMBER.fullmatch(plain):
        number = Fraction(plain.replace(",", "."))
        return number / 100 if number > 1 else number
    return None


def said_share(share: Fraction | None) -> str:
    """Write a share as it is typed: 4/5 is “80%”, 1/3 is “1/3”."""
    if share is None:
        return ""
    percent = share * 100
    return f"{percent}%" if percent.denominator == 1 else str(share)


def checked_away(away: Away) -> Away:
    """Return days away that can be: in order, and no longer than ten years."""
    if away.since < EARLIEST:
        raise RuleError("That is before 1950. Please look at the year again.")
    if away.since.year > 2200:
        raise RuleError("Please look at the year again.")
    if away.until is None:
        return away
    if away.until < away.since:
        raise RuleError("The last day comes before the first.")
    if away.until.year - away.since.year > LONGEST_ABSENCE_YEARS:
        raise RuleError("That is more than ten years. Please look at the years again.")
    return away
