"""Whether the tables of a pack have neither holes nor overlaps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from cpd.requirements.findings import Desk, Finding
from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.kinds import Minimum, Ratio
from cpd.requirements.rules.terms import Band, Bands, RatioStep


@dataclass(frozen=True)
class _Row:
    """What a row of a table takes in; None is as far as the row before, or without end."""

    low: Fraction | None
    holds_low: bool
    high: Fraction | None
    holds_high: bool


def tables(desk: Desk) -> Iterator[Finding]:
    for asked in desk.draft.pack.requirements:
        if isinstance(asked, Minimum) and isinstance(asked.at_least, Bands):
            yield from _rows(
                desk, asked.id, "at_least", [_band(one) for one in asked.at_least.table]
            )
        if isinstance(asked, Ratio):
            steps = [
                _Row(over if over or at else None, holds_low=False, high=up_to, holds_high=True)
                for at, (over, up_to, _) in enumerate(asked.steps)
            ]
            yield from _rows(desk, asked.id, "steps", steps)
            pieces = asked.at_least if isinstance(asked.at_least, tuple) else ()
            if asked.piecewise_by == "tenure":
                pieces_for_all = [_piece(one) for one in pieces if not one.only]
                yield from _rows(desk, asked.id, "at_least", pieces_for_all)


def _band(band: Band) -> _Row:
    low = band.over if band.from_ is None else band.from_
    high = band.below if band.up_to is None else band.up_to
    return _Row(low, band.from_ is not None, high, band.up_to is not None)


def _piece(step: RatioStep) -> _Row:
    return _Row(_days(step.from_), holds_low=True, high=_days(step.below), holds_high=False)


def _days(length: Length | None) -> Fraction | None:
    return None if length is None else Fraction(length.months * 30 + length.days)


def _rows(desk: Desk, id_: str, key: str, rows: Sequence[_Row]) -> Iterator[Finding]:
    path = desk.of("requirements", id_, key)
    if rows and rows[0].low:
        yield desk.warning(path, "table-hole", f"{id_}: nothing is said below the first row.")
    for one, other in pairwise(rows):
        if one.high is None and other.low is None:
            yield desk.error(path, "table-overlap", f"{id_}: two rows take in the same.")
        elif one.high is None or other.low is None:
            continue
        elif one.high > other.low or (one.high == other.low and one.holds_high and other.holds_low):
            yield desk.error(path, "table-overlap", f"{id_}: two rows of the table overlap.")
        elif one.high < other.low or not (one.holds_high or other.holds_low):
            yield desk.warning(path, "table-hole", f"{id_}: the table has a hole between two rows.")
