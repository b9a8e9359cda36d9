"""What administrators see of the certificates that their organisation issued."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.audit.models import AuditEntry
from cpd.certificates import service, store
from cpd.certificates.forms.listing import SearchForm
from cpd.certificates.models import Certificate
from cpd.certificates.rules.facts import minutes_in_words
from cpd.certificates.rules.validity import REASONS
from cpd.certificates.store import life
from cpd.certificates.views.blueprint import (
    administered_or_refuse,
    bp,
    my_organisations,
    row,
    today,
)
from cpd.kernel.pages import pages_of
from cpd.people.rules import Role
from cpd.web.access import open_to
from cpd.web.context import begin, reading


@bp.get("/certificates/issued")
@open_to(Role.ADMINISTRATOR)
def issued() -> ResponseReturnValue:
    form = SearchForm(request.args)
    search = form.parsed()
    found, count = store.issued(reading(), my_organisations(), search, today())
    return render_template(
        "certificates/issued.html",
        form=form,
        rows=[row(one) for one in found],
        count=count,
        search=search,
        last_page=pages_of(count, search.per_page),
        requests=life.count_open_requests(reading(), my_organisations()),
    )


@bp.get("/certificates/issued/<string:serial>")
@open_to(Role.ADMINISTRATOR)
def show(serial: str) -> ResponseReturnValue:
    certificate = administered_or_refuse(serial)
    notes = life.notes(reading(), certificate.id)
    requests = life.requests_about(reading(), certificate.id)
    instants = [note.written_at for note in notes]
    for one in requests:
        instants += [at for at in (one.asked_at, one.decided_at) if at is not None]
    trail = store.trail(reading(), certificate, instants)
    asked = next((one for one in requests if one.decided_at is None), None)
    said = {(one.written_at, one.about.value): one.reason for one in notes}
    said |= {(one.asked_at, "asked"): one.reason for one in requests}
    return render_template(
        "certificates/show.html",
        **row(certificate),
        minutes=minutes_in_words(certificate.printed.minutes),
        reason=certificate.reason_class and REASONS[certificate.reason_class],
        chain=[row(one) for one in life.chain(reading(), certificate)],
        trail=[(entry, actor_of(entry.actor), why(entry, said)) for entry in trail],
        names=names_in(trail),
        asked=asked,
        may=what_may_be_done(certificate, is_asked=asked is not None),
    )


def why(entry: AuditEntry, said: Mapping[tuple[datetime, str], str]) -> str:
    """Return what somebody wrote down when they did it, if anything."""
    about = entry.kind.removeprefix("certificate.").removeprefix("withdrawal-")
    return said.get((entry.happened_at, about), "")


def names_in(trail: Sequence[AuditEntry]) -> dict[UUID, str]:
    people = {person for entry in trail if (person := actor_of(entry.actor))}
    return dict(store.names(reading(), people))


def actor_of(actor: str) -> UUID | None:
    """Return the person who acted, or nothing for a job or a visitor."""
    try:
        return UUID(actor)
    except ValueError:
        return None


def what_may_be_done(certificate: Certificate, *, is_asked: bool) -> dict[str, bool]:
    stands = certificate.withdrawn_at is None and certificate.erased_at is None
    current = stands and certificate.replaced_at is None
    is_held = certificate.suspended_at is not None
    is_there = certificate.issued_at is not None
    return {
        "withdraw": is_there and stands and not is_asked,
        "replace": current and not is_held and not is_asked,
        "suspend": is_there and current and not is_held,
        "reinstate": stands and is_held,
        "try_again": current and not is_there,
    }


@bp.post("/certificates/issued/<string:serial>/try-again")
@open_to(Role.ADMINISTRATOR)
def try_again(serial: str) -> ResponseReturnValue:
    """Let one that met trouble be tried again at once."""
    certificate = administered_or_refuse(serial)
    with begin() as work:
        service.try_again(work, certificate)
    flash(f"Certificate {serial} is tried again within a few seconds.", "done")
    return redirect(url_for(".show", serial=serial), 303)
