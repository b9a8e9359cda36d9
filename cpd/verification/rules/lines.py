"""How a file of certificates is read: which column says what, and each line of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cpd.kernel.errors import RuleError
from cpd.transfers.rules.tables import Raw, parted, separator_of
from cpd.verification.rules.asked import (
    LONGEST_NAME,
    LONGEST_REF,
    LONGEST_REFERENCE,
    Asked,
    read_day,
    read_minutes,
    read_reference,
)

HEADS: Mapping[str, frozenset[str]] = {
    "certificate": frozenset(
        {"certificate", "serial", "serial number", "certificate number", "certificate no", "number",
         "token", "code", "verify address", "address", "url", "link"}
    ),
    "name": frozenset({"name", "expected name", "holder", "full name", "member", "surname"}),
    "minutes": frozenset({"minutes", "expected minutes", "cpd minutes"}),
    "completed_on": frozenset(
        {"completed on", "completed", "completion date", "date", "date completed"}
    ),
    "ref": frozenset({"ref", "reference", "id", "member number", "member no", "your reference"}),
}  # fmt: skip
UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
FIELDS = frozenset(HEADS)
LONGEST = (
    ("certificate", LONGEST_REFERENCE),
    ("name", LONGEST_NAME),
    ("completed_on", 10),
    ("ref", LONGEST_REF),
)


class LinesError(RuleError):
    """Some lines cannot be read; each number tells the line and why."""

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        first, why = problems[0]
        more = f" ({len(problems) - 1} more lines have mistakes.)" if len(problems) > 1 else ""
        super().__init__(f"Line {first}: {why}{more}")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Numbered:
    """A line, and its number in what was sent, counting from 1."""

    number: int
    asked: Asked


def text_of(content: bytes) -> str:
    """Decode UTF-8 or UTF-16, with or without a mark at the start; guess at nothing else."""
    encoding = UTF_16.get(content[:2], "utf-8-sig")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise RuleError(
            "This file is neither in UTF-8 nor in UTF-16. Save it as “CSV UTF-8” and try again."
        ) from error
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise RuleError("This is no text file.")
    return text


def lines_of_csv(content: bytes, most: int) -> list[Numbered]:
    """Read a table; one that cannot be read as a line says so in that line."""
    text = text_of(content)
    rows = list(bounded(parted(text, separator_of(text)), most))
    if not rows:
        raise RuleError("The file is empty.")
    columns = columns_of(rows[0].cells)
    if columns is None:
        columns = {"certificate": 0}
    else:
        rows = rows[1:]
    if not rows:
        raise RuleError("The file names its columns, and has no other line.")
    if len(rows) > most:
        raise RuleError(too_many(most))
    return [Numbered(row.number, of_cells(row.cells, columns)) for row in rows]


def bounded(rows: Iterator[Raw], most: int) -> Iterator[Raw]:
    for count, row in enumerate(rows):
        if count > most:
            raise RuleError(too_many(most))
        yield row


def too_many(most: int) -> str:
    return f"At most {most:,} lines are taken at once. Please part it."


def columns_of(cells: Sequence[str]) -> dict[str, int] | None:
    """Return which column says what; None where the first line names none, and is data."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        head = " ".join(cell.replace("_", " ").replace("-", " ").lower().split())
        for field, heads in HEADS.items():
            if head in heads:
                found.setdefault(field, place)
    if not found:
        return None
    if "certificate" not in found:
        raise RuleError(
            "No column is called “certificate” (or “serial”, “token”, “verify address”)."
        )
    return found


def of_cells(cells: Sequence[str], columns: Mapping[str, int]) -> Asked:
    said = {field: cells[place].strip() for field, place in columns.items() if place < len(cells)}
    return asked_of(said)


def asked_of(said: Mapping[str, str]) -> Asked:
    """Make a line of what was said; what cannot be read becomes its problem."""
    plain: dict[str, Any] = {
        "typed": said.get("certificate", "")[:LONGEST_REFERENCE],
        "name": said.get("name", "")[:LONGEST_NAME] or None,
        "ref": said.get("ref", "")[:LONGEST_REF] or None,
    }
    try:
        return Asked(
            **plain,
            reference=read_reference(said.get("certificate", "")),
            minutes=read_minutes(said.get("minutes", "")),
            completed_on=read_day(said.get("completed_on", "")),
        )
    except RuleError as error:
        return Asked(**plain, problem=str(error))


def lines_of_json(rows: object, most: int) -> list[Numbered]:
    """Read what was sent as JSON: texts, or objects. What is of the wrong shape refuses it all."""
    if not isinstance(rows, list) or not rows:
        raise RuleError("“certificates” must be a list with at least one certificate.")
    if len(rows) > most:
        raise RuleError(too_many(most))
    problems = [(n, why) for n, row in enumerate(rows, 1) if (why := misshapen(row))]
    if problems:
        raise LinesError(problems)
    return [
        Numbered(n, asked_of({"certificate": row} if isinstance(row, str) else as_texts(row)))
        for n, row in enumerate(rows, 1)
    ]


def misshapen(row: object) -> str:
    """Say what is wrong with the shape of one line; nothing if it can be read."""
    if isinstance(row, str):
        return too_long(row, LONGEST_REFERENCE, "certificate")
    if not isinstance(row, dict):
        return "must be a text or an object."
    unknown = sorted(set(row) - FIELDS)
    if unknown:
        return f"“{unknown[0][:40]}” is not known here."
    if not isinstance(row.get("certificate"), str):
        return "“certificate” is missing, or is no text."
    if not is_whole(row.get("minutes")):
        return "“minutes” must be a whole number."
    whys = (too_long(row.get(field), most, field) for field, most in LONGEST)
    return next((why for why in whys if why), "")


def is_whole(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def too_long(value: object, most: int, field: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or not is_text(value):
        return f"“{field}” must be a text."
    return f"“{field}” has more than {most} characters." if len(value) > most else ""


def is_text(value: str) -> bool:
    """Say whether a text can be written down; JSON also lets half a character through."""
    return "\0" not in value and not any("\ud800" <= mark <= "\udfff" for mark in value)


def as_texts(row: Mapping[str, Any]) -> dict[str, str]:
    return {field: str(value) for field, value in row.items() if value is not None}
