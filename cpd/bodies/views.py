from datetime import date
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from cpd.bodies import store
from cpd.bodies.documents import as_csv
from cpd.bodies.forms import RosterForm
from cpd.certificates.rules.validity import issuer_day
from cpd.kernel.pages import pages_of
from cpd.people.rules import Role
from cpd.web.access import open_to
from cpd.web.context import me, now, reading

bp = Blueprint("bodies", __name__)


def today() -> date:
    return issuer_day(now())


def my_bodies() -> frozenset[UUID]:
    return me().organisations(Role.ASSESSOR)


@bp.get("/roster")
@open_to(Role.ASSESSOR)
def roster() -> ResponseReturnValue:
    """Show who of my bodies holds what, and until when."""
    form = RosterForm(request.args)
    search = form.parsed()
    lines, count = store.roster(reading(), my_bodies(), search, today())
    return render_template(
        "bodies/roster.html",
        form=form,
        search=search,
        lines=lines,
        count=count,
        last_page=pages_of(count, search.per_page),
        bodies=store.names(reading(), my_bodies()),
        tally=store.tally(reading(), my_bodies(), today()),
        today=today(),
    )


@bp.get("/roster.csv")
@open_to(Role.ASSESSOR)
def export() -> ResponseReturnValue:
    """Give every line the filters find, not only the page that is shown."""
    lines = store.whole(reading(), my_bodies(), RosterForm(request.args).parsed(), today())
    table = as_csv(lines, store.names(reading(), my_bodies()), today())
    name = f'attachment; filename="roster-{today().isoformat()}.csv"'
    headers = {"Content-Disposition": name}
    return Response(table, mimetype="text/csv", headers=headers)
