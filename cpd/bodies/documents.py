"""The roster as a table for spreadsheets."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from io import StringIO
from uuid import UUID

from cpd.bodies.rules import Line
from cpd.kernel.cells import guarded

HEADS = (
    "Body", "Name", "Member number", "Serial", "Module", "Minutes", "Issued on", "Expires on",
    "Standing",
)  # fmt: skip


def as_csv(lines: Iterable[Line], bodies: Mapping[UUID, str], today: date) -> str:
    """Write the lines as CSV with a mark at the start by which spreadsheets know UTF-8."""
    page = StringIO()
    writer = csv.writer(page)
    writer.writerow(HEADS)
    writer.writerows(map(guarded, cells(line, bodies, today)) for line in lines)
    return "\ufeff" + page.getvalue()


def cells(line: Line, bodies: Mapping[UUID, str], today: date) -> tuple[str, ...]:
    member = (bodies[line.body_id], line.name, line.member_number or "")
    if line.held is None:
        return (*member, "", "", "", "", "", "none")
    validity = line.held.validity
    return (
        *member,
        line.held.serial,
        line.held.title,
        str(line.held.minutes),
        validity.issued_on.isoformat(),
        validity.expires_on.isoformat(),
        validity.verdict(today).value,
    )
