"""How one stands: every body at a glance, and one of them with every reason."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cpd.kernel.errors import NotFoundError
from cpd.people.rules import EVERY_MEMBER
from cpd.standings import service, store
from cpd.standings.forms import WhatIfForm, details_form, what_if_form
from cpd.standings.rules.answering import who
from cpd.standings.rules.asking import questions
from cpd.standings.rules.panels import Panel, by_urgency, panel, ruled, summary
from cpd.standings.rules.strips import first_shown
from cpd.standings.rules.supposing import supposed
from cpd.standings.service import Judged
from cpd.standings.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import me, my_today, reading

FEW = ("bacp.accredited", "icf.pcc", "emcc.practitioner", "ncps.accredited", "hcpc.registrant")


@bp.get("")
@open_to(*EVERY_MEMBER)
def index() -> ResponseReturnValue:
    """Show a calm panel for each body. Ten queries, however many bodies and entries."""
    session, today = reading(), my_today()
    followed = store.followed_by(session, me().id)
    kept = store.kept(session, {me().id: me().time_zone})[me().id] if followed else None
    found = [
        service.judge(kept, one, today, first_shown(today)) for one in followed if kept is not None
    ]
    panels = by_urgency(panel_of(one) for one in found if one is not None)
    return render_template(
        "standings/index.html",
        panels=panels,
        summary=summary(panels),
        forms={one.followed.id: question_form(one) for one in panels if one.lacking},
        gone=[one for one, judged in zip(followed, found, strict=True) if judged is None],
        few=[service.current(id_, today) for id_ in FEW if service.versions_of(id_)],
        has_entries=kept is not None and bool(kept.entries),
        today=today,
    )


def panel_of(judged: Judged) -> Panel:
    return panel(judged.followed, judged.pack, judged.evaluation, judged.log.entries)


def question_form(one: Panel) -> object:
    """Return the form that asks for what is lacking, to stand right in the panel."""
    form = details_form(questions(one.pack), request.form, my_today(), one.followed)
    for field in form:
        field.id = f"{field.name}-{one.followed.id}"
        field.label.field_id = field.id
    return form


def judged_one(following_id: UUID, *, whole: bool) -> Judged:
    """Judge one body that the reader follows; `whole` goes back to the beginning of the log."""
    session, today = reading(), my_today()
    followed = store.one_followed(session, me().id, following_id)
    if followed is None:
        raise NotFoundError("You follow no such body.")
    kept = store.kept(session, {me().id: me().time_zone})[me().id]
    judged = service.judge(kept, followed, today, None if whole else first_shown(today))
    if judged is None:
        raise NotFoundError("The rules of this body are not here any more.")
    return judged


@bp.get("/<uuid:following_id>")
@open_to(*EVERY_MEMBER)
def body(following_id: UUID) -> ResponseReturnValue:
    """Show every requirement of a body with its verdict, its figures and its reasons."""
    judged = judged_one(following_id, whole=True)
    one = panel_of(judged)
    form = what_if_form(judged.pack, request.args, my_today())
    return render_template(
        "standings/body.html",
        panel=one,
        rules=ruled(one),
        asked=questions(judged.pack),
        said=store.words_of(reading(), me().id, judged.pack.id),
        who=who(judged.pack),
        form=form,
        outcome=outcome_of(judged, form) if "time" in request.args and form.validate() else None,
        today=my_today(),
    )


def outcome_of(judged: Judged, form: WhatIfForm) -> tuple[str, ...]:
    versions = service.versions_of(judged.followed.pack_id)
    return supposed(versions, judged.log, form.parsed(), my_today())
