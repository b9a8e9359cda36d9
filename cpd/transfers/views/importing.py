"""The way in: upload, columns, check, confirm, and undo."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import CombinedMultiDict

from cpd.db import db, expect_writing
from cpd.kernel.errors import NotFoundError
from cpd.people.rules import EVERY_MEMBER
from cpd.records.rules.entries import from_facts
from cpd.records.rules.fields import word_for
from cpd.transfers import csv_files
from cpd.transfers.forms import ConfirmForm, UndoForm, UploadForm, columns_form
from cpd.transfers.models import ImportBatch
from cpd.transfers.rules.columns import MENDING, left_out
from cpd.transfers.rules.reports import Report, taken
from cpd.transfers.rules.stages import RUNNING, Stage
from cpd.transfers.rules.tables import SEPARATORS
from cpd.transfers.rules.writing import said_fields
from cpd.transfers.service import importing, running
from cpd.transfers.service.reading import content_of, mapped_of, opened
from cpd.transfers.store import besides
from cpd.transfers.store import imports as store
from cpd.transfers.uploads import LARGEST_FILE
from cpd.transfers.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import begin, me, my_today, now, reading
from cpd.web.forms_shown import form_page
from cpd.web.limits import Limit, count_try
from cpd.web.uploads import takes_up_to

# More than is taken, so that who chose too much is told so on the form and not by a broken line.
LARGEST_UPLOAD = 3 * LARGEST_FILE
UPLOADS = Limit("imports", most=40, window=timedelta(hours=1))
PREVIEWED_CELLS = 3


@contextmanager
def looking() -> Iterator[Session]:
    """Read, also while a form is being answered, without holding up those who write."""
    db.session.rollback()
    expect_writing(expected=False)
    try:
        yield reading()
    finally:
        db.session.rollback()
        expect_writing(expected=request.method == "POST")


OPENS = running.Opens(read=looking, begin=begin)


def mine(batch_id: UUID) -> ImportBatch:
    found = store.batch(reading(), me().id, batch_id)
    if found is None:
        raise NotFoundError("There is no such import.")
    return found


@bp.route("/transfer/import", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
@takes_up_to(LARGEST_UPLOAD)
def upload() -> ResponseReturnValue:
    """Take a file and read it as a table; what its columns are is asked next."""
    form = UploadForm(CombinedMultiDict([request.form, request.files]))
    if request.method == "POST":
        who = me().id
        count_try(UPLOADS, str(who), now())
        if form.validate():
            with begin() as work:
                batch_id = importing.upload(work, who, form.file_name, form.table).id
            return redirect(url_for(".columns", batch_id=batch_id), 303)
    return form_page("transfers/upload.html", form=form)


@bp.route("/transfer/imports/<uuid:batch_id>/columns", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def columns(batch_id: UUID) -> ResponseReturnValue:
    """Ask what the columns are, then check the file: at once, or by the job where it is long."""
    batch, table = content_of(reading(), me().id, batch_id)
    form = columns_form(batch.mapping, table.heads, request.form)
    if request.method == "POST" and form.validate():
        who = me().id
        with begin() as work:
            is_short = importing.is_short(
                importing.choose_columns(work, who, batch_id, *form.parsed())
            )
        if is_short:
            running.take_on(OPENS, who, batch_id, now())
        return redirect(url_for(".show", batch_id=batch_id), 303)
    return form_page(
        "transfers/columns.html",
        batch=batch,
        form=form,
        table=table,
        separator=SEPARATORS.get(table.separator, ""),
        samples=samples(table.rows, len(table.heads)),
        is_saved=batch.mapping.get("is_saved", False),
    )


def samples(rows: Any, width: int) -> list[list[str]]:  # noqa: ANN401 - rows of a table
    """Return for each column the first cells that are not empty."""
    found: list[list[str]] = [[] for _ in range(width)]
    for row in rows[:200]:
        for place, cell in enumerate(row.cells[:width]):
            if cell.strip() and len(found[place]) < PREVIEWED_CELLS:
                found[place].append(" ".join(cell.split())[:60])
    return found


@bp.route("/transfer/imports/<uuid:batch_id>", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def show(batch_id: UUID) -> ResponseReturnValue:
    """Show how far a file is: what the check found, how it goes, or what came of it."""
    batch = mine(batch_id)
    if batch.stage is Stage.COLUMNS:
        return redirect(url_for(".columns", batch_id=batch_id), 303)
    if batch.stage is not Stage.CHECKED:
        return render_template(page_of(batch), batch=batch, **came_of(batch))
    form = ConfirmForm(request.form)
    if request.method == "POST" and form.validate():
        return bring_in(batch_id, form)
    report = Report.from_facts(batch.found or {})
    heads = batch.mapping["heads"]
    return form_page(
        "transfers/check.html",
        batch=batch,
        form=form,
        report=report,
        preview=[(one["number"], *previewed(one["line"])) for one in report.preview],
        unread=left_out(heads, mapped_of(batch)),
        is_iso=batch.mapping.get("form") == "iso",
    )


def bring_in(batch_id: UUID, form: ConfirmForm) -> ResponseReturnValue:
    who = me().id
    with begin() as work:
        is_short = importing.is_short(importing.confirm(work, who, batch_id, form.parsed()))
    if is_short:
        running.take_on(OPENS, who, batch_id, now())
    return redirect(url_for(".show", batch_id=batch_id), 303)


def page_of(batch: ImportBatch) -> str:
    return "transfers/running.html" if batch.stage in RUNNING else "transfers/imported.html"


def came_of(batch: ImportBatch) -> dict[str, object]:
    """Return what became of an import, once it is done."""
    if batch.stage is not Stage.IMPORTED:
        return {"standing": 0, "can_mend": False, "brought": []}
    return {
        "standing": store.standing(reading(), me().id, batch.id),
        "brought": besides.brought(reading(), me().id, batch.id),
        "can_mend": bool(batch.left_out) and store.has_content(reading(), batch.id),
    }


def previewed(facts: dict[str, Any]) -> tuple[Any, list[tuple[str, str]]]:
    line = from_facts(facts)
    shown = ("kind", "done_on", "title", "minutes")
    more = [(word_for(line.kind, name), text) for name, text in said_fields(line)
            if name not in shown]  # fmt: skip
    return line, more


@bp.get("/transfer/imports/<uuid:batch_id>/to-mend.csv")
@open_to(*EVERY_MEMBER)
def to_mend(batch_id: UUID) -> ResponseReturnValue:
    """Send the lines that stay out, each with what is wrong, to be mended and uploaded again."""
    who, at = me().id, now()
    batch, _ = content_of(reading(), who, batch_id)
    if batch.stage not in {Stage.CHECKED, Stage.IMPORTED}:
        raise NotFoundError("There is nothing to mend.")
    name = f"to-mend-{my_today().isoformat()}.csv"
    return Response(
        stream_with_context(mending(who, batch_id, at)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def mending(person_id: UUID, batch_id: UUID, at: datetime) -> Iterator[str]:
    file = opened(reading(), person_id, batch_id, at)
    width = len(file.table.heads)
    heads = [head for head in file.table.heads if head != MENDING]
    yield csv_files.BYTE_ORDER_MARK + csv_files.line([*heads, MENDING])
    for line, why_not in taken(file.lines(), file.seen, file.choices):
        if why_not:
            cells = [*line.raw.cells, *[""] * width]
            named = zip(file.table.heads, cells, strict=False)
            kept = [cell for head, cell in named if head != MENDING]
            yield csv_files.line([*kept, why_not, *line.raw.cells[width:]])


@bp.post("/transfer/imports/<uuid:batch_id>/give-up")
@open_to(*EVERY_MEMBER)
def give_up(batch_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        importing.give_up(work, me().id, batch_id)
    flash("Given up. Nothing of that file was imported, and it is deleted here.", "done")
    return redirect(url_for(".index"), 303)


@bp.route("/transfer/imports/<uuid:batch_id>/undo", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def undo(batch_id: UUID) -> ResponseReturnValue:
    """Ask once, then withdraw what the import brought."""
    batch, form = mine(batch_id), UndoForm(request.form)
    if batch.stage is not Stage.IMPORTED:
        return redirect(url_for(".show", batch_id=batch_id), 303)
    if request.method == "POST" and form.validate():
        with begin() as work:
            undone = importing.undo(
                work, me().id, batch_id, with_changed=form.changed.data == "withdraw"
            )
        flash(f"Undone: {said_undone(undone)} withdrawn and no longer count.", "done")
        return redirect(url_for(".show", batch_id=batch_id), 303)
    return form_page(
        "transfers/undo.html",
        batch=batch,
        form=form,
        standing=store.standing(reading(), me().id, batch_id),
        changed=store.changed(reading(), me().id, batch_id),
        brought=besides.brought(reading(), me().id, batch_id),
        changed_papers=besides.changed_papers(reading(), me().id, batch_id),
    )


def said_undone(undone: importing.Undone) -> str:
    words = f"{undone.entries:,} entries"
    if undone.besides:
        words += f" and {undone.besides:,} papers, declarations, days away and months"
    return f"{words} are"
