"""What an organisation's certificates say of it, and what bodies approved of its modules."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cpd.certificates.rules.facts import CodeFact, Design, Facts, NumberFact
from cpd.certificates.rules.serials import serial_from, token_from
from cpd.kernel.errors import RuleError
from cpd.kernel.periods import months_after

LONGEST_LINE = 200
LONGEST_NUMBER = 60
MOST_NUMBERS = 6
MOST_MINUTES = 60_000


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What the next certificates look like, who signs them, and the numbers bodies gave."""

    design: Design = Design.PORTRAIT
    address: str = ""
    signatory: str = ""
    signatory_title: str = ""
    provider_numbers: tuple[NumberFact, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NewApproval:
    """That a body approved a module, in its own words. Both days count; without an end it lasts."""

    module_key: str
    body: str
    number: str
    title: str
    minutes: int
    valid_from: date
    valid_until: date | None = None


def checked_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Return a line as it will be printed, or say what is wrong with it. Nothing is all right."""
    if len(text) > longest * 4:
        raise RuleError(f"Use at most {longest} characters.")
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if len(line) > longest:
        raise RuleError(f"Use at most {longest} characters; this has {len(line)}.")
    if any(unicodedata.category(mark) in {"Cc", "Cs", "Co", "Cn"} for mark in line):
        raise RuleError("This has a character that cannot be printed.")
    return line


def checked_numbers(rows: Sequence[tuple[str, str]]) -> tuple[NumberFact, ...]:
    """Return the rows that say something; a row is a body and its number, both or neither."""
    numbers = tuple(_numbers(rows))
    bodies = [one.body.casefold() for one in numbers]
    if len(set(bodies)) != len(bodies):
        raise RuleError("Name each body once.")
    return numbers


def _numbers(rows: Sequence[tuple[str, str]]) -> Iterator[NumberFact]:
    for body, number in rows:
        fact = NumberFact(checked_line(body), checked_line(number, LONGEST_NUMBER))
        if bool(fact.body) != bool(fact.number):
            raise RuleError("Give both: the body, and the number it gave you.")
        if fact.body:
            yield fact


def refuse_days(valid_from: date, valid_until: date | None) -> None:
    if valid_until is not None and valid_until < valid_from:
        raise RuleError("The last day is before the first.")


def specimen(profile: Profile, issuer: str, logo: str | None, day: date) -> Facts:
    """Return what a certificate looks like that is none: its number belongs to nobody."""
    return Facts(
        name="SPECIMEN",
        title="Specimen: this is not a certificate",
        minutes=90,
        outcomes=("See how a certificate of yours would look.",),
        codes=(CodeFact("Name of a code of ethics", "2026"),),
        completed_on=day,
        issued_on=day,
        expires_on=months_after(day, 24),
        issuer=issuer,
        serial=serial_from(0),
        token=token_from(0),
        provider_numbers=profile.provider_numbers,
        address=profile.address,
        signatory=profile.signatory,
        signatory_title=profile.signatory_title,
        logo=logo,
        design=profile.design,
    )
