from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.people.rules import EVERY_MEMBER
from cpd.records import service
from cpd.records.rules.entries import said
from cpd.records.views.blueprint import bp
from cpd.records.views.entries import mine
from cpd.records.views.reopening import telling_reopened
from cpd.web.access import open_to
from cpd.web.context import begin, me


@bp.route("/<uuid:entry_id>/withdraw", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def withdraw(entry_id: UUID) -> ResponseReturnValue:
    """Ask once, then take the line out of every total."""
    found = mine(entry_id)
    if request.method == "POST":
        with begin() as work, telling_reopened(work, found.logged):
            service.withdraw(work, me().id, entry_id)
        flash("Withdrawn. The entry no longer counts; you can restore it here.", "done")
        return redirect(url_for(".entry", entry_id=entry_id), 303)
    if found.withdrawn_at is not None:
        return redirect(url_for(".entry", entry_id=entry_id), 303)
    return render_template("records/withdraw.html", entry=found)


@bp.post("/<uuid:entry_id>/restore")
@open_to(*EVERY_MEMBER)
def restore(entry_id: UUID) -> ResponseReturnValue:
    stands = mine(entry_id).logged
    with begin() as work, telling_reopened(work, stands):
        restored = service.restore(work, me().id, entry_id)
        what = said(restored.logged)
    flash(f"Restored: {what} counts again.", "done")
    return redirect(url_for(".entry", entry_id=entry_id), 303)
