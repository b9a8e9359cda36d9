"""To follow a body, to say what it has to know, to stop, and to begin again."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.kernel.errors import NotFoundError
from cpd.people.rules import EVERY_MEMBER
from cpd.standings import service, store
from cpd.standings.forms import details_form
from cpd.standings.rules.asking import questions
from cpd.standings.rules.choosing import choices
from cpd.standings.rules.panels import confidence
from cpd.standings.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import begin, me, my_today, reading
from cpd.web.forms_shown import form_page

MOST_AT_ONCE = 20


@bp.route("/follow", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def follow() -> ResponseReturnValue:
    """List what can be followed, and begin with what was ticked."""
    ticked = [id_ for id_ in request.form.getlist("pack") if service.versions_of(id_)]
    if request.method == "POST" and ticked:
        return begin_with(ticked[:MOST_AT_ONCE])
    today, asked = my_today(), request.args.get("q", "")[:200]
    found = [service.current(id_, today) for id_ in service.offered()]
    return form_page(
        "standings/follow.html",
        groups=choices(found, asked),
        asked=asked,
        followed={one.pack_id for one in store.followed_by(reading(), me().id)},
        ended=[
            (row, service.current(row.pack_id, today))
            for row in store.ended(reading(), me().id)
            if service.versions_of(row.pack_id)
        ],
        is_empty_handed=request.method == "POST",
    )


def begin_with(ticked: list[str]) -> ResponseReturnValue:
    today, who = my_today(), me().id
    with begin() as work:
        for pack_id in ticked:
            service.follow(work, who, pack_id)
    titles = [service.current(pack_id, today).title for pack_id in ticked]
    flash(f"You follow {' and '.join(titles)}." if len(titles) < 3 else "You follow them.", "done")
    return redirect(url_for(".index"), 303)


@bp.get("/packs/<string:pack_id>")
@open_to(*EVERY_MEMBER)
def pack(pack_id: str) -> ResponseReturnValue:
    """Show what a body asks, where that was read, and what is unclear about it."""
    found = service.current(pack_id, my_today())
    return render_template(
        "standings/pack.html",
        pack=found,
        confidence=confidence(found),
        asked=questions(found),
        is_followed=pack_id in {one.pack_id for one in store.followed_by(reading(), me().id)},
    )


@bp.route("/<uuid:following_id>/details", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def details(following_id: UUID) -> ResponseReturnValue:
    """Say anew what this body has to know."""
    followed = store.one_followed(reading(), me().id, following_id)
    if followed is None:
        raise NotFoundError("You follow no such body.")
    found = service.current(followed.pack_id, my_today())
    form = details_form(questions(found), request.form, my_today(), followed)
    if request.method == "POST" and form.validate():
        who = me().id
        with begin() as work:
            service.change(work, who, following_id, form.seen_version, form.parsed())
        flash(f"{found.body.short} is judged by what you said.", "done")
        return redirect(url_for(".body", following_id=following_id), 303)
    return form_page("standings/details.html", form=form, followed=followed, pack=found)


@bp.post("/<uuid:following_id>/stop")
@open_to(*EVERY_MEMBER)
def stop(following_id: UUID) -> ResponseReturnValue:
    who = me().id
    with begin() as work:
        service.stop(work, who, following_id)
    flash("You do not follow this body any more. Your log is as it was; you can undo it.", "done")
    return redirect(url_for(".follow", _anchor="ended"), 303)


@bp.post("/<uuid:following_id>/resume")
@open_to(*EVERY_MEMBER)
def resume(following_id: UUID) -> ResponseReturnValue:
    who = me().id
    with begin() as work:
        service.resume(work, who, following_id)
    flash("You follow this body again.", "done")
    return redirect(url_for(".index"), 303)
