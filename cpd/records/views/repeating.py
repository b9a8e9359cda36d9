from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import EVERY_MEMBER
from cpd.records import service, store
from cpd.records.models import Entry
from cpd.records.rules.changes import refuse_withdrawn
from cpd.records.rules.repeating import (
    EVERY_WORDS,
    Every,
    Series,
    nth_day,
    refuse_unrepeatable,
    series,
)
from cpd.records.views.blueprint import bp
from cpd.records.views.entries import mine
from cpd.web.access import open_to
from cpd.web.context import begin, me, my_today, reading
from cpd.web.fields import parse_day
from cpd.web.filters import counted
from cpd.web.forms_shown import form_page

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@bp.route("/<uuid:entry_id>/repeat", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def repeat(entry_id: UUID) -> ResponseReturnValue:
    """Choose a rhythm, look at its days, and log those that are ticked."""
    found = mine(entry_id)
    refuse_withdrawn(found.withdrawn_at)
    refuse_unrepeatable(found.logged, found.source)
    asked = request.values
    every = Every(asked["every"]) if asked.get("every") in set(Every) else Every.WEEK
    until, problem, days = asked.get("until", my_today().isoformat()), "", None
    if "until" in asked:
        try:
            days = preview(found, every, until)
            if request.method == "POST":
                return log_ticked(entry_id, every)
        except NotFoundError:
            raise
        except RuleError as error:
            problem = str(error)
    return form_page(
        "records/repeat.html",
        entry=found,
        every=every,
        until=until,
        words=EVERY_WORDS,
        days=days,
        problem=problem,
        ticked=ticked(days),
        second=nth_day(found.done_on, every, 1),
        weekdays=WEEKDAYS,
    )


def preview(entry: Entry, every: Every, until: str) -> Series:
    held = store.days_held(reading(), entry, my_today())
    return series(entry.logged, every, parse_day(until), my_today(), held)


def ticked(days: Series | None) -> frozenset[str]:
    """Return the days that are ticked: as they were sent, or all that the log does not hold."""
    if request.method == "POST":
        return frozenset(request.form.getlist("day"))
    return frozenset(one.on.isoformat() for one in (days.days if days else ()) if not one.is_held)


def log_ticked(entry_id: UUID, every: Every) -> ResponseReturnValue:
    days: list[date] = [parse_day(text) for text in request.form.getlist("day")]
    with begin() as work:
        batch_id = service.repeat(work, me().id, entry_id, every, days)
    flash(f"Logged on {counted(len(days), 'more day', 'more days')}.", "done")
    return redirect(url_for(".repeated", batch_id=batch_id), 303)


@bp.get("/repeated/<uuid:batch_id>")
@open_to(*EVERY_MEMBER)
def repeated(batch_id: UUID) -> ResponseReturnValue:
    found = store.repeated(reading(), me().id, batch_id)
    if not found:
        raise NotFoundError("There is no such series in your log.")
    return render_template("records/repeated.html", entries=found, batch_id=batch_id)


@bp.post("/repeated/<uuid:batch_id>/take-back")
@open_to(*EVERY_MEMBER)
def take_back(batch_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        many = service.take_back(work, me().id, batch_id)
    flash(f"{counted(many, 'entry', 'entries')} taken back. They count in no total.", "done")
    return redirect(url_for(".repeated", batch_id=batch_id), 303)


@bp.post("/repeated/<uuid:batch_id>/bring-back")
@open_to(*EVERY_MEMBER)
def bring_back(batch_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        many = service.bring_back(work, me().id, batch_id)
    flash(f"{counted(many, 'entry counts', 'entries count')} again.", "done")
    return redirect(url_for(".repeated", batch_id=batch_id), 303)
