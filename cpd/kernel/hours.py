"""Minutes as people write and say them."""
# ruff: noqa: RUF001 - signs that look alike are what this file tells apart

import re
import unicodedata
from fractions import Fraction

from cpd.kernel.errors import RuleError

DAY = 24 * 60
LARGEST_BARE_HOURS = 14
LONGEST = 60
HELP = "Write it like 1h30, 90 min or 1.5."

# One character for another: separators that other keyboards and scripts have.
SIGNS = str.maketrans({
    "−": "-", "–": "-", "—": "-", "٫": ".", "·": ".", "،": ",", "∶": ":", "⁄": "/", "∕": "/",
    "’": "'", "′": "'", "\u00ad": "", "\u200b": "", "\u200e": "", "\u200f": "", "\ufeff": "",
})  # fmt: skip
ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
NUMBER_WORDS = (
    {word: value for value, word in enumerate(ONES + TEENS, 1)}
    | TENS
    | {f"{ten}-{one}": TENS[ten] + value for ten in TENS for value, one in enumerate(ONES, 1)}
)
ANY_WORD = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
# What is said, made into what is written, step by step: "half an hour" -> "1/2 hour".
SAYINGS = (
    (re.compile(r"\ba (half|quarter)\b"), r"\1"),
    (re.compile(r"\ban? (?=[hm])"), "1 "),
    (re.compile(rf"\b({ANY_WORD})\b"), lambda found: str(NUMBER_WORDS[found[1]])),
    (re.compile(r"\bhalf\b"), "1/2"),
    (re.compile(r"\b(?:([123]) )?quarters?\b"), lambda found: f"{found[1] or 1}/4"),
    (re.compile(r"(\d/\d) (?:of )?1 hour\b"), r"\1 hour"),
    (re.compile(r"^(\d+) (?:hours?|hrs?|h) and (\d/\d)$"), r"\1 \2 hours"),
    (re.compile(r"^(\d+) and (\d/\d) "), r"\1 \2 "),
)

NUMBER = r"\d+ \d+/[1-9]\d?|\d+/[1-9]\d?|\d+(?:[.,]\d+)?|[.,]\d+"
HOUR = r"(?:hours?|hrs?|h)\.?"
MINUTE = r"(?:minutes?|mins?|m|')\.?"
CLOCK = re.compile(rf"(?P<hours>\d+) ?: ?(?P<minutes>\d+)(?: ?{HOUR})?")
# 1.30 is 1h30 to some and 1.3 hours to others; .25, .50 and what is above .59 are parts to all.
TWO_WAYS = re.compile(r"(?P<hours>\d*)[.,](?P<rest>(?!00|25|50)[0-5]\d)")
WRITTEN = re.compile(
    rf"(?:(?P<hours>{NUMBER}) ?{HOUR})?"
    rf"(?:(?:^| ?(?:and|&|,)? ?)(?P<minutes>{NUMBER}) ?(?P<unit>{MINUTE})?)?"
)


def spoken(minutes: int) -> str:
    """Say a number of minutes: 90 is “1 hour 30 minutes”."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(f"{hours:,} hour" + ("" if hours == 1 else "s"))
    if rest or not hours:
        parts.append(f"{rest} minute" + ("" if rest == 1 else "s"))
    return " ".join(parts)


def clocked(minutes: int) -> str:
    """Write minutes as hours and minutes: 90 is “1:30”."""
    return f"{minutes // 60}:{minutes % 60:02}"


def short(minutes: int) -> str:
    """Write minutes as they are typed: 90 is “1h30”, 20 is “20 min”."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours}h{rest:02}" if rest else f"{hours}h"


def parse_duration(text: str, most: int = DAY) -> int:
    """Read a time as people write it, and return whole minutes, more than none, `most` at most.

    A decimal, a fraction or a bare number up to 14 is hours; a bare whole number from 15 on is
    minutes. Raise RuleError, in words, for all else, and for what can be read in two ways.
    """
    if len(text) > LONGEST * 4:
        raise RuleError(f"That is too long for a time. {HELP}")
    plain = plainly(text)
    if not plain:
        raise RuleError(f"Enter how long it took. {HELP}")
    if len(plain) > LONGEST:
        raise RuleError(f"That is too long for a time. {HELP}")
    if plain.startswith("-") and any(mark.isdecimal() for mark in plain):
        raise RuleError(f"A time cannot be less than nothing. {HELP}")
    return whole_minutes(minutes_in(plain), most)


