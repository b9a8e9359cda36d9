"""The one timer: seen on every page of the log, and turned into an entry when it is stopped."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cpd.people.rules import EVERY_MEMBER
from cpd.records import service, store
from cpd.records.models import Timer
from cpd.records.rules.timing import Clocked
from cpd.records.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import begin, me, now, reading

GONE = "The timer was logged or discarded meanwhile."


@bp.context_processor
def frame() -> dict[str, object]:
    return {"my_timer": my_timer, "ran_for": ran_for, "now_here": now}


def my_timer() -> Clocked | None:
    """Return the timer of whoever is signed in, for the strip on each page of the log."""
    found = store.timer(reading(), me().id) if current_user.is_authenticated else None
    return found.clocked if found else None


def ran_for(timer: Clocked) -> int:
    """Return the whole seconds it ran by now."""
    return timer.seconds(now())


@bp.route("/timer", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def timer() -> ResponseReturnValue:
    """Show the timer, or start it. A second start finds the first one running."""
    if request.method == "GET":
        return render_template("records/timer.html")
    with begin() as work:
        is_new = service.start_timer(
            work, me().id, request.form.get("kind", ""), request.form.get("title", "")
        )
    if not is_new:
        flash("A timer is there already. Log it or discard it before you start another.", "note")
    return redirect(url_for(".timer"), 303)


@bp.post("/timer/pause")
@open_to(*EVERY_MEMBER)
def pause_timer() -> ResponseReturnValue:
    with begin() as work:
        found = service.pause_timer(work, me().id)
    return shown_again(found)


@bp.post("/timer/resume")
@open_to(*EVERY_MEMBER)
def resume_timer() -> ResponseReturnValue:
    with begin() as work:
        found = service.resume_timer(work, me().id)
    return shown_again(found)


def shown_again(timer: Timer | None) -> ResponseReturnValue:
    if timer is None:
        flash(GONE, "note")
    return redirect(url_for(".timer"), 303)


@bp.post("/timer/stop")
@open_to(*EVERY_MEMBER)
def stop_timer() -> ResponseReturnValue:
    """Stop counting, and go to the form with what was counted. Until it is saved it stays."""
    with begin() as work:
        found = service.pause_timer(work, me().id)
        kind, token = (found.kind, found.clocked.token) if found else (None, "")
    if kind is None:
        flash(GONE, "note")
        return redirect(url_for(".timer"), 303)
    return redirect(url_for(".new", kind=kind, timer=token), 303)


@bp.route("/timer/discard", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def discard_timer() -> ResponseReturnValue:
    """Ask once, then forget what was counted."""
    if request.method == "POST":
        with begin() as work:
            was_there = service.discard_timer(work, me().id, request.form.get("timer", ""))
        flash("The timer is discarded. Nothing was logged." if was_there else GONE, "done")
        return redirect(url_for(".index"), 303)
    if my_timer() is None:
        return redirect(url_for(".timer"), 303)
    return render_template("records/discard_timer.html")
