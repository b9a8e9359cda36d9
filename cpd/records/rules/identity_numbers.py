"""Addresses, telephone numbers, birthdays and personal numbers in a text."""
# ruff: noqa: RUF001 - dashes and apostrophes of every kind are what this file looks for

import re
import unicodedata
from collections.abc import Iterator

from cpd.records.rules.identity_words import BIRTH, MONTHS, PHONE

Span = tuple[int, int]

_EMAIL = re.compile(
    r"[\w.+'-]+ ?(?:@|\(at\)|\[at\]) ?[\w-]+(?:(?:\.| ?(?:\(dot\)|\[dot\]) ?)[\w-]+)+"
)
_DATE = (
    r"(?:\d{1,2}[./\- ]{1,2}\d{1,2}[./\- ]{1,2}\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}(?!\d)"
    r"|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)? ?(?:of |de )?(?:{MONTHS})\.?,? \d{{4}}"
    rf"|(?:{MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
_BIRTH = re.compile(
    rf"(?<!\w)(?:{BIRTH})[ :=–-]{{0,4}}(?:on |am |le |el |il )?({_DATE})", re.IGNORECASE
)
_WHOLE_DATE = re.compile(r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4})(?!\d)")
_RUN = re.compile(r"(?<![\w.,/-])(?:\+|\()?\d[\d ().\-/–]{4,24}\d(?![\w]|[.,]\d)")
_PHONE_CUE = re.compile(rf"(?<!\w)(?:{PHONE})\b[^\n\d+]{{0,14}}$", re.IGNORECASE)
_BOOK = re.compile(r"(?:isbn|issn|doi|pmid|no|nr|number)[^\n\d]{0,8}$|https?://\S*$", re.IGNORECASE)
_INSURANCE = re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]\b")
_FINNISH = re.compile(r"\b\d{6}[-+A]\d{3}[0-9A-FHJ-NPR-Y]\b")
_SOCIAL = re.compile(r"(?<![\d-])\d{3}-\d\d-\d{4}(?![\d-])")
_ELEVEN = re.compile(r"(?<!\d)[1-8]\d{10}(?!\d)")
_HEALTH = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")


def plain_digits(text: str) -> str:
    """Return the text with every script's digits as 0 to 9, at the same places."""
    if text.isascii():
        return text
    return "".join(_plain(mark) for mark in text)


def _plain(mark: str) -> str:
    digit = unicodedata.decimal(mark, None)
    if digit is not None:
        return str(digit)
    return " " if mark == "\u00a0" else "-" if mark == "\u2011" else mark


def emails(text: str) -> Iterator[Span]:
    for found in _EMAIL.finditer(text) if has_any(text, "@", "at)", "at]") else ():
        yield found.span()


def has_any(text: str, *marks: str) -> bool:
    return any(mark in text for mark in marks)


def births(text: str) -> Iterator[Span]:
    for found in _BIRTH.finditer(text):
        yield found.span(1)


def phones(text: str) -> Iterator[Span]:
    for found in _RUN.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        before = text[max(0, found.start() - 30) : found.start()]
        if _WHOLE_DATE.match(found[0]) or _BOOK.search(before):
            continue
        is_national = digits.startswith("0") and 9 <= len(digits) <= 11
        is_abroad = found[0].startswith("+") or digits.startswith("00")
        is_told = _PHONE_CUE.search(before) is not None and len(digits) >= 5
        if is_national or is_told or (is_abroad and 8 <= len(digits) <= 15):
            yield found.span()


def personal_numbers(text: str) -> Iterator[Span]:
    for pattern in (_INSURANCE, _FINNISH, _SOCIAL):
        for found in pattern.finditer(text):
            yield found.span()
    for found in _ELEVEN.finditer(text):
        if is_estonian(found[0]):
            yield found.span()
    for found in _HEALTH.finditer(text):
        if is_health_number(re.sub(r"\D", "", found[0])):
            yield found.span()


def is_estonian(digits: str) -> bool:
    """Tell a personal code of Estonia or Lithuania: a day in it, and its check digit."""
    month, day = int(digits[3:5]), int(digits[5:7])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return False
    for weights in ("1234567891", "3456789123"):
        rest = sum(int(a) * int(b) for a, b in zip(weights, digits, strict=False)) % 11
        if rest < 10:
            return rest == int(digits[10])
    return digits[10] == "0"


def is_health_number(digits: str) -> bool:
    """Tell an NHS number by its check digit."""
    rest = 11 - sum(int(digit) * (10 - at) for at, digit in enumerate(digits[:9])) % 11
    return rest != 10 and rest % 11 == int(digits[9]) and len(set(digits)) > 1
