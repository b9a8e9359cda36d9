"""The kinds of requirement. Each is a value; how it is judged stands elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.packs import (
    ANYTHING,
    ORDINARY,
    Audit,
    Body,
    Calendar,
    Cap,
    Effective,
    Eligible,
    EntryDate,
    Late,
    Match,
    Measure,
    PeriodShape,
    Reclassify,
    Source,
    Unclear,
)
from cpd.requirements.rules.terms import (
    ALL_OF_IT,
    NO_LEAVE,
    AppliesIf,
    Bands,
    Carry,
    Joiner,
    Leave,
    RatioStep,
)


@dataclass(frozen=True, kw_only=True)
class Common:
    """What any requirement may say."""

    id: str
    name: str = ""  # short, as a practitioner would call it
    says: str = ""  # one plain sentence for the member
    clause: str = ""
    period: PeriodShape | None = None
    applies_if: AppliesIf | None = None
    not_applicable_needs: str = ""  # documented_break
    leave: Leave = NO_LEAVE
    date_basis: EntryDate | None = None
    line: int = 0  # where it stands in its file


@dataclass(frozen=True, kw_only=True)
class Minimum(Common):
    measure: str
    at_least: Fraction | Bands
    in_: Match = ANYTHING
    subset_of: str = ""
    averaging: str = "none"  # none | over_parent | regular_mean
    joiner: Joiner = ALL_OF_IT
    scale_by: str = ""  # fte
    scale_floor: Fraction | None = None
    scale_below: Fraction | None = None  # part time is only what is less than this share
    carry: Carry | None = None
    debt_source: str = ""  # the declaration whose minutes are added to the next period
    surplus_to: tuple[str, str] | None = None  # measure, category
    best: tuple[int, int] | None = None  # the mean of the best k of the last n periods
    entry_valid_for: Length | None = None
    extension_most: Length | None = None
    extension_moves_next: bool = False
    eligible: Eligible | None = None


@dataclass(frozen=True, kw_only=True)
class Ratio(Common):
    measure: str
    to: str
    at_least: Fraction | tuple[RatioStep, ...] = ()
    piecewise_by: str = ""  # tenure | date
    combine: str = ""  # id of a minimum the larger of which holds
    per: tuple[str, ...] = ()  # week, setting
    steps: tuple[tuple[Fraction, Fraction | None, int], ...] = ()  # over, up to and with, units
    unit: Fraction = Fraction(60)  # minutes of credit that make a unit
    joiner: Joiner = ALL_OF_IT
    scale_by: str = ""


@dataclass(frozen=True, kw_only=True)
class MaximumShare(Common):
    """The most of a measure that may come from each category, or from what matches."""

    measure: str
    share: Fraction
    of: str  # required | credited
    each: str = ""  # category
    on: Match | None = None
    at_least: Fraction | None = None
    of_requirement: str = ""  # the requirement whose amount `required` means


@dataclass(frozen=True, kw_only=True)
class CapPerWindow(Common):
    """No more than so much counts in a window; limits the measure everywhere."""

    measure: str
    window: str  # week | month
    most: Fraction
    reject_over: Fraction | None = None
    exception_window: str = ""
    exception_entries: int = 0
    exception_most: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class MaxGap(Common):
    measure: str
    gap: Length
    ends: str = "open"  # open: from the last session to the day asked about counts too, as open
    consequence: str = "not_met"  # not_met | needs_explanation
    exactly: str = "ok"  # ok | flagged: a gap of exactly this length


@dataclass(frozen=True, kw_only=True)
class EveryPeriod(Common):
    measure: str
    at_least: int = 1


@dataclass(frozen=True, kw_only=True)
class MinCount(Common):
    select: Match
    at_least: int


@dataclass(frozen=True, kw_only=True)
class Distinct(Common):
    of: str  # category | topic | clause | provider | mode
    at_least: int | None
    among: frozenset[str] = frozenset()
    select: Match = ANYTHING


@dataclass(frozen=True, kw_only=True)
class Cadence(Common):
    select: Match
    at_least_every: Length
    counted_in: PeriodShape


@dataclass(frozen=True, kw_only=True)
class Document(Common):
    document: str
    valid_for: Length | None = None
    last_day: str = "anniversary"  # anniversary | day_before: which is the last day in time
    continuous: bool = False
    basis: str = "issue"  # issue | previous_expiry: what an early renewal runs from
    remind: tuple[Length, ...] = ()
    version_of: str = ""
    store: tuple[str, ...] = ()
    never_store: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Declared(Common):
    events: frozenset[str]
    within: Length


@dataclass(frozen=True, kw_only=True)
class Manual(Common):
    """A standard only a person can judge."""

    ask: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Exclude(Common):
    select: Match
    reason: str


@dataclass(frozen=True, kw_only=True)
class Exclusive(Common):
    """An entry may serve one of these roles, not several."""

    across: tuple[str, ...]
    select: Match
    allow_shared: Match | None = None


@dataclass(frozen=True, kw_only=True)
class AnyOf(Common):
    of: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Qualifies(Common):
    """Who supervised: accredited on that day, and independent."""

    measure: str = "supervision"
    accredited_by: frozenset[str] = frozenset()
    accredited_before: Mapping[str, date] = field(default_factory=dict)  # by body: begun before
    valid_on: str = "entry_date"
    independent_of: frozenset[str] = frozenset()
    lookback: Length | None = None


Requirement: TypeAlias = (
    Minimum
    | Ratio
    | MaximumShare
    | CapPerWindow
    | MaxGap
    | EveryPeriod
    | MinCount
    | Distinct
    | Cadence
    | Document
    | Declared
    | Manual
    | Exclude
    | Exclusive
    | AnyOf
    | Qualifies
)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One published version of what one body asks of one grade."""

    id: str
    version: int
    title: str
    body: Body
    effective: Effective
    status: str = "unofficial"
    grade: str = ""
    provenance: tuple[Source, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    calendar: Calendar = ORDINARY
    categories: tuple[str, ...] = ()
    category_words: Mapping[str, str] = field(default_factory=dict)
    default_category: str = ""
    tags: tuple[str, ...] = ()
    reclassify: tuple[Reclassify, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    caps: tuple[Cap, ...] = ()
    allocation: str = ""  # maxflow: caps may cross
    requirements: tuple[Requirement, ...] = ()
    late: Late | None = None
    audit: Audit | None = None
    anchors: Mapping[str, str] = field(default_factory=dict)  # days asked of a member, in words

    @cached_property
    def excludes(self) -> tuple[Exclude, ...]:
        return tuple(one for one in self.requirements if isinstance(one, Exclude))

    @cached_property
    def shares(self) -> tuple[MaximumShare, ...]:
        return tuple(one for one in self.requirements if isinstance(one, MaximumShare))

    @cached_property
    def by_id(self) -> Mapping[str, Requirement]:
        return {one.id: one for one in reversed(self.requirements)}

    def requirement(self, id_: str) -> Requirement | None:
        return self.by_id.get(id_)
