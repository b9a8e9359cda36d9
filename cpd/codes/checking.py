"""Whether the registers and the texts of the codes hold the same clauses."""

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cpd.codes.files import load_register
from cpd.codes.rules.comparing import Difference, difference
from cpd.codes.rules.reading import FoundCode, Reading, Stray, read
from cpd.codes.rules.registers import Code, Register
from cpd.kernel.errors import RuleError

MAX_BYTES = 512 * 1024
# What text files are saved in, most likely first; a byte order mark goes before all of them.
_ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")


@dataclass(frozen=True)
class Checked:
    """One code of a register beside the text it was found in; no file if it was in none."""

    code: Code
    file: str
    found: FoundCode
    difference: Difference


@dataclass(frozen=True)
class Report:
    """What a folder of texts holds, and where it differs from the registers."""

    codes: tuple[Checked, ...]
    again: tuple[Checked, ...]
    unplaced: tuple[tuple[str, Stray], ...]
    files_without_a_code: tuple[str, ...]

    @property
    def not_found(self) -> tuple[str, ...]:
        return tuple(each.code.key for each in self.codes if not each.file)

    @property
    def ok(self) -> bool:
        differ = any(not each.difference.is_none for each in self.codes)
        return not (differ or self.not_found or self.again or self.files_without_a_code)

    @property
    def clauses(self) -> int:
        return sum(len(each.found.clauses) for each in self.codes)

    @property
    def parts(self) -> int:
        return sum(each.found.parts for each in self.codes)

    def as_dict(self) -> dict[str, Any]:
        copied = [(each.code.key, one) for each in self.codes for one in each.difference.copied]
        return {
            "ok": self.ok,
            "codes": {each.code.key: _figures(each) for each in self.codes},
            "totals": {"clauses": self.clauses, "parts": self.parts},
            "unplaced": [
                {"file": file, "line": stray.line, "text": stray.text}
                for file, stray in self.unplaced
            ],
            "copied": [
                {"rule": "copied-wording", "code": key, "number": one.number, "words": one.words}
                for key, one in copied
            ],
            "codes_not_found": list(self.not_found),
            "codes_found_again": [
                {"code": each.code.key, "file": each.file} for each in self.again
            ],
            "files_without_a_code": list(self.files_without_a_code),
        }

    def as_text(self) -> str:
        return "\n".join(_as_lines(self))


def check(folder: Path, register: Register | None = None) -> Report:
    """Read every text in a folder and compare the codes in it with the shipped registers.

    Codes are known by the words of the text; what a file is called says nothing.
    """
    if not folder.is_dir():
        raise RuleError(f"There is no folder {folder}.")
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".txt")
    readings = {path.name: read(_text_of(path)) for path in paths}
    return compare(readings, register or load_register())


def compare(readings: dict[str, Reading], register: Register) -> Report:
    found = [
        _checked(register.code(code.key), name, code)
        for name, reading in readings.items()
        for code in reading.codes
        if code.key in register.current
    ]
    first = {each.code.key: each for each in reversed(found)}
    return Report(
        codes=tuple(first.get(key) or _absent(code) for key, code in register.current.items()),
        again=tuple(each for each in found if first[each.code.key] is not each),
        unplaced=tuple(
            (name, stray)
            for name, reading in readings.items()
            for stray in reading.unplaced
            if reading.codes
        ),
        files_without_a_code=tuple(name for name, held in readings.items() if not held.codes),
    )


def decode(content: bytes) -> str:
    """Turn the bytes of a text file into text, whatever program saved them."""
    if len(content) > MAX_BYTES:
        raise RuleError("The text of a code may hold at most 512 KiB.")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RuleError("The file is not a text.")


def _text_of(path: Path) -> str:
    with path.open("rb") as file:
        return decode(file.read(MAX_BYTES + 1))


def _checked(code: Code, file: str, found: FoundCode) -> Checked:
    return Checked(code, file, found, difference(code, found))


def _absent(code: Code) -> Checked:
    return _checked(code, "", FoundCode(code.key, (), ()))


def _figures(each: Checked) -> dict[str, Any]:
    return {
        "edition": each.code.edition,
        "file": each.file,
        "register": len(each.code.clauses),
        "text": len(each.found.clauses),
        "parts": each.found.parts,
        "clauses_without_a_row": list(each.difference.clauses_without_a_row),
        "rows_without_a_clause": list(each.difference.rows_without_a_clause),
    }


def _as_lines(report: Report) -> Iterator[str]:
    for each in report.codes:
        yield _summary(each)
        yield from _listed("clauses without a row", each.difference.clauses_without_a_row)
        yield from _listed("rows without a clause", each.difference.rows_without_a_clause)
        for copied in each.difference.copied:
            yield f"  copied wording in {copied.number}: “{copied.words}”"
    for again in report.again:
        yield f"{again.code.key} stands again in {again.file}."
    for file in report.files_without_a_code:
        yield f"{file}: no code was recognised."
    for file, stray in report.unplaced:
        yield f"{file}, line {stray.line}, belongs to no clause: {stray.text[:60]}"
    yield f"{report.clauses} clauses and {report.parts} lettered parts."
    yield "Registers and texts agree." if report.ok else "Registers and texts differ."


def _summary(each: Checked) -> str:
    code = each.code
    if not each.file:
        return f"{code.key} {code.edition}: its text was not found."
    return (
        f"{code.key} {code.edition}: {len(code.clauses)} in the register,"
        f" {len(each.found.clauses)} in {each.file}, {each.found.parts} lettered parts"
    )


def _listed(what: str, numbers: Sequence[str]) -> Iterator[str]:
    if numbers:
        yield f"  {what}: {', '.join(numbers)}"
