"""Amounts in packs: minutes as exact fractions, lengths of time on the calendar, shares, ratios."""

import re
from dataclasses import dataclass
from fractions import Fraction

from cpd.kernel.errors import RuleError

_NUMBER = r"\d{1,7}(?:\.\d{1,6})?|\d{1,7}/[1-9]\d{0,6}"
_MINUTES = re.compile(rf"(?P<number>{_NUMBER}) ?(?P<unit>min|h)")
_LENGTH = re.compile(r"(?P<number>\d{1,4}) ?(?P<unit>d|w|mo|y)")
_SHARE = re.compile(rf"(?P<number>{_NUMBER}) ?(?P<percent>%?)")
_RATIO = re.compile(rf"(?P<one>{_NUMBER}) ?: ?(?P<other>{_NUMBER})")


@dataclass(frozen=True, order=True)
class Length:
    """A length on the calendar: months (a year is twelve) and days, never both in one."""

    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        if self.days:
            return f"{self.days} day{'' if self.days == 1 else 's'}"
        years, rest = divmod(self.months, 12)
        number, word = (self.months, "month") if rest or not years else (years, "year")
        return f"{number} {word}{'' if number == 1 else 's'}"


def minutes(text: str) -> Fraction:
    """Read `90min`, `1.2h`, `5/2h`."""
    found = _MINUTES.fullmatch(text.strip())
    if found is None:
        raise RuleError(f"{text!r} is no amount of time. Write it like 90min or 1.5h.")
    return Fraction(found["number"]) * (60 if found["unit"] == "h" else 1)


def length(text: str) -> Length:
    """Read `14d`, `6w`, `3mo`, `5y`."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise RuleError(f"{text!r} is no length of time. Write it like 14d, 6w, 3mo or 5y.")
    number = int(found["number"])
    match found["unit"]:
        case "d":
            return Length(days=number)
        case "w":
            return Length(days=7 * number)
        case "mo":
            return Length(months=number)
        case _:
            return Length(months=12 * number)


def share(text: str) -> Fraction:
    """Read `30%`, `0.5`, `1/2`, as a part of one."""
    found = _SHARE.fullmatch(text.strip())
    if found is None:
        raise RuleError(f"{text!r} is no share. Write it like 30% or 1/2.")
    return Fraction(found["number"]) / (100 if found["percent"] else 1)


def ratio(text: str) -> Fraction:
    """Read `1:20`, as the part of the second that the first must come to."""
    found = _RATIO.fullmatch(text.strip())
    if found is None or not Fraction(found["other"]):
        raise RuleError(f"{text!r} is no ratio. Write it like 1:20.")
    return Fraction(found["one"]) / Fraction(found["other"])
