"""What is asked of one member in one period, and why so much."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import TypeAlias

from cpd.kernel.hours import spoken
from cpd.requirements.rules.answers import Verdict

Words: TypeAlias = Callable[[Fraction], str]


@dataclass(frozen=True, kw_only=True)
class Target:
    """What is asked, until when, and why so much.

    A `verdict` of exempt holds whatever was done; needs_review and open hold unless all of
    `required` is there. `end` is where the period ends, leave counted in.
    """

    required: Fraction
    end: date
    verdict: Verdict | None = None
    lines: tuple[str, ...] = ()

    def changed(self, required: Fraction, line: str) -> "Target":
        return replace(self, required=required, lines=(*self.lines, line))

    def judged(self, verdict: Verdict, line: str) -> "Target":
        return replace(self, verdict=self.verdict or verdict, lines=(*self.lines, line))


def said_time(amount: Fraction) -> str:
    """Say minutes, rounded down, and that there is a part of one more."""
    whole = spoken(floor(amount))
    return whole if amount.denominator == 1 else f"just over {whole}"


def said_count(amount: Fraction) -> str:
    return str(ceil(amount))


def said_percent(share: Fraction) -> str:
    percent = share * 100
    return f"{'' if percent.denominator == 1 else 'about '}{round(percent)} %"


def months_between(day: date, other: date) -> int:
    return (other.year - day.year) * 12 + other.month - day.month
