from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from cpd.attempts.rules import Paper
from cpd.attempts.service import mine
from cpd.certificates.models import Certificate
from cpd.certificates.rules.life import NameShown
from cpd.certificates.rules.validity import ReasonClass
from cpd.letters.models import Letter
from cpd.people.models import Person
from cpd.people.rules import Role
from tests.factories.certificates import PDF, a_certificate, some_facts, until
from tests.factories.minting import issue_waiting
from tests.factories.modules import MODULE, a_loaded_module, a_passed_module, answer_all
from tests.factories.people import a_person
from tests.web.visiting import KEPT, PASSWORD
from tests.web.wording import words_of

DAY = date(2026, 3, 2)
GONE = {
    "withdrawn_at": datetime(2026, 2, 1, 12, tzinfo=UTC),
    "reason_class": ReasonClass.CONDUCT,
    "reason": "The board found against her in the matter of Q.",
}
STATES = {
    "valid": ({"facts": until(DAY)}, "This certificate is valid"),
    "expired": (
        {"facts": until(DAY - timedelta(days=1))},
        "This certificate expired on 1 March 2026",
    ),
    "replaced": (
        {"replaced_at": datetime(2026, 2, 1, tzinfo=UTC)},
        "This certificate was replaced",
    ),
    "withdrawn": (GONE, "This certificate was withdrawn on 1 February 2026"),
}


# --- the holder's pages


def test_somebody_without_certificates_is_told_how_to_get_one(as_):
    assert "No certificate yet" in as_(Role.TRAINEE).get("/certificates").text


def test_passing_a_module_gives_a_certificate_that_can_be_downloaded(app, as_, work, session):
    """The whole way of point 3: pass, see it, take it, and somebody else checks it."""
    version = a_loaded_module(work)
    holder = as_(Role.TRAINEE)
    a_passed_module(work, holder.person, version)
    session.commit()
    certificate = session.scalars(select(Certificate)).one()
    assert "A module: being prepared" in holder.get("/certificates").text
    assert holder.get(f"/certificates/{certificate.serial}/pdf").status_code == 409
    issue_waiting(app)
    session.expire_all()
    answer = holder.get(f"/certificates/{certificate.serial}/pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-1.7")
    name = f'attachment; filename="certificate-{certificate.serial}.pdf"'
    assert answer.headers["Content-Disposition"] == name
    assert session.scalars(select(Letter).where(Letter.person_id == holder.person.id)).one()


def test_handing_in_the_last_paper_orders_it_and_says_how_long_it_takes(app, as_, work, session):
    version = a_loaded_module(work)
    holder = as_(Role.TRAINEE)
    from_start = {"data": {"paper": "scenario"}}
    where = holder.post(f"/modules/{MODULE}/start", **from_start).location
    holder.post(where, data={"scene": "first", "choice": "ask"})
    holder.post(where, data={"scene": "second", "choice": "stay"})
    where = holder.post(f"/modules/{MODULE}/start", data={"paper": "quiz"}).location
    session.expire_all()
    answer_right(work, holder, where, version)
    result = holder.post(f"{where}/hand-in")
    assert result.status_code == 303
    assert "being prepared, usually for a few seconds" in words_of(holder.get(result.location))
    session.expire_all()
    certificate = session.scalars(select(Certificate)).one()
    assert certificate.issued_at is None
    issue_waiting(app)
    session.expire_all()
    assert certificate.issued_at is not None


def answer_right(work, holder, where, version):
    attempt = mine(work.session, holder.person.id, UUID(where.rsplit("/", 1)[1]), Paper.QUIZ)
    answer_all(work, holder.person, attempt)
    work.session.commit()


def test_the_stored_bytes_are_served(as_, session):
    person = a_person(session)
    certificate = a_certificate(session, person=person)
    assert as_(person).get(f"/certificates/{certificate.serial}/pdf").data == PDF


def test_the_page_lists_what_somebody_holds_and_how_it_stands(as_, session):
    person = a_person(session)
    for given, _title in STATES.values():
        a_certificate(session, person=person, **given)
    a_certificate(session, person=person, facts=until(DAY + timedelta(days=400)))
    a_certificate(session, person=person, is_issued=False, trouble="The name has a strange sign.")
    a_certificate(session)
    words = words_of(as_(person).get("/certificates"))
    assert words.count("Serial") == 5
    for word in ("Valid", "Runs out soon", "Expired", "Replaced", "Withdrawn", "being prepared"):
        assert word in words
    assert "The name has a strange sign." in words


def test_a_page_looks_again_by_itself_only_while_that_helps(as_, session, clock):
    person = a_person(session)
    usual = {"person": person, "is_issued": False}
    fresh = a_certificate(session, ordered_at=clock.now(), **usual)
    others = (
        a_certificate(session, ordered_at=clock.now(), trouble="The signer is away.", **usual),
        a_certificate(session, ordered_at=clock.now(), paused_at=clock.now(), **usual),
        a_certificate(session, ordered_at=clock.now() - timedelta(hours=1), **usual),
        a_certificate(session, person=person),
    )
    holder = as_(person)
    assert "data-look-again" in holder.get(f"/certificates/{fresh.serial}").text
    for other in others:
        assert "data-look-again" not in holder.get(f"/certificates/{other.serial}").text
    assert holder.get("/certificates").text.count("data-look-again") == 1


