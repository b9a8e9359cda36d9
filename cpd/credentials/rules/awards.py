"""What a credential says: plain values, checked once, so that what is built of them is sound."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from cpd.kernel.errors import RuleError

LIST_BITS = 131_072  # the fewest a published list may have, so that one place says nothing
MOST_TEXT = 4_000


@dataclass(frozen=True, order=True)
class StatusPlace:
    """One bit of a published list. The same place stands for withdrawal and for suspension."""

    list_number: int
    position: int

    def __post_init__(self) -> None:
        if self.list_number < 1 or not 0 <= self.position < LIST_BITS:
            raise ValueError("no list has such a place")


@dataclass(frozen=True)
class Share:
    """Minutes that count in a category, by its name."""

    category: str
    minutes: int


@dataclass(frozen=True)
class NumberGiven:
    """A number that a body gave: to the provider, or to what was approved."""

    body: str
    number: str


@dataclass(frozen=True)
class CodeTaught:
    """A code of ethics by its name and edition, and where the site tells of it."""

    title: str
    edition: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Award:
    """Everything a credential says. `site` is the public address of the issuing site.

    `achievement` is a URN that stays the same for all who earn the same; `valid_until` is the last
    day that counts. Minutes are exact; the shares together are the whole, or there are none.
    """

    certificate_id: UUID
    subject_id: UUID
    issuer_did: str
    issuer_name: str
    site: str
    name: str
    title: str
    achievement: str
    serial: str
    minutes: int
    awarded_on: date
    completed_on: date
    valid_from: datetime
    valid_until: date
    started_on: date | None = None
    outcomes: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    delivery: str = ""
    codes: tuple[CodeTaught, ...] = ()
    provider_numbers: tuple[NumberGiven, ...] = ()
    approvals: tuple[NumberGiven, ...] = ()
    address: str = ""
    signatory: str = ""
    language: str = "en"
    place: StatusPlace | None = None

    def __post_init__(self) -> None:
        if self.minutes < 1 or any(one.minutes < 0 for one in self.shares):
            raise RuleError("A credential needs at least one minute.")
        if self.shares and sum(one.minutes for one in self.shares) != self.minutes:
            raise RuleError("The minutes of the categories do not make up the whole.")
        if self.valid_from.tzinfo is None:
            raise ValueError("naive datetime: give it a timezone")
        if self.valid_from.date() > self.valid_until:
            raise RuleError("The certificate would run out before it begins.")
        if self.started_on is not None and self.started_on > self.completed_on:
            raise RuleError("It would be completed before it was begun.")
        for text in texts_of(self):
            refuse_unprintable(text)


def texts_of(award: Award) -> Iterator[str]:
    """Yield every text of an award, also those inside its parts."""
    for field in fields(award):
        value = getattr(award, field.name)
        parts = value if isinstance(value, tuple) else (value,)
        for part in parts:
            if isinstance(part, str):
                yield part
            elif isinstance(part, Share | NumberGiven | CodeTaught):
                yield from (one for one in vars(part).values() if isinstance(one, str))


def refuse_unprintable(text: str) -> None:
    """Control characters and half characters are written in more than one way when signed."""
    if len(text) > MOST_TEXT:
        raise RuleError("One of the texts is too long for a credential.")
    if any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in text if one != "\n"):
        raise RuleError("One of the texts has a character in it that cannot be printed.")
