from datetime import date

import pytest
from sqlalchemy import select

from cpd.audit.models import AuditEntry
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people import service, store
from cpd.people.models import Membership
from cpd.people.rules import OrganisationKind, Role
from cpd.people.service import memberships, organisations
from tests.factories.people import a_membership, a_person, an_organisation


def trail(session):
    return [entry.kind for entry in session.scalars(select(AuditEntry))]


def test_a_body_is_joined_and_left(work, session):
    person, body = a_person(session), an_organisation(session, kind=OrganisationKind.BODY)
    memberships.join(work, person.id, body.id, "M 1")
    memberships.join(work, person.id, body.id, "M 2")
    [held] = store.memberships_of(session, person.id)
    assert (held.member_number, held.role, held.began_on) == ("M 2", "trainee", date(2026, 3, 2))
    memberships.leave(work, person.id, body.id)
    assert store.memberships_of(session, person.id) == []
    assert trail(session) == ["membership.began", "membership.ended"]


def test_a_provider_cannot_be_joined_like_a_body(work, session):
    person, provider = a_person(session), an_organisation(session)
    with pytest.raises(NotFoundError):
        memberships.join(work, person.id, provider.id, None)


def test_leaving_a_body_does_not_end_an_assessor(work, session):
    body = an_organisation(session, kind=OrganisationKind.BODY)
    person = a_person(session, role=Role.ASSESSOR, of=body)
    memberships.leave(work, person.id, body.id)
    assert [held.role for held in store.memberships_of(session, person.id)] == [Role.ASSESSOR]


def test_an_administrator_gives_and_takes_roles_in_their_organisation(work, session):
    site = an_organisation(session)
    person = a_person(session, of=site)
    a_person(session, role=Role.ADMINISTRATOR, of=site)
    held = memberships.grant(work, {site.id}, person.id, site.id, Role.AUTHOR)
    assert memberships.grant(work, {site.id}, person.id, site.id, Role.AUTHOR).id == held.id
    memberships.end_role(work, {site.id}, held.id)
    assert trail(session) == ["membership.began", "membership.ended"]


def test_an_administrator_reaches_nobody_elsewhere(work, session):
    mine, other = an_organisation(session), an_organisation(session)
    stranger = a_person(session, of=other)
    colleague = a_person(session, of=mine)
    elsewhere = a_membership(session, stranger, other, role=Role.AUTHOR)
    with pytest.raises(NotFoundError):
        memberships.grant(work, {mine.id}, stranger.id, mine.id, Role.AUTHOR)
    with pytest.raises(NotFoundError):
        memberships.grant(work, {mine.id}, colleague.id, other.id, Role.AUTHOR)
    with pytest.raises(NotFoundError):
        memberships.end_role(work, {mine.id}, elsewhere.id)


def test_only_the_site_names_the_assessors_of_bodies(work, session):
    site = an_organisation(session, key="site")
    other = an_organisation(session)
    body = an_organisation(session, kind=OrganisationKind.BODY)
    person = a_person(session, of=site)
    a_membership(session, person, other)
    with pytest.raises(NotFoundError):
        memberships.grant(work, {other.id}, person.id, body.id, Role.ASSESSOR)
    assert memberships.grant(work, {site.id}, person.id, body.id, Role.ASSESSOR)


def test_the_site_sees_a_bodys_assessors_and_not_its_roster(work, session):
    site = an_organisation(session, key="site")
    body = an_organisation(session, kind=OrganisationKind.BODY)
    assessor = a_person(session, role=Role.ASSESSOR, of=body)
    on_roster = a_person(session, role=Role.PRACTITIONER, of=body)
    where = store.administered(session, {site.id})
    assert store.person_in(session, where, assessor.id) is not None
    assert store.person_in(session, where, on_roster.id) is None


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.TRAINEE, Role.PRACTITIONER])
def test_a_role_that_is_not_given_is_not_granted(work, session, role):
    site = an_organisation(session)
    person = a_person(session, of=site)
    with pytest.raises(RuleError):
        memberships.grant(work, {site.id}, person.id, site.id, role)


def test_the_last_administrator_stays(work, session):
    site = an_organisation(session)
    first = a_person(session, role=Role.ADMINISTRATOR, of=site)
    [held] = store.memberships_of(session, first.id)
    with pytest.raises(RuleError, match="last administrator"):
        memberships.end_role(work, {site.id}, held.id)
    a_person(session, role=Role.ADMINISTRATOR, of=site)
    memberships.end_role(work, {site.id}, held.id)
    assert store.holders(session, site.id, Role.ADMINISTRATOR) == 1


def newcomer(**given) -> service.Newcomer:
    usual = {"name": "Ann", "email": "ann@example.org", "role": Role.TRAINEE, "password_hash": "h"}
    return service.Newcomer(**(usual | given))


@pytest.mark.parametrize(
    ("role", "held"),
    [
        (Role.TRAINEE, {"trainee"}),
        (Role.PRACTITIONER, {"practitioner"}),
        (Role.ADMINISTRATOR, {"practitioner", "administrator"}),
    ],
)
def test_an_operator_adds_somebody_to_the_site(work, session, role, held):
    person = service.add(work, newcomer(role=role), site_name="S")
    assert person.confirmed_at is not None
    rows = store.memberships_of(session, person.id)
    assert {row.role.value for row in rows} == held
    assert {row.organisation.key for row in rows} == {"site"}


def test_an_operator_adds_an_assessor_to_a_body_alone(work, session):
    service.establish(work, "atrium", "Atrium", OrganisationKind.BODY)
    added = newcomer(role=Role.ASSESSOR, organisation="atrium")
    person = service.add(work, added, site_name="S")
    rows = store.memberships_of(session, person.id)
    assert [(row.organisation.key, row.role) for row in rows] == [("atrium", "assessor")]


def test_an_operator_is_told_what_cannot_be(work):
    service.establish(work, "atrium", "Atrium", OrganisationKind.BODY)
    for wrong in (
        newcomer(organisation="nowhere"),
        newcomer(role=Role.ADMINISTRATOR, organisation="atrium"),
        newcomer(role=Role.ASSESSOR),
    ):
        with pytest.raises(RuleError):
            service.add(work, wrong, site_name="S")
    service.add(work, newcomer(), site_name="S")
    with pytest.raises(RuleError, match="already"):
        service.add(work, newcomer(), site_name="S")


def test_a_person_added_twice_in_a_role_has_it_once(work, session):
    person, site = a_person(session), an_organisation(session)
    service.begin_membership(work, person, site, Role.AUTHOR)
    service.begin_membership(work, person, site, Role.AUTHOR)
    assert len(session.scalars(select(Membership)).all()) == 1


def test_an_organisation_is_added_once_and_renamed(work, session):
    added = organisations.add(work, "northern-register", "Northern Register", OrganisationKind.BODY)
    assert organisations.establish(work, added.key, "Other", OrganisationKind.BODY).id == added.id
    with pytest.raises(RuleError, match="already"):
        organisations.add(work, added.key, "Other", OrganisationKind.BODY)
    assert organisations.rename(work, added.key, "Register of the North").id == added.id
    assert store.organisation_by_key(session, added.key).name == "Register of the North"
    assert sorted(trail(session)) == ["organisation.added", "organisation.renamed"]


@pytest.mark.parametrize("key", ["", "Northern", "northern register", "a--b", "-a", "x" * 41])
def test_a_key_that_cannot_be_is_refused(work, key):
    with pytest.raises(RuleError, match="small letters"):
        organisations.add(work, key, "Northern Register", OrganisationKind.BODY)
