"""What in a text could tell who a client is: a name, a birthday, a number to call, an address.

It cannot know; it asks. What it finds is shown to its writer, who may have a reason to keep it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cpd.records.rules import identity_names, identity_numbers
from cpd.records.rules.entries import Logged
from cpd.records.rules.identity_numbers import Span, plain_digits
from cpd.records.rules.kinds import EntryKind

LOOKED_AT = ("title", "reflection", "planned", "acted", "evaluated", "outcomes", "topic", "setting")
LONGEST_EXCERPT = 60


class Sort(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    BIRTH = "birth"
    NUMBER = "number"
    NAME = "name"


SORT_WORDS = {
    Sort.EMAIL: "an e-mail address",
    Sort.PHONE: "a telephone number",
    Sort.BIRTH: "a date of birth",
    Sort.NUMBER: "a personal number",
    Sort.NAME: "a name",
}
ADVICE = {
    Sort.EMAIL: "Leave it out.",
    Sort.PHONE: "Leave it out.",
    Sort.BIRTH: "Write an age, or “in their thirties”.",
    Sort.NUMBER: "Leave it out.",
    Sort.NAME: "Write “a client”, or a letter that is nobody's initial.",
}


@dataclass(frozen=True)
class Finding:
    """A stretch of a field that may tell who somebody is, with what stands around it."""

    field: str
    sort: Sort
    text: str
    before: str
    after: str

    @property
    def word(self) -> str:
        return SORT_WORDS[self.sort]

    @property
    def advice(self) -> str:
        return ADVICE[self.sort]


def findings(line: Logged, before: Logged | None = None) -> tuple[Finding, ...]:
    """Return what may tell who a client is; not what stood there before and was let stand."""
    found = tuple(
        finding
        for name in LOOKED_AT
        for finding in found_in(name, getattr(line, name) or "", kind=line.kind)
    )
    known = {(one.sort, one.text) for one in findings(before)} if before else set()
    return tuple(one for one in found if (one.sort, one.text) not in known)


def found_in(name: str, text: str, *, kind: EntryKind | None = None) -> Iterator[Finding]:
    """Yield what is found in one text, in its order, nothing twice."""
    end = 0
    for start, stop, sort in sorted(spans(text, kind)):
        if start >= end:
            end = stop
            around = (
                text[max(0, start - LONGEST_EXCERPT) : start],
                text[stop : stop + LONGEST_EXCERPT],
            )
            yield Finding(name, sort, text[start:stop], *around)


def spans(text: str, kind: EntryKind | None) -> Iterator[tuple[int, int, Sort]]:
    """Yield where something starts and stops, and what it is."""
    plain = plain_digits(text)
    readers: tuple[tuple[Sort, Iterator[Span]], ...] = (
        (Sort.EMAIL, identity_numbers.emails(plain)),
        (Sort.BIRTH, identity_numbers.births(plain)),
        (Sort.NUMBER, identity_numbers.personal_numbers(plain)),
        (Sort.PHONE, identity_numbers.phones(plain)),
        (Sort.NAME, identity_names.names(text, is_about_clients=kind is EntryKind.PRACTICE)),
    )
    for sort, found in readers:
        for start, stop in found:
            yield start, stop, sort
