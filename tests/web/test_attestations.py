from datetime import timedelta

import pytest
from sqlalchemy import event, select

from cpd.attestations.models import Attestation, AttestationRequest
from cpd.people.rules import Role
from cpd.records import service as records
from cpd.records.models import Entry, Supervisor
from tests.factories.attestations import a_question, a_supervised_entry, letters, token_in
from tests.factories.people import a_person

ASKED = {"name": "Ruth Abara", "email": "ruth@example.org"}
NO = {"answer": "disagreed", "time": "50 min", "remark": "We began late."}


@pytest.fixture
def mine(as_, work):
    """A browser of somebody who logged a session of supervision."""
    client = as_(Role.PRACTITIONER)
    client.entry = a_supervised_entry(work, client.person).id
    work.session.commit()
    client.page = f"/log/{client.entry}"
    return client


def ask(client, **form):
    return client.post(f"{client.page}/attestation", data=form or ASKED)


@pytest.fixture
def link(mine, session):
    """The address in the letter that Ruth gets."""
    ask(mine)
    return f"/attest/{token_in(letters(session, 'attestation_asked')[0])}"


def a_supervisor(session, person) -> Supervisor:
    ruth = Supervisor(
        person_id=person.id,
        name="Ruth",
        email="Ruth@Example.org",
        accredited=[],
        relations=[],
        added_at=person.registered_at,
    )
    session.add(ruth)
    session.commit()
    return ruth


def made(session) -> list[Attestation]:
    session.expire_all()
    return list(session.scalars(select(Attestation)))


# --- the member


def test_the_member_sees_what_will_be_seen_before_asking(mine):
    page = mine.get(f"{mine.page}/attestation").text
    assert all(word in page for word in ("What they will see", "2 March 2026", "1 hour 30 minutes"))
    assert "secret thought" not in page


def test_asking_leads_back_to_the_entry_which_says_so(mine):
    answer = ask(mine)
    assert (answer.status_code, answer.location) == (303, mine.page)
    page = mine.get(mine.page).text
    assert "Asked: a letter goes to Ruth Abara, ruth@example.org." in page
    assert "You asked Ruth Abara" in page
    assert "Take the question back" in page


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": "", "email": "ruth@example.org"}, "supervisor&#39;s name"),
        ({"name": "Ruth", "email": "ruth"}, "not an e-mail address"),
        ({"name": "Ruth", "email": ""}, "Enter your e-mail address"),
        ({"name": "Ruth" * 90, "email": "ruth@example.org"}, "at most 200 characters"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(mine, session, form, words):
    page = ask(mine, **form)
    assert (page.status_code, words in page.text) == (200, True)
    assert form["name"] in page.text
    assert session.scalars(select(AttestationRequest)).all() == []


def test_ones_own_address_is_refused_on_the_form(mine):
    page = ask(mine, name="Me", email=mine.person.email.upper())
    assert "This is your own address" in page.text


def test_a_supervisor_of_the_list_is_chosen(mine, session):
    ruth = a_supervisor(session, mine.person)
    assert "Ruth (Ruth@Example.org)" in mine.get(f"{mine.page}/attestation").text
    assert ask(mine, who=str(ruth.id)).status_code == 303
    assert session.scalars(select(AttestationRequest)).one().supervisor_email == "ruth@example.org"


@pytest.mark.parametrize("who", ["", "made up"])
def test_a_choice_that_is_none_is_said(mine, session, who):
    a_supervisor(session, mine.person)
    assert "Choose one of the list" in ask(mine, who=who, **ASKED).text
    assert ask(mine, who="else", **ASKED).status_code == 303


def test_a_question_is_taken_back(mine, link, client):
    for words in ("Taken back. Ruth Abara", "Nobody was being asked"):
        mine.post(f"{mine.page}/attestation/recall")
        assert words in mine.get(mine.page).text
    assert "was taken back" in client.get(link).text


def test_somebody_elses_entry_is_not_there(mine, as_):
    other = as_(Role.PRACTITIONER)
    other.page = mine.page
    assert ask(other).status_code == 404
    assert other.get(f"{mine.page}/attestation").status_code == 404
    assert other.post(f"{mine.page}/attestation/recall").status_code == 404


def test_too_many_questions_must_wait(mine):
    for number in range(40):
        ask(mine, name="R", email=f"r{number}@example.org")
    assert ask(mine).status_code == 429


# --- the link


def test_the_page_of_the_link_shows_the_facts_and_no_more(mine, link, client):
    page = client.get(link)
    assert f"{mine.person.name} asks you: was it so?" in page.text
    assert all(word in page.text for word in ("2 March 2026", "1 hour 30 minutes", "One to one",
                                              "How your answer is kept"))  # fmt: skip
    assert "secret thought" not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert mine.person.email not in page.text


def test_opening_the_link_answers_nothing(link, client, session):
    for _ in range(3):
        client.get(link)
        client.head(link)
    assert made(session) == []


def test_agreeing_works_and_twice_it_is_said_politely(mine, link, client, session):
    answer = client.post(link, data={"answer": "agreed"})
    assert (answer.status_code, answer.location) == (303, link)
    assert "You have agreed to this" in client.get(link).text
    assert "You have agreed to this" in client.post(link, data={"answer": "agreed"}).text
    assert "You have agreed to this" in client.post(link, data=NO).text
    (one,) = made(session)
    assert (one.answer, one.by_person_id) == ("agreed", None)
    page = mine.get(mine.page).text
    assert "Attested" in page
    assert "Ruth Abara agreed on" in page


def test_a_disagreement_stands_beside_the_entry(mine, link, client, session):
    client.post(link, data=NO)
    assert "You said that it was 50 minutes" in client.get(link).text
    page = mine.get(mine.page).text
    assert "Ruth Abara did not agree" in page
    assert "They say it was 50 minutes" in page
    assert "We began late." in page
    assert session.get(Entry, mine.entry).withdrawn_at is None


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Say whether it was so"),
        ({"answer": "perhaps"}, "Not a valid choice"),
        ({"answer": "disagreed"}, "Say what was different"),
        ({"answer": "disagreed", "time": "soon", "remark": "Kept"}, "could not be understood"),
        ({"answer": "agreed", "remark": "x" * 1001}, "at most 1,000"),
    ],
)
def test_what_is_missing_in_an_answer_is_said(link, client, session, form, words):
    page = client.post(link, data=form)
    assert (page.status_code, words in page.text) == (200, True)
    assert form.get("remark", "") in page.text
    assert made(session) == []


