"""What is typed and not saved yet: kept as one types, gone on with, thrown away."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from cpd.people.rules import EVERY_MEMBER
from cpd.records import service, store
from cpd.records.forms import from_json, typed_draft
from cpd.records.rules.drafts import BROUGHT_BACK_WITHIN, heading
from cpd.records.views.beginning import kind_asked
from cpd.records.views.blueprint import bp
from cpd.web import panels
from cpd.web.access import open_to
from cpd.web.context import begin, me, now, reading


@bp.post("/drafts/<string:place>")
@open_to(*EVERY_MEMBER)
def save_draft(place: str) -> ResponseReturnValue:
    """Keep what is typed: by script every few moments, or by a button."""
    typed, seq = from_json(request.get_json()) if request.is_json else (request.form, None)
    draft = typed_draft(kind_asked(), typed, request.args, seq)
    with begin() as work:
        kept = service.save_draft(work, me().id, place, draft)
        answer = {"at": clock_here(kept.saved_at), "seq": kept.seq} if kept else {"at": ""}
    if request.is_json:
        return jsonify(answer)
    if kept is None:
        flash("There was nothing to keep as a draft yet.", "note")
    else:
        flash("Kept as a draft. You can go on with it here, on any device.", "done")
    return redirect(url_for(".index"), 303)


def clock_here(instant: datetime) -> str:
    return f"{instant.astimezone(ZoneInfo(me().time_zone)):%H:%M}"


@bp.post("/drafts/<string:place>/throw-away")
@open_to(*EVERY_MEMBER)
def throw_away_draft(place: str) -> ResponseReturnValue:
    with begin() as work:
        service.throw_away_draft(work, me().id, place)
    flash("The draft is thrown away. Until tomorrow it can be brought back.", "done")
    return redirect(url_for(".index", _anchor="drafts-title"), 303)


@bp.post("/drafts/<string:place>/bring-back")
@open_to(*EVERY_MEMBER)
def bring_back_draft(place: str) -> ResponseReturnValue:
    with begin() as work:
        service.bring_back_draft(work, me().id, place)
    flash("The draft is back.", "done")
    return redirect(url_for(".index", _anchor="drafts-title"), 303)


def show(person_id: UUID) -> Markup | None:
    """Draw what somebody began and did not save, at the top of their log."""
    found = store.drafts(reading(), person_id, now() - BROUGHT_BACK_WITHIN)
    if not found:
        return None
    html = render_template("records/_drafts.html", drafts=found, heading=heading)
    return Markup(html)  # noqa: S704 - a template of ours, which escapes


panels.add("log", "drafts", show, place=5)
