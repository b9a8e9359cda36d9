"""The log as a file that a spreadsheet opens and an importer reads back."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from cpd.kernel.cells import guarded
from cpd.kernel.hours import clocked
from cpd.records.models import Entry

# Importers accept the mark; without it, common spreadsheets spoil every letter beyond ASCII.
BYTE_ORDER_MARK = "\ufeff"
HEADS = (
    "entry_id", "date_start", "kind", "title", "minutes", "h:mm", "format", "supervisor",
    "reflection", "source", "withdrawn", "logged_at", "changed_at",
)  # fmt: skip


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the file line by line: RFC 4180, ISO days and UTC instants, no formulas."""
    yield BYTE_ORDER_MARK + line(HEADS)
    for entry in entries:
        yield line(cells(entry))


def cells(entry: Entry) -> tuple[str, ...]:
    return (
        str(entry.id),
        entry.done_on.isoformat(),
        entry.kind.value,
        entry.title,
        str(entry.minutes),
        clocked(entry.minutes),
        entry.supervision_format or "",
        entry.supervisor or "",
        entry.reflection,
        entry.source.value,
        "yes" if entry.withdrawn_at else "no",
        entry.logged_at.isoformat(timespec="seconds"),
        entry.changed_at.isoformat(timespec="seconds"),
    )


def line(texts: Iterable[str]) -> str:
    written = StringIO()
    csv.writer(written).writerow(guarded(text) for text in texts)
    return written.getvalue()
