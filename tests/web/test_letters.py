from uuid import uuid4

import pytest

from cpd.audit.models import AuditEntry
from cpd.letters.models import Letter
from cpd.letters.rules import Phase
from cpd.people.rules import Role
from tests.factories.letters import a_letter


@pytest.fixture
def administrator(as_):
    return as_(Role.ADMINISTRATOR)


def stands(session, letter):
    session.expire_all()
    return session.get(Letter, letter.id).phase


def test_the_outbox_shows_what_became_of_each_letter(administrator, session):
    a_letter(session, recipient="ann@example.org", subject="Hello Ann", text="between us")
    a_letter(session, phase=Phase.UNKNOWN, last_answer="After the whole letter it broke off")
    session.commit()
    page = administrator.get("/outbox").text
    assert "Hello Ann" in page
    assert "ann@example.org" in page
    assert "it broke off" in page
    assert "between us" not in page


def test_an_empty_outbox_says_so(administrator):
    assert "No letters here" in administrator.get("/outbox").text


def test_the_outbox_can_be_filtered(administrator, session):
    a_letter(session, subject="Still here")
    a_letter(session, subject="Gone out", phase=Phase.SENT)
    session.commit()
    page = administrator.get("/outbox?phase=sent").text
    assert "Gone out" in page
    assert "Still here" not in page


def test_a_long_outbox_has_pages(administrator, session):
    for n in range(51):
        a_letter(session, subject=f"Letter {n}.")
    session.commit()
    assert administrator.get("/outbox").text.count('<th scope="row"') == 50
    assert administrator.get("/outbox?page=2").text.count('<th scope="row"') == 1
    assert administrator.get("/outbox?page=99").text.count('<th scope="row"') == 1
    assert administrator.get("/outbox?page=x&phase=y").status_code == 200


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        ("send-again", Phase.REFUSED, Phase.DUE),
        ("send-again", Phase.UNKNOWN, Phase.DUE),
        ("mark-sent", Phase.UNKNOWN, Phase.SENT),
        ("drop", Phase.UNKNOWN, Phase.DROPPED),
    ],
)
def test_an_administrator_settles_a_letter(administrator, session, act, before, after):
    letter = a_letter(session, phase=before, tries=12)
    session.commit()
    answer = administrator.post(f"/outbox/{letter.id}/{act}", data={"phase": before})
    assert (answer.status_code, answer.location) == (303, f"/outbox?phase={before}")
    assert stands(session, letter) is after
    entry = session.query(AuditEntry).filter(AuditEntry.kind.startswith("letter.")).one()
    assert entry.facts == {"letter": str(letter.id)}
    assert entry.actor == str(administrator.person.id)


@pytest.mark.parametrize("act", ["send-again", "mark-sent", "drop"])
def test_what_is_settled_stays_settled(administrator, session, act):
    letter = a_letter(session, phase=Phase.SENT)
    session.commit()
    assert administrator.post(f"/outbox/{letter.id}/{act}").status_code == 409
    assert stands(session, letter) is Phase.SENT


def test_a_letter_whose_link_is_gone_cannot_be_sent_again(administrator, session):
    letter = a_letter(session, phase=Phase.REFUSED, is_secret=True, text="", html="")
    session.commit()
    page = administrator.get("/outbox").text
    assert "ask the person to request a new one" in page
    assert "Send again" not in page
    assert administrator.post(f"/outbox/{letter.id}/send-again").status_code == 409


def test_marking_a_secret_letter_forgets_its_link(administrator, session):
    letter = a_letter(session, phase=Phase.UNKNOWN, is_secret=True)
    session.commit()
    administrator.post(f"/outbox/{letter.id}/mark-sent")
    session.expire_all()
    assert session.get(Letter, letter.id).text == ""


def test_a_letter_that_is_not_there_is_not_found(administrator):
    assert administrator.post(f"/outbox/{uuid4()}/drop").status_code == 404


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.ASSESSOR])
def test_nobody_else_sees_the_outbox(as_, role):
    assert as_(role).get("/outbox").status_code == 403
