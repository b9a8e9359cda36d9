"""How large names and titles are set, which way they run, and which letters cannot be shown."""

import unicodedata
from collections.abc import Collection

LINE = 440.0  # points from margin to margin
NAME_SIZES = ((1, 36), (1, 31), (1, 26), (1, 22), (2, 21), (3, 18), (4, 15), (5, 12))
TITLE_SIZES = ((1, 22), (2, 18), (3, 15), (5, 12))
NARROW = frozenset("fijlrtI.,' -|()1\u2019")
WIDE = frozenset("mMW@%")


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


def size_of_name(name: str) -> int:
    return _largest(name, NAME_SIZES)


def size_of_title(title: str) -> int:
    return _largest(title, TITLE_SIZES)


def _largest(text: str, sizes: tuple[tuple[int, int], ...]) -> int:
    """Return the largest size at which the text fits on that size's lines, or the smallest."""
    width = ems(text)
    for lines, size in sizes:
        ragged = 1.0 if lines == 1 else 0.85  # what breaking between words loses
        if width * size <= LINE * lines * ragged:
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


def unprintable(text: str, known: Collection[int]) -> str | None:
    """Return the first character that none of the fonts has. Joiners and spaces need no letter."""
    for mark in text:
        if mark.isspace() or unicodedata.category(mark) == "Cf":
            continue
        if ord(mark) not in known:
            return mark
    return None
