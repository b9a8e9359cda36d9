"""The outbox as an administrator sees it: what was sent, what waits, and what is in doubt."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from cpd.kernel.pages import page_number, pages_of
from cpd.letters import service, store
from cpd.letters.rules import Phase, Tally, may_send_again
from cpd.web.access import open_to
from cpd.web.context import begin, reading

bp = Blueprint("letters", __name__, url_prefix="/outbox")

LETTERS_A_PAGE = 50
ADMINISTRATOR = (
    "site_administrator"  # the people slice, which names the roles, stands above this one
)


@bp.get("")
@open_to(ADMINISTRATOR)
def outbox() -> ResponseReturnValue:
    phase = chosen_phase(request.args.get("phase", ""))
    tally = store.tally(reading())
    last = pages_of(how_many(tally, phase), LETTERS_A_PAGE)
    page = min(page_number(request.args.get("page", type=int)), last)
    skip = (page - 1) * LETTERS_A_PAGE
    return render_template(
        "letters/outbox.html",
        tally=tally,
        phases=list(Phase),
        chosen=phase,
        letters=store.page(reading(), phase, skip=skip, most=LETTERS_A_PAGE),
        page=page,
        last=last,
        may_send_again=may_send_again,
    )


def chosen_phase(text: str) -> Phase | None:
    return Phase(text) if text in list(Phase) else None


def how_many(tally: Tally, phase: Phase | None) -> int:
    return tally.queued if phase is None else tally.by_phase[phase]


def back() -> Response:
    """Return to the list as it was filtered."""
    phase = chosen_phase(request.form.get("phase", ""))
    return redirect(url_for(".outbox", phase=phase), 303)


@bp.post("/<uuid:letter_id>/send-again")
@open_to(ADMINISTRATOR)
def send_again(letter_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        service.send_again(work, letter_id)
    flash("The letter will be sent again within a minute.", "done")
    return back()


@bp.post("/<uuid:letter_id>/mark-sent")
@open_to(ADMINISTRATOR)
def mark_sent(letter_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        service.mark_sent(work, letter_id)
    flash("The letter is marked as sent.", "done")
    return back()


@bp.post("/<uuid:letter_id>/drop")
@open_to(ADMINISTRATOR)
def drop(letter_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        service.give_up(work, letter_id)
    flash("The letter is dropped. It will not be sent.", "done")
    return back()
