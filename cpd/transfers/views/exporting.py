"""The way out: the log in several forms, and everything at once."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from cpd.evidence.storage import storage
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import EVERY_MEMBER
from cpd.standings.service.members import followed_of, log_of
from cpd.transfers import whole
from cpd.transfers.archives import Packing, as_json, packed
from cpd.transfers.documents import render
from cpd.transfers.forms import PortfolioForm, WantedForm
from cpd.transfers.gathering import Asked, portfolio
from cpd.transfers.rules.formats import FileKind, Wanted
from cpd.transfers.rules.log_files import log_file
from cpd.transfers.rules.portfolios import Section, refuse_too_long
from cpd.transfers.schemas import export_schema
from cpd.transfers.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import me, my_today, now, parts, reading

MEDIA = {
    FileKind.CSV: "text/csv",
    FileKind.JSON: "application/json",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def attachment(content: object, media_type: str, name: str) -> Response:
    return Response(
        content,  # type: ignore[arg-type] # pieces or a whole, both of which it takes
        mimetype=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@bp.get("/transfer/export")
@open_to(*EVERY_MEMBER)
def export() -> ResponseReturnValue:
    """Ask what is wanted, or send it: the log as a file, as it is read."""
    form, kind = WantedForm(request.args), request.args.get("as", "")
    if kind not in set(FileKind) or not form.validate():
        return render_template("transfers/export.html", form=form, kind=kind)
    wanted, file_kind = form.parsed(), FileKind(kind)
    name = f"cpd-log-{my_today().isoformat()}.{kind}"
    if file_kind is FileKind.XLSX:
        return attachment(whole.xlsx(reading(), me().id, wanted), MEDIA[file_kind], name)
    pieces = pieces_of(file_kind, me().id, wanted, now())
    return attachment(stream_with_context(pieces), MEDIA[file_kind], name)


def pieces_of(kind: FileKind, person_id: UUID, wanted: Wanted, at: datetime) -> Iterator[str]:
    """Yield the export. It asks for its session late: the request's own is gone by then."""
    if kind is FileKind.CSV:
        yield from whole.csv_lines(reading(), person_id, wanted)
    else:
        base_url = parts().settings.base_url
        yield from whole.json_pieces(reading(), person_id, wanted, at, base_url)


@bp.get("/transfer/export-schema.json")
@open_to("*")
def schema() -> ResponseReturnValue:
    """Publish the shape of the whole export."""
    return Response(export_schema(), mimetype="application/schema+json")


@bp.get("/transfer/log-file.json")
@open_to(*EVERY_MEMBER)
def rules_file() -> ResponseReturnValue:
    """Send the log as `cpd rules check` reads it, with what one body knows of the member."""
    wanted = request.args.get("body", "")
    found = dict(log_files(me().id, me().time_zone))
    if not found or (wanted and wanted not in found):
        raise NotFoundError("You follow no such body. Follow it first, under “What I owe”.")
    name = wanted or next(iter(found))
    return attachment(found[name], "application/json", f"log-file-{name}.json")


def log_files(person_id: UUID, time_zone: str) -> Iterator[tuple[str, str]]:
    """Yield for each body somebody follows the log as its pack reads it."""
    followed = followed_of(reading(), person_id)
    if not followed:
        return
    kept = log_of(reading(), person_id, time_zone)
    for one in followed:
        yield one.pack_id, as_json(log_file(kept.log(one)))


def asked(wanted: Wanted, sections: tuple[Section, ...]) -> Asked:
    return Asked(
        person_id=me().id,
        name=me().name,
        time_zone=me().time_zone,
        wanted=wanted,
        sections=sections,
        today=my_today(),
        site=parts().settings.site_name,
    )


@bp.get("/transfer/portfolio")
@open_to(*EVERY_MEMBER)
def book() -> ResponseReturnValue:
    """Ask which days and parts are wanted, or send them as a PDF."""
    is_asked = "make" in request.args
    form = PortfolioForm(request.args if is_asked else None)
    if not is_asked or not form.validate():
        return render_template("transfers/portfolio.html", form=form)
    try:
        pages = portfolio(reading(), asked(form.parsed(), form.chosen()))
        refuse_too_long(pages)
    except RuleError as error:
        form.form_errors.append(str(error))
        return render_template("transfers/portfolio.html", form=form)
    name = f"cpd-portfolio-{my_today().isoformat()}.pdf"
    return attachment(render(pages), "application/pdf", name)


@bp.get("/transfer/everything.zip")
@open_to(*EVERY_MEMBER)
def everything() -> ResponseReturnValue:
    """Send everything there is of the member, packed while it is sent."""
    pieces = everything_of(asked(Wanted(), tuple(Section)), now())
    name = f"cpd-everything-{my_today().isoformat()}.zip"
    return attachment(stream_with_context(pieces), "application/zip", name)


def everything_of(whose: Asked, at: datetime) -> Iterator[bytes]:
    files = log_files(whose.person_id, whose.time_zone)
    yield from packed(
        Packing(
            session=reading(),
            asked=whose,
            storage=storage(),
            at=at,
            base_url=parts().settings.base_url,
            log_files=tuple((f"log-file-{name}.json", text) for name, text in files),
        )
    )
