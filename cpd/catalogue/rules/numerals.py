"""A number as people type it: in digits of any script or in words, with its unit or without."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

# fmt: off
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)
# fmt: on
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
DIGITS = re.compile(r"(-?\d[\d,.]*)\s*(.*)")
JOINED = re.compile(r"(?<=\w)[-\N{HYPHEN}\N{EN DASH}](?=\w)")
LONGEST = 100


def _words() -> Mapping[str, int]:
    words = {word: number for number, word in enumerate(ONES)}
    for tens, word in enumerate(TENS, start=2):
        words[word] = tens * 10
        words |= {f"{word} {ONES[ones]}": tens * 10 + ones for ones in range(1, 10)}
    return words | {"a hundred": 100, "one hundred": 100, "hundred": 100}


WORDS = _words()


@dataclass(frozen=True)
class Quantity:
    """A number and its unit in the singular; no number where the words hold none."""

    number: Decimal | None
    unit: str


def quantity(text: str) -> Quantity:
    """Read what was typed. Words are read up to one hundred."""
    plain = _plain(text)
    if found := DIGITS.fullmatch(plain):
        return Quantity(_decimal(found[1]), _singular(found[2]))
    words = plain.split(" ")
    for length in (2, 1):
        number = WORDS.get(" ".join(words[:length]))
        if number is not None:
            return Quantity(Decimal(number), _singular(" ".join(words[length:])))
    if words[0] in {"a", "an"} and len(words) > 1:
        return Quantity(Decimal(1), _singular(" ".join(words[1:])))
    return Quantity(None, _singular(plain))


def _plain(text: str) -> str:
    """Compose, fold case, write digits of every script as 0-9, and single the spaces."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    digits = "".join(str(unicodedata.decimal(sign, sign)) for sign in folded)
    spaced = JOINED.sub(" ", digits.replace("\N{MINUS SIGN}", "-"))
    return " ".join(spaced.split()).rstrip(".! ")


def _decimal(digits: str) -> Decimal | None:
    """Take commas as grouping thousands if they can, and else as the decimal point."""
    plain = digits.replace(",", "") if GROUPED.fullmatch(digits) else digits.replace(",", ".")
    plain = plain.rstrip(".")
    return Decimal(plain) if plain.count(".") <= 1 else None


def _singular(unit: str) -> str:
    return " ".join(word.removesuffix("s") for word in unit.split())
