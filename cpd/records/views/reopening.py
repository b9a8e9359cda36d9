"""Saying that a month which was called complete is open again, since its hours have changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from flask import flash

from cpd.records import store
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.months import named, touched
from cpd.web.context import me
from cpd.work import Work


@contextmanager
def telling_reopened(work: Work, *lines: Logged) -> Iterator[None]:
    """Tell the writer which closed months this block opens. Without practice nothing is asked."""
    practice = [line for line in lines if line.kind is EntryKind.PRACTICE]
    months = {month for line in practice for month in touched(line)}
    before = closed(work, months) if months else set()
    yield
    for month in sorted(before - closed(work, months)) if before else ():
        flash(
            f"{named(month)} is open again: you had said that its practice was complete. "
            "Look at it under practice hours, and close it once more.",
            "note",
        )


def closed(work: Work, months: set[date]) -> set[date]:
    return {one.month for one in store.closed_months(work.session, me().id, months)}
