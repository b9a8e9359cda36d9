"""A line of the log as the cells of a file, which an import reads back to the same line."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum

from cpd.kernel.hours import spoken
from cpd.records.rules.entries import KIND_TITLES, Logged, is_empty
from cpd.records.rules.fields import FIELD_WORDS
from cpd.records.rules.kinds import EntryKind
from cpd.requirements.rules.days import said as day_in_words
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


def said_fields(line: Logged) -> Iterator[tuple[str, str]]:
    """Yield what a line says, field by field in the order of the form, as people read it."""
    for name in FIELD_WORDS:
        value = getattr(line, name)
        if is_empty(value) or name == "taken_to_id":
            continue
        yield name, said_value(name, value)


def said_value(name: str, value: object) -> str:
    match value:
        case EntryKind():
            said = KIND_TITLES[value]
        case Enum():
            said = str(value.value).replace("_", " ").capitalize()
        case bool():
            said = "yes" if value else "no"
        case date():
            said = day_in_words(value)
        case int() if name.endswith("minutes"):
            said = spoken(value)
        case tuple():
            said = ", ".join(value)
        case Mapping():
            said = ", ".join(f"{body}: {words}" for body, words in value.items())
        case _:
            said = written(value)
    return said.replace("_", " ") if name in {"category", "categories", "tags"} else said
