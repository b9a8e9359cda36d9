"""What is said of a day on which a certificate was on hold: on the page, to programs, signed."""

from datetime import timedelta

import pytest

from cpd.certificates.models import CertificateNote
from cpd.certificates.rules.life import Noted
from tests.conftest import TODAY
from tests.factories.people import a_person
from tests.web.api.asking import bulk, opened
from tests.web.counting import counted

FIRST, LAST = TODAY + timedelta(days=2), TODAY + timedelta(days=4)
IN_BETWEEN = "2026-03-05"
ON_HOLD = "On 5 March 2026 it did not hold: it was on hold on that day, or for a part of it."
WHY = "A colleague complained."


@pytest.fixture(autouse=True)
def _held_for_two_days(session, clock, certificate):
    clock.instant = TODAY + timedelta(days=10)
    for at, about in ((FIRST, Noted.SUSPENDED), (LAST, Noted.REINSTATED)):
        session.add(
            CertificateNote(
                certificate_id=certificate.id,
                about=about,
                reason=WHY,
                written_by=a_person(session).id,
                written_at=at,
            )
        )
    session.commit()


def on_date(said) -> dict:
    return next(one for one in said["checks"] if one["id"] == "status.on_date")


def test_the_page_says_so_and_not_why(client, certificate):
    page = client.get(f"/v/{certificate.token}?on={IN_BETWEEN}").text
    assert ON_HOLD in page
    assert WHY not in page
    assert "This certificate is valid" in page


def test_of_another_day_and_of_today_nothing_is_said_of_it(client, certificate):
    page = client.get(f"/v/{certificate.token}?on=2026-03-08").text
    assert "On 8 March 2026 it held." in page
    assert "on hold" not in page.partition("On 8 March 2026 it held.")[2].partition("</")[0]
    assert "was on hold" not in client.get(f"/v/{certificate.token}").text


def test_a_program_is_told_so_and_not_why(ask, certificate):
    answer = ask(f"/api/v1/verify/{certificate.token}?at={IN_BETWEEN}")
    check = on_date(answer.json)
    assert (check["result"], answer.json["verdict"]) == ("fail", "valid")
    assert check["message"].startswith(ON_HOLD)
    assert WHY not in answer.text


def test_of_many_it_is_looked_up_at_once(ask, connection, certificate):
    with counted(connection) as without:
        bulk(ask, certificate.token)
    with counted(connection) as queries:
        said = bulk(ask, certificate.token, certificate.token, query=f"?at={IN_BETWEEN}").json
    assert [on_date(one)["result"] for one in said["results"]] == ["fail", "fail"]
    assert len(queries) <= len(without) + 1


def test_a_receipt_says_so_over_our_signature(app, ask, certificate):
    path = f"/api/v1/verify/{certificate.token}?receipt=1&at={IN_BETWEEN}"
    _, said = opened(app, ask(path).json["receipt"])
    assert said["asked"]["on"] == IN_BETWEEN
    assert on_date(said)["message"].startswith(ON_HOLD)
