"""How far the judging of everybody is, for whoever runs the site."""

from flask import render_template
from flask.typing import ResponseReturnValue

from cpd.people.rules import SITE_ADMINISTRATOR
from cpd.standings import store
from cpd.standings.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import reading

SHOWN = 30


@bp.get("/runs")
@open_to(SITE_ADMINISTRATOR)
def runs() -> ResponseReturnValue:
    return render_template(
        "standings/runs.html",
        runs=store.runs(reading(), SHOWN),
        members=store.members(reading()),
    )