def test_a_link_that_is_none_is_said_to_be(client):
    for token in ("x", "a" * 5000, "%F0%9F%98%80"):
        answer = client.get(f"/attest/{token}")
        assert answer.status_code == 404
        assert "This link does not work" in answer.text
        assert client.post(f"/attest/{token}", data={"answer": "agreed"}).status_code == 404


def test_a_link_runs_out(link, client, clock, session):
    clock.instant += timedelta(days=30)
    assert "This question has run out" in client.get(link).text
    assert "has run out" in client.post(link, data={"answer": "agreed"}).text
    assert made(session) == []


def test_a_withdrawn_entry_is_said_to_be(mine, link, client, work, session):
    records.withdraw(work, mine.person.id, mine.entry)
    session.commit()
    assert "The entry was withdrawn" in client.get(link).text
    client.post(link, data={"answer": "agreed"})
    assert made(session) == []


def test_a_changed_entry_is_said_to_be_and_the_answer_is_about_what_was_asked(
    mine, link, client, session
):
    entry = session.get(Entry, mine.entry)
    entry.minutes, entry.version = 60, 2
    session.commit()
    page = client.get(link).text
    assert "has since changed the time" in page
    assert "1 hour 30 minutes" in page
    assert "Asked before a change" in mine.get(mine.page).text
    client.post(link, data={"answer": "agreed"})
    page = mine.get(mine.page).text
    assert "Attested before a change" in page
    assert "Ask again" in page


def test_the_member_cannot_answer_their_own_question(mine, link, session):
    assert "This is your own question" in mine.get(link).text
    assert mine.post(link, data={"answer": "agreed"}).status_code == 409
    assert made(session) == []


def test_who_tries_links_must_wait(client):
    codes = {client.get(f"/attest/{number}").status_code for number in range(121)}
    assert codes == {404, 429}


# --- the account


@pytest.fixture
def ruth(as_, session):
    return as_(a_person(session, email="ruth@example.org", name="Ruth Abara"))


def test_a_supervisor_sees_and_agrees_to_several_at_once(mine, link, ruth, session):
    page = ruth.get("/attestations").text
    assert mine.person.name in page
    assert "secret thought" not in page
    (request,) = session.scalars(select(AttestationRequest))
    form = {"request": [str(request.id), "no id", str(mine.entry)]}
    assert ruth.post("/attestations", data=form).status_code == 303
    page = ruth.get("/attestations").text
    assert "You agreed to 1 entry." in page
    assert "Nothing waits" in page
    assert "Your answers" in page
    assert made(session)[0].by_person_id == ruth.person.id


def test_ticking_nothing_is_said(ruth):
    ruth.post("/attestations", data={})
    assert "Nothing was ticked" in ruth.get("/attestations").text


def test_a_supervisor_says_what_was_different(mine, link, ruth, session):
    (request,) = session.scalars(select(AttestationRequest))
    page = f"/attestations/{request.id}"
    assert "Say what was different" in ruth.post(page, data={"answer": "disagreed"}).text
    assert ruth.post(page, data=NO).location == "/attestations"
    assert "You did not agree" in ruth.get(page).text
    assert "You did not agree" in ruth.post(page, data={"answer": "agreed"}).text
    assert made(session)[0].remark == "We began late."


def test_a_question_to_somebody_else_is_not_there(mine, link, as_, session):
    (request,) = session.scalars(select(AttestationRequest))
    for other in (mine, as_(Role.SUPERVISOR)):
        assert other.get(f"/attestations/{request.id}").status_code == 404
        assert (
            other.post(f"/attestations/{request.id}", data={"answer": "agreed"}).status_code == 404
        )
        assert other.post("/attestations", data={"request": str(request.id)}).status_code == 303
    assert made(session) == []


def test_the_link_knows_whose_account_it_is(mine, link, ruth, session):
    assert "See all that waits for your answer" in ruth.get(link).text
    ruth.post(link, data={"answer": "agreed"})
    assert made(session)[0].by_person_id == ruth.person.id


def test_a_long_list_takes_as_many_queries_as_a_short_one(ruth, app, work, session, connection):
    def queries() -> int:
        statements = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            statements.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        ruth.get("/attestations")
        event.remove(connection, "before_cursor_execute", note)
        return len([one for one in statements if one.startswith("SELECT")])

    counts = []
    for number in (1, 12):
        member = a_person(session)
        with app.app_context():
            for _ in range(number):
                a_question(work, member)
        session.commit()
        counts.append(queries())
    assert counts[0] == counts[1]
