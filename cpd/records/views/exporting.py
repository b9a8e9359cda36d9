from collections.abc import Iterator
from uuid import UUID

from flask import Response, jsonify, request, stream_with_context
from flask.typing import ResponseReturnValue

from cpd.people.rules import EVERY_MEMBER
from cpd.records import files, store
from cpd.records.forms import echo
from cpd.records.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import me, my_today, reading


@bp.get("/export.csv")
@open_to(*EVERY_MEMBER)
def export() -> ResponseReturnValue:
    """Send the whole log, withdrawn entries too, as it is read."""
    name = f"cpd-log-{my_today().isoformat()}.csv"
    return Response(
        stream_with_context(whole_log(me().id)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def whole_log(person_id: UUID) -> Iterator[str]:
    """Yield the export. It asks for its session late: the request's own is gone by then."""
    yield from files.csv_lines(store.each(reading(), person_id))


@bp.get("/duration")
@open_to(*EVERY_MEMBER)
def duration() -> ResponseReturnValue:
    """Say how a time would be understood, while it is being typed."""
    return jsonify(echo(request.args.get("text", ""), in_bulk="bulk" in request.args))
