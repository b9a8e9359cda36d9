import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, select

from cpd.attempts.rules import Paper
from cpd.attempts.service import mine
from cpd.certificates.models import Certificate
from cpd.certificates.rules.validity import ReasonClass
from cpd.verification.views.public import CHECKS
from cpd.letters.models import Letter
from cpd.people.rules import Role
from tests.factories.certificates import PDF, a_certificate, some_facts, until
from tests.factories.modules import MODULE, a_loaded_module, a_passed_module, answer_all
from tests.factories.people import a_person

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


def the_words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


# --- the public pages


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("way", ["token", "serial"])
def test_a_stranger_gets_one_of_the_plain_verdicts(client, session, state, way):
    given, title = STATES[state]
    certificate = a_certificate(session, **given)
    session.commit()
    where = f"/v/{certificate.token}" if way == "token" else f"/verify?serial={certificate.serial}"
    answer = client.get(where)
    assert answer.status_code == 200
    assert f'<h1 class="verdict-title">{title}</h1>' in answer.text
    words = the_words(answer)
    facts = certificate.printed
    for printed in (facts.title, facts.serial, facts.issuer, "1 hour 15 minutes (75 minutes)"):
        assert printed.replace("&", "&amp;") in words
    assert "Plumm Code of Ethics for Providers, edition 2026-11" in words


@pytest.mark.parametrize("pasted", ["{}.", "{})", "{}/", "%20{}%20", "{}%3E", "{}%E2%80%8B"])
def test_a_link_is_understood_with_what_a_letter_put_around_it(client, session, pasted):
    certificate = a_certificate(session)
    session.commit()
    for token in (certificate.token, certificate.token.lower()):
        assert "is valid" in client.get(f"/v/{pasted.format(token)}").text, token


def test_the_verdict_follows_the_issuers_day(client, session, clock):
    certificate = a_certificate(session, facts=until(DAY))
    session.commit()
    clock.instant = datetime(2026, 3, 2, 23, 59, tzinfo=UTC)
    assert "is valid" in client.get(f"/v/{certificate.token}").text
    clock.instant = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    assert "expired on 2 March 2026" in client.get(f"/v/{certificate.token}").text


def test_a_withdrawn_one_says_why_in_a_few_words_and_no_more(client, session):
    certificate = a_certificate(session, **GONE)
    session.commit()
    page = client.get(f"/v/{certificate.token}").text
    assert "for reasons of conduct" in page
    assert "found against" not in page


@pytest.mark.parametrize("state", STATES)
def test_the_public_page_holds_nothing_private(client, session, state):
    person = a_person(session, name="Ann Now-Called", email="ann.private@example.org")
    facts = some_facts(name="Ann As-Printed", outcomes=("An outcome.",))
    old = a_certificate(session, person=person, **({"facts": facts} | STATES[state][0]))
    new = a_certificate(
        session, person=person, facts=some_facts(name="Another Name"), replaces_id=old.id
    )
    session.commit()
    page = client.get(f"/v/{old.token}").text
    private = (
        person.email, str(person.id), person.name, str(old.id), str(old.completion_id), old.sha256,
        "matter of Q", new.serial, new.token, "Another Name", "An outcome.",
    )  # fmt: skip
    assert [secret for secret in private if secret in page] == []
    after = client.get(f"/v/{new.token}").text
    assert old.serial not in after
    assert "As-Printed" not in after


def test_the_public_page_has_no_link_but_to_the_check(client, session):
    certificate = a_certificate(session)
    session.commit()
    page = client.get(f"/v/{certificate.token}").text
    links = set(re.findall(r'<a [^>]*href="([^"]+)"', page))
    assert links <= {"/", "#main", "/verify"}
    assert re.findall(r'(?:src|href)="https?:', page) == []


@pytest.mark.parametrize("where", ["/verify", "/verify?serial=x", "/v/x"])
def test_the_address_is_kept_from_other_sites_and_searches(client, where):
    headers = client.get(where).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Cache-Control"] == "no-store"


