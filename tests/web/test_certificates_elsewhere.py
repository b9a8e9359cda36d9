"""How what is on hold, replaced or erased shows on pages that are not about certificates."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest

from cpd.certificates.rules.life import NameShown
from cpd.people.rules import OrganisationKind, Role
from cpd.transfers import gathering_papers
from cpd.transfers.service import calendars
from tests.factories.certificates import PDF, a_certificate, some_facts
from tests.factories.people import a_membership, a_person, an_organisation
from tests.factories.records import an_entry

THEN = datetime(2026, 2, 1, tzinfo=UTC)
ON_HOLD = {"suspended_at": THEN, "suspension_reason": "Secret words."}
ERASED = {"erased_at": THEN, "sha256": None, "file": {"pdf": PDF}}


@pytest.fixture
def member(session):
    return a_person(session, name="Ann Okafor")


@pytest.fixture
def assessor(as_, session, member):
    body = an_organisation(session, kind=OrganisationKind.BODY)
    a_membership(session, member, body, role=Role.PRACTITIONER)
    return as_(a_person(session, role=Role.ASSESSOR, of=body))


def test_the_roster_says_on_hold_and_not_why_and_counts_it_as_none(assessor, session, member):
    certificate = a_certificate(session, person=member, **ON_HOLD)
    session.commit()
    page = assessor.get("/roster").text
    assert "On hold" in page
    assert "Secret words" not in page
    assert certificate.serial not in assessor.get("/roster?show=expired").text
    assert certificate.serial not in assessor.get("/roster?show=soon").text
    assert ",suspended" in assessor.get("/roster.csv").text.replace('"', "")


def test_on_the_roster_what_is_erased_never_was(assessor, session, member):
    certificate = a_certificate(session, person=member, **ERASED)
    session.commit()
    page = assessor.get("/roster").text
    assert certificate.serial not in page
    assert "None yet" in page
    assert "Ann Okafor" in assessor.get("/roster?show=none").text or "None yet" in page


def test_what_is_taken_away_holds_credentials_and_nothing_erased(as_, session, member):
    file = {"pdf": PDF, "credential": '{"a": 1}', "credential_sha256": "0" * 64}
    kept = a_certificate(session, person=member, file=file)
    gone = a_certificate(session, person=member, **ERASED)
    session.commit()
    answer = as_(member).get("/transfer/everything.zip")
    with zipfile.ZipFile(BytesIO(answer.data)) as archive:
        names = archive.namelist()
        assert archive.read(f"certificates/{kept.serial}.json") == b'{"a": 1}'
    assert f"certificates/{kept.serial}.pdf" in names
    assert not [name for name in names if gone.serial in name]


def test_a_portfolio_marks_what_is_on_hold_and_leaves_out_what_was_replaced(session, member):
    held = a_certificate(session, person=member, **ON_HOLD)
    a_certificate(session, person=member, replaced_at=THEN)
    a_certificate(session, person=member, **ERASED)
    part = gathering_papers.certificates(session, member.id)
    assert [item.note for item in part.items] == [f"Serial {held.serial}, on hold"]


def test_calendars_tell_of_each_course_that_holds_and_of_nothing_on_hold(session, member, clock):
    courses = [a_certificate(session, person=member) for _ in range(2)]
    for one in courses:
        one.module_key = one.completion_id = None
    a_certificate(session, person=member, **ON_HOLD)
    a_certificate(session, person=member, **ERASED)
    session.flush()
    found = calendars.deadlines(session, member.id, "UTC", clock.now().date())
    assert {one.key for one in found} == {f"certificate:{one.serial}" for one in courses}


def test_a_number_given_as_evidence_tells_nothing_of_somebody_elses(as_, work, session, member):
    others = (
        a_certificate(session, facts=some_facts(name="Bo Ek"), shown=NameShown.MATCH),
        a_certificate(session, facts=some_facts(name="Bo Ek")),
        a_certificate(session, facts=some_facts(name="", title=""), **ERASED),
    )
    entry = an_entry(work, member)
    session.commit()
    mine = as_(member)
    page = f"/log/{entry.id}/evidence"
    for other in others:
        mine.post(page, data={"act": "certificate", "number": other.serial})
    text = mine.get(page).text
    assert text.count("It was not issued to your account.") == 2
    assert "Its record was erased" in text
    for secret in ("Bo Ek", others[0].title, others[0].token, others[1].token):
        assert secret not in text