def test_trouble_can_be_tried_again_and_is_told_until_it_is_over(as_, session, clock):
    certificate = a_certificate(
        session, is_issued=False, tries=3, trouble="The name has a strange sign.",
        try_after=clock.now() + timedelta(hours=2),
    )  # fmt: skip
    holder = as_(session.get(Person, certificate.person_id))
    where = f"/certificates/{certificate.serial}"
    page = holder.get(where)
    assert "The name has a strange sign." in page.text
    assert "Tried 3 times." in page.text
    assert holder.post(f"{where}/finish").location == where
    session.expire_all()
    assert certificate.try_after is None
    assert "The name has a strange sign." in holder.get("/certificates").text


FILES = {"pdf": PDF, "credential": '{"a": 1}', "credential_sha256": "0" * 64, "token": "a.b.c"}


def test_the_credential_and_the_token_are_served_as_they_were_signed(as_, session):
    certificate = a_certificate(session, file=FILES)
    holder = as_(session.get(Person, certificate.person_id))
    where = f"/certificates/{certificate.serial}"
    assert holder.get(f"{where}/credential").data == FILES["credential"].encode()
    assert holder.get(f"{where}/token").data == FILES["token"].encode()
    page = holder.get(where).text
    assert f"{where}/credential" in page
    assert "Acrobat" in page


def test_one_of_an_older_release_is_a_pdf_alone_and_says_so(as_, session):
    certificate = a_certificate(session)
    holder = as_(session.get(Person, certificate.person_id))
    where = f"/certificates/{certificate.serial}"
    assert "it is a PDF alone" in words_of(holder.get(where))
    assert holder.get(f"{where}/credential").status_code == 409
    assert holder.get(f"{where}/token").status_code == 409


def test_the_holder_chooses_what_the_public_page_says(as_, session):
    certificate = a_certificate(session)
    holder = as_(session.get(Person, certificate.person_id))
    where = f"/certificates/{certificate.serial}"
    assert holder.post(f"{where}/shown", data={"shown": "match"}).location == where
    session.expire_all()
    assert certificate.shown is NameShown.MATCH
    assert "Not a valid choice" in holder.post(f"{where}/shown", data={"shown": "x"}).text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Type the word erase"),
        ({"word": "delete", "password": PASSWORD}, "Type the word erase"),
        ({"word": "erase"}, "Enter your password."),
        ({"word": "erase", "password": "wrong"}, "This is not your password."),
    ],
)
def test_nothing_is_erased_by_a_slip(as_, session, data, sentence):
    certificate = a_certificate(session, person=a_person(session, password_hash=KEPT))
    holder = as_(session.get(Person, certificate.person_id))
    where = f"/certificates/{certificate.serial}/erase"
    assert "Nobody can take this back" in holder.get(where).text
    assert sentence in holder.post(where, data=data).text
    session.expire_all()
    assert certificate.erased_at is None


def test_what_is_erased_is_gone_from_the_holders_pages(as_, session):
    certificate = a_certificate(session, person=a_person(session, password_hash=KEPT))
    holder = as_(session.get(Person, certificate.person_id))
    where = f"/certificates/{certificate.serial}"
    sure = {"word": "Erase ", "password": PASSWORD}
    assert holder.post(f"{where}/erase", data=sure).location == "/certificates"
    assert "No certificate yet" in holder.get("/certificates").text
    for page in (where, f"{where}/pdf", f"{where}/erase"):
        assert holder.get(page).status_code == 404
    assert holder.post(f"{where}/erase", data=sure).status_code == 404


def test_the_holder_sees_which_ones_belong_together_and_nobody_else_does(as_, client, session):
    person = a_person(session)
    old = a_certificate(session, person=person, replaced_at=datetime(2026, 2, 1, tzinfo=UTC))
    new = a_certificate(
        session, person=person, replaces_id=old.id, order_key=old.order_key,
        facts=some_facts(name="Another Name"),
    )  # fmt: skip
    holder = as_(person)
    assert new.serial in holder.get(f"/certificates/{old.serial}").text
    assert old.serial in holder.get(f"/certificates/{new.serial}").text
    assert new.serial not in client.get(f"/v/{old.token}").text


@pytest.mark.parametrize("act", ["", "pdf", "credential", "token", "erase", "finish", "shown"])
def test_somebody_elses_certificate_is_not_found(as_, session, act):
    certificate = a_certificate(session)
    other = as_(Role.TRAINEE)
    where = f"/certificates/{certificate.serial}/{act}".rstrip("/")
    posted = act in {"finish", "shown", "erase"}
    assert (other.post(where) if posted else other.get(where)).status_code == 404
