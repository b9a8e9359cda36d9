from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from cpd.attestations import service, store
from cpd.attestations.forms import AnswerForm, answer_form, ask_form, chosen_ids
from cpd.attestations.models import AttestationRequest
from cpd.attestations.rules.asking import Standing, refuse_withdrawn, standing
from cpd.attestations.rules.facts import (
    can_be_attested,
    changed,
    from_json,
    refuse_unattestable,
)
from cpd.attestations.saying import facts_of, in_a_line, said
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.kernel.tokens import sha256
from cpd.people.rules import EVERY_MEMBER
from cpd.records import needs
from cpd.records.models import Entry
from cpd.web import panels
from cpd.web.access import open_to
from cpd.web.context import begin, me, now, reading
from cpd.web.filters import counted
from cpd.web.limits import Limit, count_try, visitor

bp = Blueprint("attestations", __name__)

ASKED = Limit("attestation-ask", most=40, window=timedelta(days=1))
LETTERS = Limit("attestation-letter", most=40, window=timedelta(days=1))
ANSWERED = Limit("attestation-answer", most=120, window=timedelta(minutes=10))
WAITING_SHOWN = 100
ANSWERED_SHOWN = 50


# --- the member


@bp.route("/log/<uuid:entry_id>/attestation", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def ask(entry_id: UUID) -> ResponseReturnValue:
    """Ask a supervisor about an entry, and show beforehand all that they will see."""
    entry = mine(entry_id)
    refuse_withdrawn(entry.withdrawn_at)
    refuse_unattestable(entry.kind)
    known = store.supervisors(reading(), me().id)
    member = store.person(reading(), me().id)
    form = ask_form(entry, known, member.email if member else "", request.form)
    if request.method == "POST" and form.validate():
        asked = form.parsed()
        count_try(ASKED, str(me().id), now())
        count_try(LETTERS, sha256(asked.email), now())
        with begin() as work:
            service.ask(work, me().id, entry_id, asked)
        flash(f"Asked: a letter goes to {asked.name}, {asked.email}.", "done")
        return redirect(url_for("records.entry", entry_id=entry_id), 303)
    return render_template(
        "attestations/ask.html", form=form, entry=entry, facts=said(store.facts(entry))
    )


@bp.post("/log/<uuid:entry_id>/attestation/recall")
@open_to(*EVERY_MEMBER)
def recall(entry_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        taken_back = service.recall(work, me().id, entry_id)
        name = taken_back.supervisor_name if taken_back else ""
    text = f"Taken back. {name} is not asked any more." if name else "Nobody was being asked."
    flash(text, "done" if name else "note")
    return redirect(url_for("records.entry", entry_id=entry_id), 303)


def mine(entry_id: UUID) -> Entry:
    found = store.entry(reading(), me().id, entry_id)
    if found is None:
        raise NotFoundError("There is no such entry in your log.")
    return found


# --- whoever was asked, by the link of the letter


@bp.route("/attest/<string:token>", methods=["GET", "POST"])
@open_to("*")
def answer(token: str) -> ResponseReturnValue:
    """Show the question; answer it only when the form is sent, since mail programs open links."""
    count_try(ANSWERED, visitor(), now())
    asked = store.by_token(reading(), sha256(token))
    if asked is None:
        return unlisted(render_template("attestations/unknown.html"), 404)
    is_own = current_user.is_authenticated and me().id == asked.person_id
    asked_id, by = asked.id, me().id if is_theirs(asked) else None
    form = answer_form(facts_of(asked).minutes, request.form)
    if request.method == "POST" and may_take(asked, form, is_own=is_own):
        with begin() as work:
            service.answer(work, asked_id, form.parsed(), by)
        return unlisted(redirect(url_for(".answer", token=token), 303))
    page = question(asked) | {"form": form, "is_own": is_own, "is_theirs": by is not None}
    return unlisted(render_template("attestations/answer.html", token=token, **page))


def may_take(asked: AttestationRequest, form: AnswerForm, *, is_own: bool) -> bool:
    """Take an answer from whoever was asked, while it can be given; else the page says why not."""
    if is_own:
        raise RuleError("This is your own question. Only the one you asked can answer it.")
    return stands(asked) is Standing.WAITING and form.validate()


def is_theirs(asked: AttestationRequest) -> bool:
    """Say whether the one who is signed in is known to have this address."""
    if not current_user.is_authenticated:
        return False
    return store.asked_of(reading(), me().id, asked.id) is not None


def unlisted(page: str | Response | ResponseReturnValue, status: int | None = None) -> Response:
    """Keep the address from other sites and from search engines: it is the key to the page."""
    response = make_response(page)
    if status is not None:
        response.status_code = status
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def question(asked: AttestationRequest) -> dict[str, Any]:
    """Return what a page shows of a question, whoever looks at it."""
    made = store.answer_to(reading(), asked.id)
    entry = store.entry(reading(), asked.person_id, asked.entry_id)
    return {
        "asked": asked,
        "member": asked.person.name,
        "facts": said(facts_of(asked)),
        "stands": stands(asked),
        "made": made,
        "changed": changed(facts_of(asked), store.facts(entry)) if entry else (),
    }


def stands(asked: AttestationRequest) -> Standing:
    return standing(
        now(),
        expires_at=asked.expires_at,
        answered_at=asked.answered_at,
        recalled_at=asked.recalled_at,
        withdrawn_at=asked.entry.withdrawn_at,
    )


# --- whoever was asked, by their account


@bp.route("/attestations", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def index() -> ResponseReturnValue:
    """Show all that waits for an answer from the reader's address, and agree to several at once."""
    if request.method == "POST":
        return agree()
    waiting = store.waiting_for(reading(), me().id, now(), WAITING_SHOWN)
    answered = store.answered_by(reading(), me().id, ANSWERED_SHOWN)
    return render_template(
        "attestations/index.html",
        waiting=[(one, said(facts_of(one))) for one in waiting],
        count=store.count_waiting_for(reading(), me().id, now()),
        answered=[(one, name, in_a_line(from_json(one.facts))) for one, name in answered],
    )


def agree() -> ResponseReturnValue:
    chosen = chosen_ids(request.form.getlist("request"))
    with begin() as work:
        agreed = service.agree_to(work, me().id, chosen)
    if agreed:
        flash(f"You agreed to {counted(agreed, 'entry', 'entries')}.", "done")
    else:
        flash("Nothing was ticked that is still open. Tick what was so, then send it.", "problem")
    return redirect(url_for(".index"), 303)


@bp.route("/attestations/<uuid:request_id>", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def show(request_id: UUID) -> ResponseReturnValue:
    """Show one question to the one it was put to, to agree or to say what was different."""
    asked = store.asked_of(reading(), me().id, request_id)
    if asked is None:
        raise NotFoundError("There is no such question to you.")
    form = answer_form(facts_of(asked).minutes, request.form)
    if request.method == "POST" and may_take(asked, form, is_own=False):
        with begin() as work:
            service.answer(work, request_id, form.parsed(), me().id)
        flash("Thank you. Your answer is kept.", "done")
        return redirect(url_for(".index"), 303)
    return render_template("attestations/show.html", form=form, **question(asked))


# --- on the page of the entry


def panel(entry_id: UUID) -> Markup | None:
    """Show what supervisors said about an entry, and who is being asked."""
    entry = store.entry(reading(), me().id, entry_id)
    if entry is None:
        return None
    words = store.answers(reading(), me().id, entry_id)
    if not words and not can_be_attested(entry.kind):
        return None
    facts, last = store.facts(entry), store.last_request(reading(), me().id, entry_id)
    is_open = last is not None and last.answered_at is None and last.recalled_at is None
    open_one = last if is_open else None
    return Markup(  # noqa: S704 - a template of ours, which escapes
        render_template(
            "attestations/_panel.html",
            entry=entry,
            words=[(one, changed(from_json(one.facts), facts)) for one in words],
            open_one=open_one,
            has_run_out=open_one is not None and open_one.expires_at <= now(),
            changes=changed(facts_of(open_one), facts) if open_one else (),
            may_ask=can_be_attested(entry.kind) and not entry.withdrawn_at,
        )
    )


panels.add("entry", "attestation", panel, place=40)
needs.add(needs.Need("attestation", "Not attested yet", store.lacks_attestation()))