def plainly(text: str) -> str:
    """Return the text in small letters and plain figures, with single spaces."""
    folded = "".join(plain_mark(mark) for mark in text).casefold().translate(SIGNS)
    plain = " ".join(folded.split()).removesuffix(".").rstrip()
    for said, written in SAYINGS:
        plain = said.sub(written, plain)
    return plain


def plain_mark(mark: str) -> str:
    """Return the plain form of one character: any script's digit as 0 to 9, ½ as “ 1/2”."""
    digit = unicodedata.decimal(mark, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(mark) != "No":
        return unicodedata.normalize("NFKC", mark)
    part = Fraction(unicodedata.numeric(mark)).limit_denominator(100)
    return mark if part.denominator == 1 else f" {part.numerator}/{part.denominator}"


def minutes_in(plain: str) -> Fraction:
    """Return exactly what the text comes to."""
    if clock := CLOCK.fullmatch(plain):
        return clock_minutes(clock["hours"], clock["minutes"])
    found = WRITTEN.fullmatch(plain)
    if found is None:
        raise RuleError(f"That could not be understood as a time. {HELP}")
    if found["unit"] is None and None in (found["hours"], found["minutes"]):
        refuse_two_meanings(found["hours"] or found["minutes"])
    hours, rest = number(found["hours"]), number(found["minutes"])
    if found["unit"] is None and found["hours"] is None:
        is_minutes = rest > LARGEST_BARE_HOURS and found["minutes"].isdecimal()
        return rest if is_minutes else rest * 60
    if found["unit"] is None and "/" in (found["minutes"] or ""):
        rest *= 60
    if found["hours"] is not None and rest >= 60:
        raise RuleError(f"Beside hours there is room for 59 minutes at most. {HELP}")
    return hours * 60 + rest


def refuse_two_meanings(text: str) -> None:
    """Refuse a number that some write for hours and minutes and some for parts of an hour."""
    written, parts = TWO_WAYS.fullmatch(text), number(text) * 60
    if written is None or parts > DAY:
        return
    on_the_clock = short(int(written["hours"] or 0) * 60 + int(written["rest"]))
    in_parts = short(max(1, round(parts)))
    if on_the_clock != in_parts:
        raise RuleError(f"{text} can mean {on_the_clock} or {in_parts}. Write the one you mean.")


def clock_minutes(hours: str, minutes: str) -> Fraction:
    if len(minutes) != 2 or int(minutes) > 59:
        raise RuleError("After the colon stand two figures from 00 to 59, like 1:05 or 1:30.")
    return Fraction(int(hours) * 60 + int(minutes))


def number(text: str | None) -> Fraction:
    """Return the value of `2`, `1.5`, `1,5`, `3/4` or `1 1/2`, and of nothing none."""
    parts = (text or "0").replace(",", ".").split()
    return sum((Fraction(part) for part in parts), Fraction(0))


def whole_minutes(exact: Fraction, most: int = DAY) -> int:
    if exact > most:
        raise RuleError(
            f"That comes to {said_length(exact)}. "
            f"One entry holds {most // 60:,} hours at most. {HELP}"
        )
    if exact == 0:
        raise RuleError(f"That comes to no time at all. {HELP}")
    if exact.denominator == 1:
        return int(exact)
    below = int(exact)
    nearest = sorted({max(below, 1), below + 1}, key=lambda whole: abs(whole - exact))
    offers = ", or ".join(offered(whole) for whole in nearest)
    raise RuleError(f"That comes to {said_minutes(exact)}. Write {offers}.")


def offered(minutes: int) -> str:
    return short(minutes) if minutes < 60 else f"{short(minutes)} ({minutes} min)"


def said_minutes(exact: Fraction) -> str:
    rounded = round(exact, 2)
    figure = f"{float(rounded):.2f}".rstrip("0").rstrip(".")
    return f"{'' if rounded == exact else 'about '}{figure} minute{'' if exact == 1 else 's'}"


def said_length(exact: Fraction) -> str:
    hours = exact / 60
    if hours > 100_000:
        return "more than a hundred thousand hours"
    if hours.denominator == 1:
        return f"{int(hours):,} hours"
    return f"more than {int(hours):,} hours"
