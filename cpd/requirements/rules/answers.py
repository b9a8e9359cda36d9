"""What comes of judging a log: a row for each requirement and period, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    OPEN = "open"
    EXEMPT = "exempt"
    NEEDS_REVIEW = "needs_review"
    NEEDS_EXPLANATION = "needs_explanation"
    NOT_APPLICABLE = "not_applicable"


class Unit(StrEnum):
    """What the figures of a row count."""

    MINUTES = "minutes"
    DAYS = "days"
    COUNT = "count"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One requirement over one period, `[start, end)`; both None where there is no period.

    `claimed` leaves rejected entries out; `evidenced` counts only what somebody else can see.
    `last_date` is the last day that can still help, or the day a paper runs out.
    `hint` names what alone can still close the gap, for a page to show beside the figures.
    """

    requirement: str
    kind: str
    start: date | None
    end: date | None
    verdict: Verdict
    unit: Unit = Unit.MINUTES
    required: Fraction | None = None
    claimed: Fraction | None = None
    evidenced: Fraction | None = None
    short: Fraction | None = None
    last_date: date | None = None
    hint: str = ""
    explanation: tuple[str, ...] = ()
    pack_version: int = 0


class Credit(NamedTuple):
    """What one entry brought to one requirement in one period, and why so much.

    `minutes` is what counted in the end, after caps; `before_caps` what it was worth until then.
    Where a cap was shared by several entries the loss is spread over them by size, so that no
    order of entries matters.
    """

    entry: str
    requirement: str
    start: date | None
    minutes: Fraction
    before_caps: Fraction
    reason: str


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    pack: str
    version: int
    as_of: date
    rows: tuple[Row, ...]
    credits: Mapping[str, tuple[Credit, ...]] = field(default_factory=dict)  # by entry id


def figure(amount: Fraction | None) -> str | None:
    """Write an exact number: `90`, `205/2`."""
    return None if amount is None else str(amount)
