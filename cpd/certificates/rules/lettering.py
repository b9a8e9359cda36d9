"""How large names and titles are set, which way they run, and which letters cannot be shown."""

import unicodedata
from collections.abc import Collection
from math import ceil

UPRIGHT, BROAD = 440.0, 505.0  # points from margin to margin of the words, in each design
NAME_SIZES = ((1, 36), (1, 31), (1, 26), (1, 22), (2, 21), (3, 18), (4, 15), (5, 12))
TITLE_SIZES = ((1, 22), (2, 18), (3, 15), (5, 12))
ISSUER_SIZES = ((1, 11), (1, 9), (2, 8))  # in spaced capitals
SIGNATORY_SIZES = ((1, 15), (1, 12), (2, 10))
CAPITALS, SIGNATURE = 1.4, 200.0  # a signature is set in italics, which are narrow
EVEN = 1.04  # a little more than a line's share, for words do not break
NARROW = frozenset("fijlrtI.,' -|()1\u2019")
WIDE = frozenset("mMW@%")
SCRIPTS = {
    "ARABIC": "ar",
    "HEBREW": "he",
    "THAI": "th",
    "DEVANAGARI": "hi",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "GREEK": "el",
    "CYRILLIC": "ru",
}
STEERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
VIETNAMESE = frozenset("ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")


def ems(text: str) -> float:
    """Estimate a line's width in units of its size, on the wide side."""
    return sum(_em(mark) for mark in text)


def _em(mark: str) -> float:
    if unicodedata.combining(mark) or unicodedata.category(mark) in {"Mn", "Me", "Cf"}:
        return 0.0
    if unicodedata.east_asian_width(mark) in {"W", "F"}:
        return 1.0
    if mark in NARROW:
        return 0.3
    if mark in WIDE:
        return 0.86
    return 0.63 if mark.isupper() else 0.55


def size_of_name(name: str, line: float = UPRIGHT) -> int:
    return _largest(name, NAME_SIZES, line)


def size_of_title(title: str, line: float = UPRIGHT) -> int:
    return _largest(title, TITLE_SIZES, line)


def size_of_issuer(issuer: str, line: float = UPRIGHT) -> int:
    return _largest(issuer, ISSUER_SIZES, line / CAPITALS)


def size_of_signatory(signatory: str) -> int:
    return _largest(signatory, SIGNATORY_SIZES, SIGNATURE)


def measure(text: str, size: int, line: float = UPRIGHT) -> int:
    """Return how wide to set a text so that its lines come out alike, and no word stands alone."""
    width = ems(text) * size
    lines = ceil(width / line)
    return round(line if lines < 2 else min(line, width / lines * EVEN))


def _largest(text: str, sizes: tuple[tuple[int, int], ...], line: float) -> int:
    """Return the largest size at which the text fits on that size's lines, or the smallest."""
    width = ems(text)
    for lines, size in sizes:
        ragged = 1.0 if lines == 1 else 0.85  # what breaking between words loses
        if width * size <= line * lines * ragged:
            return size
    return sizes[-1][1]


def direction(text: str) -> str:
    """Return the way the text runs, by its first letter that has one: `rtl` or `ltr`."""
    for mark in text:
        way = unicodedata.bidirectional(mark)
        if way in {"R", "AL"}:
            return "rtl"
        if way == "L":
            return "ltr"
    return "ltr"


def language_of(name: str) -> str | None:
    """Return the likeliest language of a name by its letters; None for one that most voices read.

    A voice that knows the letters reads a name better than one that does not, even if it is of a
    neighbour's language.
    """
    found = [SCRIPTS.get(unicodedata.name(mark, "").split(" ")[0]) for mark in name]
    languages = [one for one in found if one]
    if "ja" in languages:
        return "ja"
    if languages:
        return languages[0]
    vietnamese = VIETNAMESE & set(unicodedata.normalize("NFC", name.lower()))
    return "vi" if vietnamese else None


def steers_writing(text: str) -> bool:
    """Say whether hidden marks in a text could turn around what is read beside it."""
    return not STEERING.isdisjoint(text)


def unprintable(text: str, known: Collection[int]) -> str | None:
    """Return the first character that none of the fonts has. Joiners and spaces need no letter."""
    for mark in text:
        if mark.isspace() or unicodedata.category(mark) == "Cf":
            continue
        if ord(mark) not in known:
            return mark
    return None
