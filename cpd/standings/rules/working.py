"""The part of full time that somebody works, as it is typed, kept and read back."""

import re
from datetime import date
from fractions import Fraction

from cpd.kernel.errors import RuleError
from cpd.requirements.rules.logs import Share

MOST_CHANGES = 20
HELP = "Write a part of full time, like 80% or 4/5: more than none, at most all."
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?) ?%")
_PART = re.compile(r"(\d{1,2}) ?(?:/|of|out of) ?([1-9]\d?)")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,4})?")
_LINE = re.compile(r"(?P<share>.*?)(?:,? ?\b(?:from|since) (?P<day>\S+))?")


def checked_shares(text: str) -> tuple[Share, ...]:
    """Read a line for each change: `80%`, then `50% from 2026-03-01`. Nothing typed is full time.

    The first line may hold from the beginning; every other names the day it holds from.
    """
    lines = [" ".join(line.split()) for line in re.split(r"[\n;]", text.casefold())]
    shares = tuple(_line(line) for line in lines if line)
    if len(shares) > MOST_CHANGES:
        raise RuleError(f"Write at most {MOST_CHANGES} changes.")
    if any(one.since is None for one in shares[1:]):
        raise RuleError("Write since when the second holds, like 80% from 2026-03-01.")
    days = [one.since or date.min for one in shares]
    if days != sorted(set(days)):
        raise RuleError("Write the changes in the order they came, each with its own day.")
    return () if shares == (Share(since=None, until=None, share=Fraction(1)),) else shares


def _line(line: str) -> Share:
    found = _LINE.fullmatch(line)
    share = _share(found["share"].strip()) if found else None
    if found is None or share is None or not 0 < share <= 1:
        raise RuleError(HELP)
    return Share(since=_day(found["day"]), until=None, share=share)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RuleError("Write the day as year, month and day, like 2026-03-01.") from error


def _share(plain: str) -> Fraction | None:
    if part := _PART.fullmatch(plain):
        return Fraction(int(part[1]), int(part[2]))
    if percent := _PERCENT.fullmatch(plain):
        return Fraction(percent[1].replace(",", ".")) / 100
    if _NUMBER.fullmatch(plain):
        number = Fraction(plain.replace(",", "."))
        return number / 100 if number > 1 else number
    return None


def said_shares(shares: tuple[Share, ...]) -> str:
    """Write shares as they are typed, a line each: 4/5 is “80%”, 1/3 is “1/3”."""
    return "\n".join(
        said_share(one.share) + (f" from {one.since.isoformat()}" if one.since else "")
        for one in shares
    )


def said_share(share: Fraction) -> str:
    percent = share * 100
    return f"{percent}%" if percent.denominator == 1 else str(share)
