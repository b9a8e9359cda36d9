"""Answering what a body's rules leave open: what to mend first, whom to ask, what they said."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from cpd.kernel.errors import NotFoundError
from cpd.people.rules import EVERY_MEMBER
from cpd.requirements.rules.calendars import DAY
from cpd.requirements.rules.days import said_run
from cpd.requirements.rules.evaluate import scene_of
from cpd.requirements.rules.frequency import gaps_of, is_explained
from cpd.requirements.rules.kinds import MaxGap
from cpd.standings import service
from cpd.standings.forms import AnswerForm, answer_form
from cpd.standings.rules.answering import declared, is_silent, who
from cpd.standings.rules.panels import Panel
from cpd.standings.rules.weighing import Weighed, weighed
from cpd.standings.service import Judged
from cpd.standings.views.blueprint import bp
from cpd.standings.views.bodies import judged_one, panel_of
from cpd.web.access import open_to
from cpd.web.context import begin, me, my_today
from cpd.web.forms_shown import form_page

CLOSED = "Nothing is asked about this now. If you wrote an answer down, it stands with its rule."


@bp.route("/<uuid:following_id>/answer", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def answer(following_id: UUID) -> ResponseReturnValue:
    """Say what can be mended, whom to ask, and keep what the body said."""
    judged = judged_one(following_id, whole=True)
    panel = panel_of(judged)
    one = asked_row(panel, request.args.get("rule", ""), request.args.get("start", ""))
    if one is None:
        if request.method == "GET":
            raise NotFoundError(CLOSED)
        flash(CLOSED, "note")
        return redirect(url_for(".body", following_id=following_id), 303)
    form = answer_form(request.form, my_today(), who(panel.pack), gaps(judged, one))
    if request.method == "POST" and form.validate():
        save(form, panel, one)
        flash(f"Written down: what {who(panel.pack)} said about “{one.name}”.", "done")
        rule = f"rule-{one.row.requirement}"
        return redirect(url_for(".body", following_id=following_id, _anchor=rule), 303)
    return form_page(
        "standings/answer.html",
        panel=panel,
        one=one,
        who=who(panel.pack),
        requirement=panel.pack.requirement(one.row.requirement),
        is_silent=is_silent(one.row),
        unclear_here=[u for u in panel.pack.unclear if u.requirement == one.row.requirement],
        form=form,
    )


def asked_row(panel: Panel, rule: str, start: str) -> Weighed | None:
    """Return the row that is asked about; without a day, the last of its rule."""
    found = [
        one
        for one in weighed(panel.evaluation, panel.pack, every_way=True)
        if one.row.requirement == rule
        and panel.is_answerable(one)
        and start in {"", one.row.start.isoformat() if one.row.start else ""}
    ]
    return max(found, key=lambda one: one.row.start or date.min, default=None)


def gaps(judged: Judged, one: Weighed) -> Sequence[tuple[date, str]]:
    """Return the gaps still to be explained, the last first, for a rule about gaps.

    Each goes by its second day, which no other gap has: where one ends the next begins.
    """
    requirement = judged.pack.requirement(one.row.requirement)
    if not isinstance(requirement, MaxGap):
        return ()
    versions = service.versions_of(judged.followed.pack_id)
    scene = scene_of(versions, judged.pack, judged.log, judged.evaluation.as_of)
    asked = [
        gap
        for gap in gaps_of(requirement, scene)
        if gap.is_too_long and not is_explained(requirement, gap, scene)
    ]
    return [(gap.since + DAY, said_run(gap.since, gap.until)) for gap in reversed(asked)]


def save(form: AnswerForm, panel: Panel, one: Weighed) -> None:
    who_asks, zone = me().id, me().time_zone
    word = declared(panel.pack, one.row, form.parsed())
    with begin() as work:
        service.write_down(work, who_asks, zone, word, form.form_id.data or "")