def test_unknown_pending_and_nonsense_look_alike(client, session):
    waits = a_certificate(session, is_issued=False)
    unknown = some_facts()
    session.commit()
    answers = [
        client.get(where)
        for where in (
            f"/v/{waits.token}",
            f"/v/{unknown.token}",
            "/v/nothing",
            "/v/" + "x" * 4000,
            "/v/%F0%9F%98%80",
        )
    ]
    answers += [
        client.get("/verify", query_string={"serial": one})
        for one in (waits.serial, unknown.serial)
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "No such certificate" in answers[0].text
    assert "never has the letters I, L, O or U" in answers[0].text


def test_a_public_page_asks_the_database_once(client, session, connection):
    where = f"/v/{a_certificate(session).token}"
    session.commit()
    asked = []

    def note(_connection, _cursor, statement, *_):
        asked.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    client.get(where)
    event.remove(connection, "before_cursor_execute", note)
    assert len([one for one in asked if one.startswith("SELECT")]) == 1


def test_a_serial_is_taken_however_it_is_typed(client, session):
    certificate = a_certificate(session)
    session.commit()
    typed = certificate.serial.lower().replace("-", " ").replace("0", "o")
    assert "is valid" in client.get("/verify", query_string={"serial": typed}).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the serial as it is printed"),
        ("7K2M", "A serial has 11 characters; this has 4."),
        ("0000-0000-001", "One character seems wrong"),
        ("Z" * 200_000, "A serial has 11 characters"),
        ("<script>x</script>", "A serial never has the character"),
    ],
)
def test_a_mistyped_serial_is_answered_on_the_form(client, typed, sentence):
    answer = client.get("/verify", query_string={"serial": typed})
    assert answer.status_code == 200
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_checking_serials_without_end_is_refused(client, session):
    for _ in range(CHECKS.most):
        assert client.get("/verify?serial=0000-0000-000").status_code == 404
    refused = client.get("/verify?serial=0000-0000-000")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get("/verify").status_code == 200


# --- the holder's pages


def test_somebody_without_certificates_is_told_how_to_get_one(as_):
    assert "No certificate yet" in as_(Role.TRAINEE).get("/certificates").text


def test_passing_a_module_gives_a_certificate_that_can_be_downloaded(as_, work, session):
    """The whole way of point 3: pass, see it, take it, and somebody else checks it."""
    version = a_loaded_module(work)
    holder = as_(Role.TRAINEE)
    a_passed_module(work, holder.person, version)
    session.commit()
    certificate = session.scalars(select(Certificate)).one()
    assert "A module: being prepared" in holder.get("/certificates").text
    assert holder.get(f"/certificates/{certificate.serial}/pdf").status_code == 409
    again = holder.post(f"/certificates/{certificate.serial}/finish")
    assert (again.status_code, again.location) == (303, "/certificates")
    session.expire_all()
    assert "is ready" in holder.get("/certificates").text
    answer = holder.get(f"/certificates/{certificate.serial}/pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-1.7")
    name = f'attachment; filename="certificate-{certificate.serial}.pdf"'
    assert answer.headers["Content-Disposition"] == name
    assert session.scalars(select(Letter).where(Letter.person_id == holder.person.id)).one()


def test_handing_in_the_last_paper_issues_it_at_once(as_, work, session):
    version = a_loaded_module(work)
    holder = as_(Role.TRAINEE)
    from_start = {"data": {"paper": "scenario"}}
    where = holder.post(f"/modules/{MODULE}/start", **from_start).location
    holder.post(where, data={"scene": "first", "choice": "ask"})
    holder.post(where, data={"scene": "second", "choice": "stay"})
    where = holder.post(f"/modules/{MODULE}/start", data={"paper": "quiz"}).location
    session.expire_all()
    answer_right(work, holder, where, version)
    assert holder.post(f"{where}/hand-in").status_code == 303
    session.expire_all()
    certificate = session.scalars(select(Certificate)).one()
    assert certificate.issued_at is not None
    assert "is valid" in holder.get(f"/v/{certificate.token}").text


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
    words = the_words(as_(person).get("/certificates"))
    assert words.count("Serial") == 5
    for word in ("Valid", "Runs out soon", "Expired", "Replaced", "Withdrawn", "being prepared"):
        assert word in words
    assert "The name has a strange sign." in words


def test_trouble_is_told_again_when_it_stays(as_, session, work):
    person = a_person(session)
    facts = some_facts(name="Ann \U0001f600")
    certificate = a_certificate(session, person=person, facts=facts, is_issued=False)
    holder = as_(person)
    holder.post(f"/certificates/{certificate.serial}/finish")
    assert "Not yet: The name has a character" in holder.get("/certificates").text


@pytest.mark.parametrize("act", ["pdf", "finish"])
def test_somebody_elses_certificate_is_not_found(as_, session, act):
    certificate = a_certificate(session)
    other = as_(Role.TRAINEE)
    where = f"/certificates/{certificate.serial}/{act}"
    assert (other.get(where) if act == "pdf" else other.post(where)).status_code == 404
