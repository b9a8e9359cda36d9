"""Tables of other programs: an XLSX file read as plain cells, and written with types."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from cpd.kernel.errors import RuleError
from cpd.kernel.hours import clocked
from cpd.transfers.rules.tables import MOST_COLUMNS, MOST_ROWS, Raw, Table, bounded, table_of

LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_BLANK = 1_100_000  # as many lines as a sheet can have
LONGEST_CELL = 32_767  # what a cell of a sheet can hold
BROKEN = (
    "This workbook could not be opened: it is damaged, or protected by a password. "
    "Save it anew, or save the sheet as CSV in UTF-8."
)


def table_of_xlsx(content: bytes) -> Table:
    """Read the first sheet, its values and not its formulas."""
    refuse_bomb(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = list(bounded(rows_of(sheet.iter_rows(values_only=True))))
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
        raise RuleError(BROKEN) from error
    return table_of(rows, "xlsx")


def refuse_bomb(content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as archive:
            size = sum(one.file_size for one in archive.infolist())
    except (BadZipFile, ValueError, OSError) as error:
        raise RuleError(BROKEN) from error
    if size > LARGEST_UNPACKED:
        raise RuleError("This workbook is too large when it is unpacked. Save the sheet as CSV.")


def rows_of(rows: Iterable[tuple[Any, ...]]) -> Iterator[Raw]:
    """Yield the lines that are not empty, by their numbers in the sheet."""
    for number, values in enumerate(rows, 1):
        if number > MOST_BLANK:
            raise RuleError(f"The sheet has more than {MOST_ROWS:,} lines. Please part it.")
        cells = tuple(plain(value) for value in values)
        while cells and not cells[-1].strip():
            cells = cells[:-1]
        if len(cells) > MOST_COLUMNS:
            raise RuleError(f"Line {number:,} has {len(cells):,} cells; {MOST_COLUMNS} are read.")
        if cells:
            yield Raw(number, cells)


def plain(value: object) -> str:
    """Write a cell's value as our readers take it: days in ISO form, times as h:mm."""
    if value is None:
        return ""
    for kind, write in PLAIN:
        if isinstance(value, kind):
            return write(value)
    return str(value).replace("_x000D_", "")


def plain_instant(value: datetime) -> str:
    is_day = (value.hour, value.minute, value.second) == (0, 0, 0)
    return value.date().isoformat() if is_day else value.isoformat(timespec="minutes")


# In this order: a truth is a number to Python, and an instant is a day.
PLAIN: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: "yes" if value else "no"),
    (datetime, plain_instant),
    (date, date.isoformat),
    (time, lambda value: f"{value:%H:%M}"),
    (timedelta, lambda value: clocked(round(value.total_seconds() / 60))),
    (float, lambda value: str(int(value)) if value.is_integer() else str(value)),
)


Cell = str | int | bool | date | None


def workbook(heads: tuple[str, ...], rows: Iterable[tuple[Cell, ...]], title: str) -> bytes:
    """Write a sheet whose cells are texts, numbers and days, and never a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    bold = []
    for head in heads:
        cell = WriteOnlyCell(sheet, value=head)
        cell.font = Font(bold=True)
        bold.append(cell)
    sheet.append(bold)
    for row in rows:
        sheet.append([cell_of(sheet, value) for value in row])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def cell_of(sheet: Any, value: Cell) -> object:  # noqa: ANN401 - openpyxl has no name for it
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value="")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
    cell.data_type = "s"
    return cell
