from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.kernel.errors import NotFoundError
from cpd.kernel.pages import page_number, pages_of
from cpd.people import store
from cpd.people.models import Membership, Organisation, Person
from cpd.people.rules import Role, may_be_granted
from cpd.people.service import memberships
from cpd.people.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import begin, me, reading

A_PAGE = 50


def mine() -> frozenset[UUID]:
    return me().organisations(Role.ADMINISTRATOR)


@bp.get("/people")
@open_to(Role.ADMINISTRATOR)
def people() -> ResponseReturnValue:
    words = "".join(mark for mark in request.args.get("q", "")[:100] if mark.isprintable())
    where = store.administered(reading(), mine())
    total = store.count_people(reading(), where, words)
    last = pages_of(total, A_PAGE)
    here = min(page_number(request.args.get("page", type=int)), last)
    found = store.people(reading(), where, words, skip=(here - 1) * A_PAGE, most=A_PAGE)
    held: dict[UUID, list[Membership]] = {person.id: [] for person in found}
    for membership in store.memberships_in(reading(), where, held):
        held[membership.person_id].append(membership)
    return render_template(
        "people/people.html",
        people=found,
        held=held,
        words=words,
        total=total,
        here=here,
        last=last,
    )


@bp.get("/people/<uuid:person_id>")
@open_to(Role.ADMINISTRATOR)
def person(person_id: UUID) -> ResponseReturnValue:
    where = store.administered(reading(), mine())
    found = a_person(where, person_id)
    held = store.memberships_in(reading(), where, [found.id])
    taken = {(each.organisation_id, each.role) for each in held}
    open_roles = [
        (organisation, role)
        for organisation in where
        for role in may_be_granted(organisation.kind)
        if (organisation.id, role) not in taken
    ]
    return render_template("people/person.html", person=found, held=held, open_roles=open_roles)


@bp.route(
    "/people/<uuid:person_id>/roles/<uuid:organisation_id>/<string:role>/grant",
    methods=["GET", "POST"],
)
@open_to(Role.ADMINISTRATOR)
def grant(person_id: UUID, organisation_id: UUID, role: str) -> ResponseReturnValue:
    where = store.administered(reading(), mine())
    found = a_person(where, person_id)
    organisation = next((each for each in where if each.id == organisation_id), None)
    if organisation is None or role not in may_be_granted(organisation.kind):
        raise NotFoundError("There is no such role among those of your organisations.")
    if request.method == "POST":
        name, place = found.name, organisation.name
        with begin() as work:
            memberships.grant(work, mine(), person_id, organisation_id, Role(role))
        flash(f"{name} is {role} in {place} from now on.", "done")
        return redirect(url_for(".person", person_id=person_id), 303)
    return render_template(
        "people/grant.html", person=found, organisation=organisation, role=Role(role)
    )


@bp.route("/people/<uuid:person_id>/memberships/<uuid:membership_id>/end", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def end_role(person_id: UUID, membership_id: UUID) -> ResponseReturnValue:
    where = store.administered(reading(), mine())
    held = store.membership_in(reading(), where, membership_id)
    if held is None or held.person_id != person_id:
        raise NotFoundError("There is no such role among those of your organisations.")
    if held.role not in may_be_granted(held.organisation.kind):
        raise NotFoundError("This comes with the account; only a role that was given can end.")
    if request.method == "POST":
        with begin() as work:
            ended = memberships.end_role(work, mine(), membership_id)
            told = f"{ended.person.name} is no longer {ended.role} in {ended.organisation.name}."
        flash(told, "done")
        if person_id == me().id and ended.role is Role.ADMINISTRATOR:
            return redirect(url_for(".account"), 303)
        return redirect(url_for(".person", person_id=person_id), 303)
    return render_template("people/end_role.html", held=held)


def a_person(where: Sequence[Organisation], person_id: UUID) -> Person:
    """Return somebody of the administrator's own organisations; everybody else is not found."""
    found = store.person_in(reading(), where, person_id)
    if found is None:
        raise NotFoundError("There is no such person among those of your organisations.")
    return found
