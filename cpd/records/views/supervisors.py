import re
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.kernel.errors import NotFoundError
from cpd.people.rules import EVERY_MEMBER
from cpd.records import service, store
from cpd.records.forms import supervisor_form
from cpd.records.models import Supervisor
from cpd.records.rules.supervisors import RELATION_WORDS
from cpd.records.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import begin, me, my_today, reading
from cpd.web.forms_shown import form_page


@bp.get("/supervisors")
@open_to(*EVERY_MEMBER)
def supervisors() -> ResponseReturnValue:
    return render_template(
        "records/supervisors.html",
        supervisors=store.supervisors(reading(), me().id),
        relation_words={relation.value: word for relation, word in RELATION_WORDS.items()},
    )


@bp.route("/supervisors/new", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def new_supervisor() -> ResponseReturnValue:
    form = supervisor_form(request.form, my_today())
    if request.method == "POST" and form.validate():
        with begin() as work:
            name = service.add_supervisor(work, me().id, form.parsed()).name
        flash(f"{name} is in your list.", "done")
        return redirect(url_for(".supervisors"), 303)
    return form_page("records/supervisor.html", form=form, supervisor=None)


@bp.route("/supervisors/<uuid:supervisor_id>", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def supervisor(supervisor_id: UUID) -> ResponseReturnValue:
    """Change what the list says of somebody; sessions keep the name they were logged with."""
    found = my_supervisor(supervisor_id)
    form = supervisor_form(request.form, my_today(), found)
    if request.method == "POST" and form.validate():
        seen = form.version.data or ""
        version = int(seen) if re.fullmatch(r"\d{1,9}", seen, re.ASCII) else 0
        with begin() as work:
            name = service.change_supervisor(
                work, me().id, supervisor_id, version, form.parsed()
            ).name
        flash(f"What your list says of {name} is saved.", "done")
        return redirect(url_for(".supervisors"), 303)
    return form_page("records/supervisor.html", form=form, supervisor=found)


def my_supervisor(supervisor_id: UUID) -> Supervisor:
    found = store.supervisor(reading(), me().id, supervisor_id)
    if found is None:
        raise NotFoundError("There is no such supervisor in your list.")
    return found
