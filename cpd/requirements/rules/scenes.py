"""What every judge of a requirement is given: the pack, the log, the day, and what counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.logs import Log, LogEntry

NOTHING = Fraction(0)
WHOLE = Fraction(1)


@dataclass(frozen=True, kw_only=True)
class Credited:
    """What one entry is worth to one measure, before caps.

    `on` is the day it counts on. `most` is above `minutes` where something is missing that the
    weight depends on: the truth lies between the two. An entry split by day is several of these.
    """

    entry: LogEntry
    measure: str
    on: date
    minutes: Fraction
    most: Fraction
    is_evidenced: bool
    category: str | None
    reason: str
    evidenced: Fraction | None = None  # None: all of it or nothing, as `is_evidenced` says
    part: Fraction = WHOLE  # of the entry, where it is split over its days

    @property
    def is_piece(self) -> bool:
        """Say whether it is one day's part of an entry."""
        return self.part is not WHOLE

    @property
    def seen(self) -> Fraction:
        """Return the minutes that somebody else can see the proof of."""
        if self.evidenced is not None:
            return self.evidenced
        return self.minutes if self.is_evidenced else NOTHING


@dataclass(frozen=True, kw_only=True)
class Scene:
    """`first` is the first day the log touches. Nothing after `as_of` is in `credited`.

    `begun` is the day on which the first version of the pack began, where that is known. Nobody
    asks about what ended on `since` or before.
    """

    pack: Pack
    log: Log
    as_of: date
    first: date
    credited: Mapping[str, tuple[Credited, ...]] = field(default_factory=dict)  # by measure
    later: Mapping[str, tuple[date, ...]] = field(default_factory=dict)  # days after `as_of`
    begun: date | None = None
    since: date | None = None
    # Bills by requirement, made once: a share looks at those of what it is a share of.
    bills: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_past(self, end: date) -> bool:
        """Say whether a row that ends there would be left out, so that it need not be made."""
        return self.since is not None and end <= self.since
