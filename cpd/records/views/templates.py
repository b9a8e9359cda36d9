from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.people.rules import EVERY_MEMBER
from cpd.records import service, store
from cpd.records.forms import typed_from
from cpd.records.rules.again import MOST_TEMPLATES, without_its_day
from cpd.records.rules.drafts import BROUGHT_BACK_WITHIN
from cpd.records.views.blueprint import bp
from cpd.records.views.entries import mine
from cpd.web.access import open_to
from cpd.web.context import begin, me, now, reading


@bp.get("/templates")
@open_to(*EVERY_MEMBER)
def templates() -> ResponseReturnValue:
    return render_template(
        "records/templates.html",
        templates=store.templates(reading(), me().id, MOST_TEMPLATES),
        deleted=store.deleted_templates(reading(), me().id, now() - BROUGHT_BACK_WITHIN),
    )


@bp.post("/<uuid:entry_id>/template")
@open_to(*EVERY_MEMBER)
def make_template(entry_id: UUID) -> ResponseReturnValue:
    """Keep what an entry says, without its day, under a name."""
    line = mine(entry_id).logged
    with begin() as work:
        name = service.make_template(
            work, me().id, request.form.get("name", ""), line, without_its_day(typed_from(line))
        ).name
    flash(f"“{name}” is a template now. It stands at the top of your log.", "done")
    return redirect(url_for(".templates"), 303)


@bp.post("/templates/<uuid:template_id>/rename")
@open_to(*EVERY_MEMBER)
def rename_template(template_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        service.rename_template(work, me().id, template_id, request.form.get("name", ""))
    flash("The template has its new name.", "done")
    return redirect(url_for(".templates"), 303)


@bp.post("/templates/<uuid:template_id>/delete")
@open_to(*EVERY_MEMBER)
def delete_template(template_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        service.delete_template(work, me().id, template_id)
    flash("The template is deleted. Until tomorrow it can be brought back.", "done")
    return redirect(url_for(".templates"), 303)


@bp.post("/templates/<uuid:template_id>/bring-back")
@open_to(*EVERY_MEMBER)
def bring_back_template(template_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        service.bring_back_template(work, me().id, template_id)
    flash("The template is back.", "done")
    return redirect(url_for(".templates"), 303)
