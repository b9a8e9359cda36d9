"""The public check by serial and one thing more."""

from itertools import count
from types import SimpleNamespace

import pytest

from cpd.verification.forms.public import SAY_MORE
from cpd.verification.service import asking
from cpd.verification.service.asking import LEAST_SECONDS
from cpd.verification.views.public import CHECKS, OF_ONE
from tests.factories.certificates import a_certificate, some_facts
from tests.web.counting import counted
from tests.web.test_verification_public import paper
from tests.web.wording import without_what_was_typed


def test_the_serial_alone_tells_nothing(client, session):
    certificate = a_certificate(session)
    session.commit()
    asked = client.get("/verify", query_string={"serial": certificate.serial})
    sent = client.post("/verify", data={"serial": certificate.serial})
    assert certificate.serial in asked.text
    assert certificate.title not in asked.text + sent.text
    assert SAY_MORE in sent.text


@pytest.mark.parametrize(
    "known",
    [
        {"surname": "okafor"},
        {"surname": "", "completed_on": "2026-01-05"},
        {"surname": "Wrong", "completed_on": "2026-01-05"},
    ],
    ids=["the surname", "the day", "the day although the name is wrong"],
)
def test_the_serial_and_one_thing_more_lead_to_the_page(client, session, known):
    facts = some_facts(name="Ann Okafor")
    certificate = a_certificate(session, facts=facts)
    session.commit()
    typed = certificate.serial.lower().replace("-", " ").replace("0", "o")
    answer = client.post("/verify", data=paper(certificate, serial=typed) | known)
    assert (answer.status_code, answer.location) == (303, f"/v/{certificate.token}")


def test_no_such_wrong_name_and_hidden_are_one_answer(client, session, clock):
    facts = some_facts(name="Ann Okafor")
    there, waits = a_certificate(session, facts=facts), a_certificate(session, is_issued=False)
    session.commit()
    tries = [
        paper(there, surname="Lee"),
        paper(there, surname="", completed_on="2026-01-06"),
        paper(waits),
        paper(waits, surname="", completed_on=waits.printed.completed_on.isoformat()),
        {"serial": some_facts().serial, "surname": "Okafor"},
    ]
    client.get("/verify")
    answers = [client.post("/verify", data=data) for data in tries]
    assert {answer.status_code for answer in answers} == {404}
    assert len({without_what_was_typed(answer) for answer in answers}) == 1
    headers = [dict(answer.headers) for answer in answers]
    assert len({str({**one, "Content-Length": ""}) for one in headers}) == 1
    again = [client.post("/verify", data=tries[0]) for _ in range(2)]
    assert len({without_what_was_typed(answer) for answer in again}) == 1


def test_how_long_it_takes_tells_nothing_either(client, session, clock, connection, monkeypatch):
    """The same is asked of the database for each kind, and none is answered before the others."""
    waited, ticks = [], count(0, 0.01)
    slow = SimpleNamespace(monotonic=lambda: next(ticks), sleep=waited.append)
    monkeypatch.setattr(asking, "time", slow)
    there = a_certificate(session, facts=some_facts(name="Ann Okafor"))
    waits = a_certificate(session, is_issued=False)
    session.commit()
    kinds = (
        paper(there, surname="Lee"),
        paper(waits),
        {"serial": some_facts().serial, "surname": "Okafor"},
    )
    client.get("/verify")
    asked = []
    for data in kinds:
        clock.instant += CHECKS.window + OF_ONE.window
        with counted(connection) as statements:
            client.post("/verify", data=data)
        asked.append(statements)
    assert asked[0] == asked[1] == asked[2]
    assert waited == pytest.approx([LEAST_SECONDS - 0.01] * 3)


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
    answer = client.post("/verify", data={"serial": typed, "surname": "Lee"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'value="Lee"' in answer.text


def test_checking_serials_without_end_is_refused(client, session):
    data = {"serial": "0000-0000-000", "surname": "Lee"}
    for number in range(CHECKS.most):
        one = data if number < OF_ONE.most else {"serial": some_facts().serial, "surname": "Lee"}
        assert client.post("/verify", data=one).status_code == 404
    refused = client.post("/verify", data={"serial": some_facts().serial, "surname": "Lee"})
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get("/verify").status_code == 200


def test_one_serial_cannot_be_tried_from_many_places(client, session):
    certificate = a_certificate(session, facts=some_facts(name="Ann Okafor"))
    session.commit()
    for number in range(OF_ONE.most):
        away = {"REMOTE_ADDR": f"10.0.0.{number}"}
        sent = paper(certificate, surname="Lee")
        assert client.post("/verify", data=sent, environ_base=away).status_code == 404
    assert client.post("/verify", data=paper(certificate)).status_code == 429


# --- by file
