"""What a file says, line by line, before anybody asks what it means."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, Self

from cpd.kernel.cells import unguarded
from cpd.kernel.errors import RuleError

MOST_ROWS = 50_000
MOST_COLUMNS = 200
LONGEST_CELL = 100_000
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
SAVE_AS = (
    "In Excel, choose “CSV UTF-8 (Comma delimited)” when you save it; in LibreOffice and "
    "Numbers, choose the character set “Unicode (UTF-8)”."
)


@dataclass(frozen=True)
class Raw:
    """A line as it stands: its number in the file, counting from 1, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A file as heads and lines.

    A whole export brings `people` along, its supervisors, and what it holds `besides` entries.
    """

    source: str  # csv, xlsx or json
    heads: tuple[str, ...]
    rows: tuple[Raw, ...]
    separator: str = ""
    people: tuple[dict[str, Any], ...] = field(default=())
    besides: tuple[dict[str, Any], ...] = field(default=())

    def to_facts(self) -> dict[str, Any]:
        rows = [[row.number, *row.cells] for row in self.rows]
        return {"source": self.source, "heads": list(self.heads), "rows": rows,
                "separator": self.separator, "people": list(self.people),
                "besides": list(self.besides)}  # fmt: skip

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Self:
        rows = tuple(Raw(number, tuple(cells)) for number, *cells in facts["rows"])
        return cls(facts["source"], tuple(facts["heads"]), rows, facts["separator"],
                   tuple(facts["people"]), tuple(facts.get("besides", ())))  # fmt: skip


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, or say in words why it is none, and what to do."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise RuleError(f"This file is “Unicode text” in UTF-16, which is not read here. {SAVE_AS}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RuleError(
            f"Line {line:,} is not in UTF-8; the file was probably saved in an older character "
            f"set such as Windows-1252. Nothing is guessed, so that no name is spoilt. {SAVE_AS}"
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise RuleError(f"Line {line:,} has a NUL byte in it, so this is no text file. {SAVE_AS}")
    return text


def separator_of(text: str) -> str:
    """Return what parts the columns of the first line: the sign it has most of, outside quotes."""
    head, is_quoted = [], False
    for mark in text.lstrip("\r\n")[:LONGEST_CELL]:
        is_quoted ^= mark == '"'
        if mark in "\r\n" and not is_quoted:
            break
        if not is_quoted:
            head.append(mark)
    return max(SEPARATORS, key=head.count)


def table_of_csv(content: bytes, separator: str = "") -> Table:
    """Read a file of separated values: RFC 4180, and semicolons or tabs where those part it."""
    text = decoded(content)
    separator = separator or separator_of(text)
    rows = list(bounded(parted(text, separator)))
    return table_of(rows, "csv", separator)


def parted(text: str, separator: str) -> Iterator[Raw]:
    """Yield the lines that are not empty, each with the number of the line it begins on."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Raw(number, tuple(unguarded(cell) for cell in cells))
            number = reader.line_num + 1
    except csv.Error as error:
        raise RuleError(broken(number, str(error))) from error


def broken(number: int, error: str) -> str:
    if "field larger" in error:
        return f"A cell on line {number:,} is too long: at most {LONGEST_CELL:,} characters."
    if "unexpected end" in error:
        return (
            f"The text that begins on line {number:,} has a quotation mark that is never closed, "
            "so the rest of the file cannot be told apart."
        )
    return (
        f"Line {number:,} has a quotation mark in the middle of a cell. Inside quotes, a quotation "
        'mark is written twice: "".'
    )


def bounded(rows: Iterator[Raw]) -> Iterator[Raw]:
    """Yield the lines, unless there are more than one import takes."""
    for count, row in enumerate(rows):
        if count > MOST_ROWS:
            raise RuleError(
                f"The file has more than {MOST_ROWS:,} lines. Please part it into several files; "
                "each is an import of its own."
            )
        yield row


def table_of(rows: Sequence[Raw], source: str, separator: str = "") -> Table:
    if not rows:
        raise RuleError("The file is empty.")
    heads = tuple(" ".join(head.split())[:200] for head in rows[0].cells)
    while heads and not heads[-1]:
        heads = heads[:-1]
    if len(heads) > MOST_COLUMNS:
        raise RuleError(f"The file has {len(heads):,} columns; at most {MOST_COLUMNS} are read.")
    if len(rows) == 1:
        raise RuleError("The file has a first line with the names of its columns, and no other.")
    return Table(source, heads, tuple(rows[1:]), separator)


def looks_like_csv(text: str) -> bool:
    return bool(re.search(r"[,;\t]", text[:LONGEST_CELL]))
