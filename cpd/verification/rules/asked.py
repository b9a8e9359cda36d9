"""What a body asks about a certificate, and how what it expected compares with what is so."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any, Self

from cpd.certificates.rules.serials import read_serial, read_token
from cpd.kernel.errors import RuleError
from cpd.verification.rules.names import is_part_of_name, is_same_name

MOST_LINES = 1_000
MOST_LINES_OF_A_FILE = 20_000
LONGEST_REFERENCE = 500
LONGEST_NAME = 300
LONGEST_REF = 100
MOST_MINUTES = 100_000
TOKEN_LENGTH = 26
UNREADABLE = "This is neither a number, nor a code, nor the address of a certificate."


class Kind(StrEnum):
    """How a certificate is named: by the code of its address, or by its printed number."""

    TOKEN = "token"  # noqa: S105 - a kind
    SERIAL = "serial"


class Match(StrEnum):
    MATCH = "match"
    MISMATCH = "mismatch"


@dataclass(frozen=True)
class Reference:
    """One certificate, by the name it was asked for."""

    kind: Kind
    value: str

    @property
    def sha256(self) -> str:
        return sha256(self.value.encode("ascii")).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One line of a check: which certificate, and what the body expects it to say.

    `ref` is the body's own word for the line. A line that cannot be read has no reference, and a
    `problem` that says why.
    """

    typed: str
    reference: Reference | None = None
    name: str | None = None
    completed_on: date | None = None
    minutes: int | None = None
    ref: str | None = None
    problem: str | None = None

    def to_facts(self) -> dict[str, Any]:
        return {
            "typed": self.typed,
            "kind": self.reference and str(self.reference.kind),
            "value": self.reference and self.reference.value,
            "name": self.name,
            "completed_on": self.completed_on and self.completed_on.isoformat(),
            "minutes": self.minutes,
            "ref": self.ref,
            "problem": self.problem,
        }

    @classmethod
    def from_facts(cls, kept: dict[str, Any]) -> Self:
        day = kept["completed_on"]
        return cls(
            typed=kept["typed"],
            reference=Reference(Kind(kept["kind"]), kept["value"]) if kept["kind"] else None,
            name=kept["name"],
            completed_on=date.fromisoformat(day) if day else None,
            minutes=kept["minutes"],
            ref=kept["ref"],
            problem=kept["problem"],
        )


def read_reference(text: str) -> Reference:
    """Understand a verify address, a code or a number however it was copied."""
    text = text.strip()
    if len(text) > LONGEST_REFERENCE:
        raise RuleError(UNREADABLE)
    _, slash, after = text.partition("/v/")
    code = re.split(r"[/?#]", after)[0] if slash else text
    if len(read_token(code)) == TOKEN_LENGTH:
        return Reference(Kind.TOKEN, read_token(code))
    if slash or "://" in text:
        raise RuleError(UNREADABLE)
    return Reference(Kind.SERIAL, read_serial(text))


def read_minutes(text: str) -> int | None:
    """Read whole minutes; an empty cell expects nothing."""
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 0 < int(text) <= MOST_MINUTES:
        raise RuleError("Write the expected minutes as a whole number, like 75.")
    return int(text)


def read_day(text: str) -> date | None:
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise RuleError("Write the day of completion like 2026-03-02.")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RuleError(f"There is no day {text}.") from error


def compared_minutes(expected: int | None, real: int) -> Match | None:
    if expected is None:
        return None
    return Match.MATCH if expected == real else Match.MISMATCH


def compared_names(expected: str | None, real: str) -> Match | None:
    """Say whether two names are the same whole name, however it is spelt and ordered."""
    if not expected or not expected.strip():
        return None
    return Match.MATCH if is_same_name(expected, real) else Match.MISMATCH


def opens(asked: Asked, *, name: str, completed_on: date) -> bool:
    """Say whether whoever asks knows of the paper more than its number: its surname or its day."""
    if asked.completed_on is not None and asked.completed_on == completed_on:
        return True
    return bool(asked.name) and is_part_of_name(asked.name or "", name)
