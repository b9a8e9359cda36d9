"""What an uploaded file is, told by what is in it: separated values, a workbook, or our export."""

import json
from typing import Any

from cpd.kernel.errors import RuleError
from cpd.records.rules.entries import Logged, from_facts
from cpd.transfers.rules.besides import listed, listed_under
from cpd.transfers.rules.columns import HEADS
from cpd.transfers.rules.formats import FORMAT, VERSION
from cpd.transfers.rules.tables import Raw, Table, bounded, decoded, table_of_csv
from cpd.transfers.rules.writing import cells_of
from cpd.transfers.workbooks import table_of_xlsx

MEGABYTE = 1024 * 1024
LARGEST_FILE = 10 * MEGABYTE
NOT_OURS = (
    "This JSON file is not an export of this site. Choose the file called cpd-log….json, or a CSV "
    "file."
)
OTHERS = (
    (b"%PDF", "This is a PDF. It cannot be read as a table; look for an export as CSV or Excel."),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel file (.xls). Save it as .xlsx or as CSV UTF-8."),
    (b"{\\rtf", "This is a text document. Save the table in it as CSV UTF-8."),
    (b"\x89PNG", "This is a picture. It cannot be read as a table."),
    (b"\xff\xd8\xff", "This is a picture. It cannot be read as a table."),
    (b"\x1f\x8b", "This file is packed. Unpack it and choose what is inside."),
)


def table_from(content: bytes, separator: str = "") -> Table:
    """Read an upload as a table, or say in words why it is none."""
    if not content.strip():
        raise RuleError("The file is empty.")
    if len(content) > LARGEST_FILE:
        raise RuleError(
            f"The file has {len(content) / MEGABYTE:.1f} MB; an import takes up to "
            f"{LARGEST_FILE // MEGABYTE} MB. Please part it into several files."
        )
    for mark, words in OTHERS:
        if content.startswith(mark):
            raise RuleError(words)
    if content.startswith(b"PK\x03\x04"):
        return table_of_xlsx(content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return table_of_json(content)
    return table_of_csv(content, separator)


def table_of_json(content: bytes) -> Table:
    """Read our own export: its entries as if they stood in the columns of our own file."""
    try:
        whole = json.loads(decoded(content))
        json.dumps(whole, ensure_ascii=False).encode()  # half a character fits nowhere
    except (ValueError, RecursionError) as error:
        raise RuleError(f"This file cannot be read as JSON. {NOT_OURS}") from error
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise RuleError(NOT_OURS)
    if whole.get("format_version") != VERSION:
        raise RuleError(
            f"This export has the version {whole.get('format_version')!r:.20}; version {VERSION} "
            "is read here."
        )
    entries, besides = listed_under(whole, "entries"), listed(whole)
    if not entries and not besides:
        raise RuleError("There is nothing in this export that could be imported.")
    rows = tuple(bounded(raw_of(number, one) for number, one in enumerate(entries, 1)))
    people = tuple(one for one in listed_under(whole, "supervisors") if isinstance(one, dict))
    return Table("json", HEADS, rows, people=people[:1000], besides=besides)


def raw_of(number: int, entry: object) -> Raw:
    try:
        return Raw(number, cells_of(logged_of(entry), told_of(entry)))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RuleError(f"Entry {number:,} of this export cannot be read: {error!r:.80}") from error


def logged_of(entry: Any) -> Logged:  # noqa: ANN401 - whatever stands in the file
    return from_facts(entry["line"])


def told_of(entry: Any) -> dict[str, str]:  # noqa: ANN401
    return {
        "entry_id": str(entry["id"]),
        "withdrawn": "yes" if entry.get("withdrawn_at") else "no",
    }
