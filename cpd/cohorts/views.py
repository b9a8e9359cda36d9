import csv
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from cpd.certificates.rules.facts import DELIVERIES, minutes_in_words
from cpd.cohorts import service, store
from cpd.cohorts.forms import CourseForm
from cpd.cohorts.models import Cohort
from cpd.cohorts.rules.courses import Course
from cpd.cohorts.rules.states import CohortState, LineState
from cpd.kernel.cells import guarded
from cpd.kernel.errors import NotFoundError
from cpd.kernel.pages import page_number, pages_of
from cpd.people.rules import Role
from cpd.transfers.uploads import LARGEST_FILE
from cpd.web.access import Me, open_to
from cpd.web.context import begin, me, now, parts, reading
from cpd.web.filters import counted
from cpd.web.limits import Limit, count_try
from cpd.web.uploads import takes_up_to
from cpd.work import Work

bp = Blueprint("cohorts", __name__)

PER_PAGE = 50
UPLOADS = Limit("cohorts", most=40, window=timedelta(hours=1))
SHOWN = {
    "all": tuple(LineState),
    "problems": (LineState.REFUSED,),
    "waiting": (LineState.WAITING,),
    "ordered": (LineState.ORDERED,),
}
STATES = {
    CohortState.DRAFT: ("Not started", "quiet"),
    CohortState.RUNNING: ("Being issued", "calm"),
    CohortState.PAUSED: ("Paused", "notice"),
    CohortState.DONE: ("Done", "good"),
    CohortState.CANCELLED: ("Cancelled", "quiet"),
}


@bp.context_processor
def words() -> dict[str, object]:
    return {
        "states": STATES,
        "deliveries": DELIVERIES,
        "CohortState": CohortState,
        "LineState": LineState,
    }


def mine() -> frozenset[UUID]:
    return me().organisations(Role.ADMINISTRATOR)


def mine_or_refuse(cohort_id: UUID) -> Cohort:
    found = store.cohort(reading(), mine(), cohort_id)
    if found is None:
        raise NotFoundError("Your organisation has no such cohort.")
    return found


