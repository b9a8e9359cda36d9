"""A line of the log as the cells of a file, which an import reads back to the same line."""

from collections.abc import Mapping
from datetime import date

from cpd.records.rules.entries import Logged
from cpd.transfers.rules.cells import written
from cpd.transfers.rules.columns import BY_NAME, HEADS

NUMBERS = frozenset({"minutes", "own_minutes", "size_contracted", "size_attended", "version"})
DAYS = frozenset({"date_start", "date_end", "due_on"})


def cells_of(line: Logged, told: Mapping[str, str]) -> tuple[str, ...]:
    """Write a line in the order of our columns; `told` are the cells that are not of the line."""
    return tuple(
        written(getattr(line, BY_NAME[head].fills))
        if head in BY_NAME and BY_NAME[head].fills
        else told.get(head, "")
        for head in HEADS
    )


def typed(cells: tuple[str, ...]) -> tuple[str | int | date | None, ...]:
    """Return the same cells as numbers and days, for a sheet that knows of them."""
    return tuple(
        None
        if not cell
        else int(cell)
        if head in NUMBERS
        else date.fromisoformat(cell)
        if head in DAYS
        else cell
        for head, cell in zip(HEADS, cells, strict=True)
    )
