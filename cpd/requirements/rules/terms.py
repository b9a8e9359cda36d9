"""The terms of a requirement: leave, joiners, tables, steps, what is carried, whom it is for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from cpd.requirements.rules.amounts import Length


@dataclass(frozen=True, kw_only=True)
class Leave:
    """What leave does to a requirement.

    Methods: none | exempt_whole_periods | prorate | subtract_days | extend_due_date.
    """

    method: str = "none"
    by: str = "days"  # prorate: whole_months, days; extend_due_date: days, whole_years
    round: str = ""  # up_to_15min | "" (exact)
    limit: Length | None = None
    kinds: frozenset[str] = frozenset()  # empty: every kind of leave


@dataclass(frozen=True, kw_only=True)
class Joiner:
    """What is asked of somebody who joins during a period.

    Methods: none (all of it) | table | months | days | undecided (a person must say).
    """

    method: str = "none"
    reduce: Mapping[int, Fraction] = field(default_factory=dict)  # by month joined, 1 to 12
    per_month: Fraction | None = None
    count: str = "both_end_months"


@dataclass(frozen=True, kw_only=True)
class Band:
    """A row of a table: the value for what lies in `[from_, below)`, or up to and with `up_to`."""

    value: Fraction
    from_: Fraction | None = None
    over: Fraction | None = None
    below: Fraction | None = None
    up_to: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class Bands:
    on: str  # the measure that is looked up
    table: tuple[Band, ...]
    beyond: str = "needs_review"


@dataclass(frozen=True, kw_only=True)
class RatioStep:
    """A ratio for a stretch of tenure `[from_, below)`, or from a day on, or only for some."""

    ratio: Fraction
    from_: Length | None = None
    below: Length | None = None
    since: date | None = None
    before: date | None = None  # up to the day before this
    only: str = ""  # a grade, e.g. supervisor


@dataclass(frozen=True, kw_only=True)
class Carry:
    most: Fraction
    periods: int = 1
    use: str = "carried_first"
    exclude_tags: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class AppliesIf:
    """When a requirement holds. What is not known needs a person, it is not a no."""

    grades: frozenset[str] = frozenset()
    measure: str = ""
    more_than: Fraction = Fraction(0)  # of the measure, in the requirement's own period
    after: date | None = None
    before: date | None = None
    not_before_years: Length | None = None  # tenure of this or more
    before_years: Length | None = None  # tenure of less than this


NO_LEAVE = Leave()
ALL_OF_IT = Joiner()