@bp.get("/cohorts")
@open_to(Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    page = page_number(request.args.get("page", type=int))
    count = store.count_cohorts(reading(), mine())
    found = store.cohorts(reading(), mine(), skip=(page - 1) * PER_PAGE, most=PER_PAGE)
    tallies = store.tallies(reading(), [cohort.id for cohort, _ in found])
    return render_template(
        "cohorts/index.html",
        rows=[(cohort, name, tallies[cohort.id]) for cohort, name in found],
        page=page,
        last_page=pages_of(count, PER_PAGE),
    )


@bp.route("/cohorts/new", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
@takes_up_to(3 * LARGEST_FILE)
def new() -> ResponseReturnValue:
    """Ask what is certified and for whom. `like` is another cohort of the same course."""
    form = CourseForm(CombinedMultiDict([request.form, request.files]))
    form.offer([(str(one.id), one.name) for one in store.organisations(reading(), mine())])
    if request.method == "POST":
        count_try(UPLOADS, str(me().id), now())
        if form.validate():
            handed_in = service.Draft(
                organisation_id=UUID(form.organisation.data),
                course=form.parsed(),
                file_name=form.file_name,
                table=form.table,
            )
            lines = service.look_through(reading(), handed_in, now().date())
            with begin() as work:
                cohort_id = service.draft(work, me(), handed_in, lines).id
            return redirect(url_for(".show", cohort_id=cohort_id), 303)
    elif like := request.args.get("like", type=UUID):
        form.fill_from(Course.from_facts(mine_or_refuse(like).course))
    return render_template("cohorts/new.html", form=form)


@bp.get("/cohorts/<uuid:cohort_id>")
@open_to(Role.ADMINISTRATOR)
def show(cohort_id: UUID) -> ResponseReturnValue:
    cohort = mine_or_refuse(cohort_id)
    tally = store.tallies(reading(), [cohort.id])[cohort.id]
    shown = request.args.get("show", "")
    if shown not in SHOWN:
        shown = "problems" if tally.refused and cohort.state is CohortState.DRAFT else "all"
    page = page_number(request.args.get("page", type=int))
    count = store.count_lines(reading(), cohort.id, SHOWN[shown])
    found = store.lines(
        reading(), cohort.id, SHOWN[shown], skip=(page - 1) * PER_PAGE, most=PER_PAGE
    )
    course = Course.from_facts(cohort.course)
    return render_template(
        "cohorts/show.html",
        cohort=cohort,
        course=course,
        minutes=minutes_in_words(course.minutes),
        tally=tally,
        lines=found,
        shown=shown,
        count=count,
        page=page,
        last_page=pages_of(count, PER_PAGE),
    )


def steered(step: Callable[[Work, Me, UUID], Cohort], cohort_id: UUID) -> ResponseReturnValue:
    """Take a step and show what came of it; taken twice, the second time changes nothing."""
    with begin() as work:
        step(work, me(), cohort_id)
    return redirect(url_for(".show", cohort_id=cohort_id), 303)


@bp.post("/cohorts/<uuid:cohort_id>/start")
@open_to(Role.ADMINISTRATOR)
def start(cohort_id: UUID) -> ResponseReturnValue:
    return steered(service.start, cohort_id)


@bp.post("/cohorts/<uuid:cohort_id>/pause")
@open_to(Role.ADMINISTRATOR)
def pause(cohort_id: UUID) -> ResponseReturnValue:
    return steered(service.pause, cohort_id)


@bp.post("/cohorts/<uuid:cohort_id>/resume")
@open_to(Role.ADMINISTRATOR)
def resume(cohort_id: UUID) -> ResponseReturnValue:
    return steered(service.resume, cohort_id)


@bp.route("/cohorts/<uuid:cohort_id>/cancel", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def cancel(cohort_id: UUID) -> ResponseReturnValue:
    """Ask first: lines that are left out come back only with the file."""
    cohort = mine_or_refuse(cohort_id)
    if request.method == "POST":
        return steered(service.cancel, cohort_id)
    tally = store.tallies(reading(), [cohort.id])[cohort.id]
    return render_template("cohorts/cancel.html", cohort=cohort, tally=tally)


@bp.post("/cohorts/<uuid:cohort_id>/retry")
@open_to(Role.ADMINISTRATOR)
def retry(cohort_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        lines = service.retry(work, me(), cohort_id)
    if lines:
        flash(f"{counted(lines, 'line')} will be tried again.", "done")
    else:
        flash(
            "No line can be tried again as it stands. Correct the file and hand it in.", "problem"
        )
    return redirect(url_for(".show", cohort_id=cohort_id), 303)


@bp.get("/cohorts/<uuid:cohort_id>/result.csv")
@open_to(Role.ADMINISTRATOR)
def result(cohort_id: UUID) -> ResponseReturnValue:
    """Send every line with its serial and address to check it at, or with its problem."""
    cohort = mine_or_refuse(cohort_id)
    name = f'attachment; filename="cohort-{cohort.created_at:%Y-%m-%d}.csv"'
    return Response(
        stream_with_context(result_lines(cohort.id, parts().settings.base_url)),
        mimetype="text/csv",
        headers={"Content-Disposition": name},
    )


HEADS = ("line", "name", "email", "completed", "minutes", "state", "problem", "serial", "verify")


def result_lines(cohort_id: UUID, base_url: str) -> Iterator[str]:
    yield "\ufeff" + csv_line(HEADS)
    for line, certificate in store.every_line(reading(), cohort_id):
        is_issued = certificate is not None and certificate.issued_at is not None
        yield csv_line(
            (
                str(line.line),
                line.name,
                line.email,
                line.completed_on.isoformat() if line.completed_on else "",
                str(line.minutes or ""),
                "issued" if is_issued else str(line.state),
                line.problem or (certificate.trouble or "" if certificate else ""),
                certificate.serial if certificate and is_issued else "",
                f"{base_url}/v/{certificate.token}" if certificate and is_issued else "",
            )
        )


def csv_line(cells: tuple[str, ...]) -> str:
    text = StringIO()
    csv.writer(text).writerow([guarded(cell) for cell in cells])
    return text.getvalue()
