from collections.abc import Mapping, Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from cpd.people.rules import EVERY_MEMBER
from cpd.records import service, store
from cpd.records.forms.practice import asked_by, asked_year, standing_row, typed_rows
from cpd.records.rules.months import last_of
from cpd.records.rules.practice import By, Closing, Row, months, periods
from cpd.records.service import RowsRefusedError
from cpd.records.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import begin, me, my_today, reading
from cpd.web.filters import counted
from cpd.web.forms_shown import form_page

CLOSINGS = {
    Closing.OPEN: "Still open",
    Closing.COMPLETE: "Complete",
    Closing.NONE: "None this month",
}


@bp.route("/practice", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def practice() -> ResponseReturnValue:
    """Show a year of practice by month or week, and save the rows that were changed."""
    year = asked_year(request.args.get("year", ""), my_today().year)
    by = asked_by(request.args.get("by", ""))
    if request.method == "GET":
        return page(year, by, (), {})
    rows = typed_rows(request.form, periods(year, by, my_today()))
    try:
        with begin() as work:
            saved = service.save_practice(work, me().id, year, by, rows)
    except RowsRefusedError as refused:
        return page(year, by, rows, refused.by_row)
    flash(
        f"Saved {counted(saved, by.value)}." if saved else "Nothing was different.",
        "done" if saved else "note",
    )
    return redirect(url_for(".practice", year=year, by=by.value), 303)


def page(
    year: int, by: By, rows: Sequence[Row], problems: Mapping[str, str]
) -> ResponseReturnValue:
    today = my_today()
    stands = service.year_stands(reading(), me().id, periods(year, by, today), by)
    typed = {row.key: row for row in rows}
    return form_page(
        "records/practice.html",
        year=year,
        by=by.value,
        years=years(today.year),
        rows=[(one, typed.get(key) or standing_row(one)) for key, one in stands.items()],
        problems=problems,
        closings=CLOSINGS,
        over={one.key for one in months(year) if last_of(one.first) < today},
        total=sum(one.minutes for one in stands.values()),
        today=today,
    )


def years(this_year: int) -> tuple[int, ...]:
    """Return the years to choose from, newest first: all with practice, and the last two."""
    known = store.practice_years(reading(), me().id)
    first = min((*known, this_year - 1))
    return tuple(range(this_year, max(first, this_year - 60) - 1, -1))
