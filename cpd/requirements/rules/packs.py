"""What a body asks, as values: a pack, what it measures, and how it limits that.

Minutes are exact fractions. The kinds of requirement stand in `kinds`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from cpd.requirements.rules.amounts import Length


class SelectBy(StrEnum):
    """Which day decides the version of a pack that holds."""

    PERIOD_START = "period_start"
    ENTRY_DATE = "entry_date"
    SUBMISSION_DATE = "submission_date"


@dataclass(frozen=True, kw_only=True)
class Effective:
    since: date
    until: date | None = None  # the last day, counting
    select_by: SelectBy = SelectBy.PERIOD_START


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a rule was read. One of `url` and `clauses` is there."""

    url: str = ""
    clauses: tuple[str, ...] = ()
    says: str = ""  # our paraphrase
    confidence: str = ""  # high | medium | low | memory
    seen: date | None = None
    note: str = ""


class EntryDate(StrEnum):
    """On which day an entry counts."""

    START = "local_start"
    COMPLETION = "completion"
    RECORDED = "recorded_at"
    SPLIT = "split_by_day"


@dataclass(frozen=True, kw_only=True)
class Calendar:
    time_zone: str | None = None  # for the reader; days are the member's own
    week_start: int = 0  # Monday is 0
    leap_day: str = "feb28"  # feb28 | mar1: where 29 February falls in a common year
    entry_date: EntryDate = EntryDate.START


class PeriodType(StrEnum):
    CALENDAR = "calendar"  # unit: week | month | quarter | year
    FIXED = "fixed"  # anchor, length
    ANNIVERSARY = "anniversary"  # of, length; counted from the original day
    ROLLING = "rolling"  # length, step, check: each_step | as_of
    EXPLICIT = "explicit"  # first cycles of odd lengths: starts, each up to the next
    WHOLE = "whole"  # from the beginning of the log to the day asked about


@dataclass(frozen=True, kw_only=True)
class PeriodShape:
    type: PeriodType
    unit: str = ""
    anchor: date | None = None
    of: str = ""
    length: Length | None = None
    step: str = ""
    check: str = "each_step"
    starts: tuple[date, ...] = ()  # explicit: the last one is the end of the last period


@dataclass(frozen=True, kw_only=True)
class Match:
    """What an entry must be. All that is given must hold; several values of one are choices.

    `size_min` and `size_max` bound the size the measure counts by. `untagged` and
    `uncategorised` ask for what is missing.
    """

    kinds: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    any_tag: frozenset[str] = frozenset()
    all_tags: frozenset[str] = frozenset()
    no_tag: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()
    clauses: frozenset[str] = frozenset()
    size_min: int | None = None
    size_max: int | None = None
    facilitated: bool | None = None
    uncategorised: bool = False
    first_in_period: str = ""  # the field that is compared: `topic`
    any_of: tuple["Match", ...] = ()  # besides all else, one of these must hold

    @cached_property
    def asks(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Return what is asked of fields that an entry may leave out, by the entry's field."""
        every = (
            ("role", self.roles),
            ("format", self.formats),
            ("mode", self.modes),
            ("setting", self.settings),
            ("provider", self.providers),
        )
        return tuple((name, wanted) for name, wanted in every if wanted)

    @cached_property
    def asks_for_marks(self) -> bool:
        """Say whether it asks for what an entry either bears or does not: tags and clauses."""
        return bool(self.any_tag or self.all_tags or self.no_tag or self.clauses)

    @cached_property
    def asks_for_more(self) -> bool:
        """Say whether it asks for what an entry may leave out."""
        sizes = (self.size_min, self.size_max, self.facilitated)
        is_sized = any(one is not None for one in sizes)
        return bool(self.asks or self.categories or self.any_of) or is_sized

    @cached_property
    def asks_for_kind_alone(self) -> bool:
        return self == Match(kinds=self.kinds)


ANYTHING = Match()
ORDINARY = Calendar()


class Rate(StrEnum):
    """The closed list of weights; `NUMBER` is an exact number beside it."""

    NUMBER = "number"
    ONE_BY_SIZE = "1/size"
    TWO_BY_SIZE = "min(1, 2/size)"
    OWN_MINUTES = "own_minutes"


@dataclass(frozen=True, kw_only=True)
class CreditLine:
    when: Match
    rate: Rate = Rate.NUMBER
    number: Fraction = Fraction(1)
    exclude_from_size: str = ""  # says that the facilitator is not in the size; it never is
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Eligible:
    """What an entry needs before it counts at all, and before it counts as evidenced.

    Words: evidence, attestation, verification, reflection. `claimed` needs all of its own;
    `evidenced` needs any one of its own.
    """

    claimed: frozenset[str] = frozenset()
    evidenced: frozenset[str] = frozenset({"evidence", "attestation", "verification"})


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Time of one sort. The first line that matches weighs an entry; none is nothing."""

    id: str
    select: Match
    credit: tuple[CreditLine, ...]
    count_by: str = "contracted"  # contracted | attended
    min_entry: Mapping[str, Fraction] = field(default_factory=dict)  # by format, or "any"
    max_entry: Mapping[str, Fraction] = field(default_factory=dict)
    unit_minutes: Fraction | None = None  # minutes of clock time that make an hour of theirs
    use_minutes: str = "minutes"  # minutes | own_minutes
    remainder_to: str = ""  # the measure that gets what own_minutes leaves over
    eligible: Eligible = Eligible()
    name: str = ""  # in words, for the member: "supervision"


@dataclass(frozen=True, kw_only=True)
class Cap:
    """The most that counts of what matches, of any measure, in one period of the requirement."""

    id: str
    on: Match
    most: Fraction
    measure: str = ""  # empty: every measure
    period: PeriodShape | None = None  # None: the requirement's own
    name: str = ""  # in words, for the member: "mentor coaching"


@dataclass(frozen=True, kw_only=True)
class Reclassify:
    when: Match
    to: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Late:
    """What holds after the end of a cycle, for renewals that come late."""

    grace: Length
    renewable_until: Length | None = None
    fee: str = ""
    fee_from: date | None = None
    surcharge_until: date | None = None  # the last submission day the surcharge applied to
    surcharge: Mapping[str, Fraction] = field(default_factory=dict)  # by requirement, a month
    next_cycle_starts: str = "previous_expiry"


@dataclass(frozen=True, kw_only=True)
class Audit:
    population: str = ""
    registered_for: Length | None = None  # longer than this; a member of exactly this is out
    fraction: Fraction | None = None  # None: not published
    rounding: str = "up"  # up | down | nearest
    reply_within: Length | None = None
    keep_evidence: Length | None = None
    include_empty_logs: bool = True


@dataclass(frozen=True, kw_only=True)
class Body:
    name: str
    short: str
    country: str = ""


@dataclass(frozen=True, kw_only=True)
class Unclear:
    """A place where the sources are silent or contradict each other, and how it is read here."""

    about: str
    reading: str
    requirement: str = ""
    blocks: bool = False  # True: what depends on it needs a person's judgement
