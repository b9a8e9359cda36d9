"""The log as a file that every spreadsheet opens and our import reads back."""

import csv
from collections.abc import Iterable
from io import StringIO

from cpd.kernel.cells import guarded

# Without the mark, common spreadsheets spoil every letter beyond ASCII.
BYTE_ORDER_MARK = "\ufeff"


def line(cells: Iterable[str]) -> str:
    """Write a line: RFC 4180, and no cell that a spreadsheet takes for a formula."""
    written = StringIO()
    csv.writer(written).writerow(guarded(cell) for cell in cells)
    return written.getvalue()
