"""Checking many certificates: a file goes in, a job answers it, the results come out."""

import csv
import json
from datetime import date
from io import SEEK_END, StringIO
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from cpd.certificates.rules.validity import Verdict
from cpd.kernel.cells import guarded
from cpd.kernel.pages import page_number, pages_of
from cpd.keys.service import signer
from cpd.people.rules import Role
from cpd.verification.bodies_forms import LARGEST_FILE, FileForm
from cpd.verification.models import BulkCheck, BulkLine
from cpd.verification.rules.receipts import of_results
from cpd.verification.rules.scopes import BulkState
from cpd.verification.service import bulk_checks as service
from cpd.verification.service import receipts
from cpd.verification.store import bulk as store
from cpd.verification.views.bodies_blueprint import CHANGES, PER_PAGE, bp, my_organisations
from cpd.web.access import open_to
from cpd.web.context import begin, me, now, parts, reading
from cpd.web.forms_shown import form_page
from cpd.web.limits import count_try
from cpd.web.uploads import takes_up_to

BYTE_ORDER_MARK = "\ufeff"
STATES = {
    BulkState.WAITING: ("Waiting", "quiet"),
    BulkState.RUNNING: ("Being checked", "calm"),
    BulkState.DONE: ("Done", "good"),
    BulkState.CANCELLED: ("Cancelled", "notice"),
}
HEADS = (
    "Line", "Your reference", "Asked", "Verdict", "Title", "Minutes", "Completed on", "Issued on",
    "Expires on", "Issuer", "Number", "Expected name", "Expected minutes", "What failed", "Problem",
)  # fmt: skip


@bp.route("/checks", methods=["GET", "POST"])
@open_to(Role.ASSESSOR)
@takes_up_to(2 * LARGEST_FILE)
def index() -> ResponseReturnValue:
    """Take a file in, and list those that were."""
    form = FileForm(CombinedMultiDict((request.files, request.form)))
    form.offer(my_organisations())
    if request.method == "POST":
        count_try(CHANGES, str(me().id), now())
        if form.validate():
            return taken_in(form)
    page = page_number(request.args.get("page", type=int))
    checks, count = store.checks(reading(), my_organisations().keys(), page, PER_PAGE)
    return form_page(
        "verification/bodies/index.html",
        form=form,
        checks=checks,
        states=STATES,
        page=page,
        last_page=pages_of(count, PER_PAGE),
        organisations=my_organisations(),
    )


def taken_in(form: FileForm) -> ResponseReturnValue:
    with begin() as work:
        check = service.take_in(
            work,
            me(),
            form.organisation_id,
            form.file_name,
            list(form.lines),
            watch=bool(form.watch.data),
        )
        check_id = check.id
    return redirect(url_for(".show", check_id=check_id), 303)


@bp.get("/checks/<uuid:check_id>")
@open_to(Role.ASSESSOR)
def show(check_id: UUID) -> ResponseReturnValue:
    """Show how far a check is, and the answers there are; of one verdict where that is asked."""
    check = service.seen(reading(), me(), check_id)
    asked = request.args.get("verdict", "")
    verdict = asked if asked in set(Verdict) else ""
    page = page_number(request.args.get("page", type=int))
    lines, count = store.lines(reading(), check_id, verdict, page, PER_PAGE)
    return render_template(
        "verification/bodies/show.html",
        check=check,
        states=STATES,
        is_running=check.state in store.OPEN,
        verdict=verdict,
        tally=store.tally(reading(), check_id),
        verdicts=list(Verdict),
        lines=[(line.line, line.asked, shown(line)) for line in lines],
        count=count,
        page=page,
        last_page=pages_of(count, PER_PAGE),
    )


def shown(line: BulkLine) -> dict[str, Any]:
    """Return an answer with its day as a day."""
    said = dict(line.answer or {})
    facts = said.get("facts")
    return said | {"until": date.fromisoformat(facts["expires_on"]) if facts else None}


@bp.get("/checks/<uuid:check_id>/results.csv")
@open_to(Role.ASSESSOR)
def results_csv(check_id: UUID) -> ResponseReturnValue:
    """Give every answer as a table. No cell of it is a formula."""
    check = service.seen(reading(), me(), check_id)
    page = StringIO(BYTE_ORDER_MARK, newline="")
    page.seek(0, SEEK_END)
    writer = csv.writer(page)
    writer.writerow(HEADS)
    for line, said in store.every_line(reading(), check_id):
        writer.writerow(map(guarded, cells(line, said)))
    return file_of(check, page.getvalue(), "text/csv", "csv")


def cells(line: int, said: dict[str, Any]) -> tuple[str, ...]:
    facts, compared = said["facts"] or {}, said["compared"] or {}
    return (
        str(line),
        said["ref"] or "",
        said["asked"],
        said["verdict"],
        *(str(facts.get(name) or "") for name in
          ("title", "minutes", "completed_on", "issued_on", "expires_on", "issuer", "serial")),
        compared.get("name") or "",
        compared.get("minutes") or "",
        " ".join(said["failed"]),
        said["problem"] or "",
    )  # fmt: skip


@bp.get("/checks/<uuid:check_id>/results.json")
@open_to(Role.ASSESSOR)
def results_json(check_id: UUID) -> ResponseReturnValue:
    check = service.seen(reading(), me(), check_id)
    whole = {"file": check.file_name, "state": check.state.value, "results": results(check_id)}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return file_of(check, text, "application/json", "json")


def results(check_id: UUID) -> list[dict[str, Any]]:
    return [{"line": line, **said} for line, said in store.every_line(reading(), check_id)]


def file_of(check: BulkCheck, content: str, kind: str, ending: str) -> Response:
    name = f"{'receipt' if ending == 'jwt' else 'certificates'}-{check.created_at:%Y-%m-%d}"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(content, mimetype=kind, headers=headers)


@bp.get("/checks/<uuid:check_id>/receipt")
@open_to(Role.ASSESSOR)
def receipt(check_id: UUID) -> ResponseReturnValue:
    """Give a signed receipt over the results, as results.json has them."""
    check = service.seen(reading(), me(), check_id)
    asked = {"kind": "page", "check": str(check.id), "lines": check.lines}
    base_url = parts().settings.base_url
    whole = of_results(results(check_id), check.ended_at or now())
    signed = receipts.sign(reading(), signer(), base_url, asked, whole, now())
    return file_of(check, signed, "application/jose", "jwt")


@bp.post("/checks/<uuid:check_id>/cancel")
@open_to(Role.ASSESSOR)
def cancel(check_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        stopped = service.cancel(work, me(), check_id)
    words = (
        "The check is cancelled. What was answered stays." if stopped else "It had ended before."
    )
    flash(words, "done")
    return redirect(url_for(".show", check_id=check_id), 303)


@bp.post("/checks/<uuid:check_id>/forget")
@open_to(Role.ASSESSOR)
def forget(check_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        service.forget(work, me(), check_id)
    flash("The check and everything in it is deleted.", "done")
    return redirect(url_for(".index"), 303)
