from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.kernel.errors import NotFoundError
from cpd.people.rules import EVERY_MEMBER
from cpd.records import service, store
from cpd.records.rules.kinds import PlanState
from cpd.records.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import begin, me, my_today, reading

MOST_SHOWN = 200
SAID = {
    PlanState.OPEN: "Open again.",
    PlanState.DONE: "Done. What came of it can be written on the entry.",
    PlanState.DROPPED: "Dropped. It stays in your log.",
}


@bp.get("/plan")
@open_to(*EVERY_MEMBER)
def plan() -> ResponseReturnValue:
    items = store.plan(reading(), me().id, MOST_SHOWN)
    by_state = {state: [one for one in items if one.plan_state is state] for state in PlanState}
    return render_template("records/plan.html", by_state=by_state, today=my_today())


@bp.post("/<uuid:entry_id>/settle")
@open_to(*EVERY_MEMBER)
def settle(entry_id: UUID) -> ResponseReturnValue:
    """Say that an item of the plan is done, dropped, or open again."""
    state = request.form.get("state", "")
    if state not in set(PlanState):
        raise NotFoundError("An item of the plan is open, done or dropped.")
    with begin() as work:
        service.settle(work, me().id, entry_id, PlanState(state))
    flash(SAID[PlanState(state)], "done")
    return redirect(url_for(".plan"), 303)
