"""What a member says about themselves towards a body, and the kinds of time away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from cpd.kernel.errors import RuleError
from cpd.requirements.rules.logs import Share

EARLIEST = date(1950, 1, 1)
LONGEST_ABSENCE_YEARS = 10


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
    working_share: tuple[Share, ...] = ()  # each from its day on, until the next


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
