import json
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from cpd.certificates.rules.life import NameShown
from cpd.certificates.rules.serials import serial_from, token_from
from cpd.certificates.rules.validity import ReasonClass
from cpd.people.rules import Role
from cpd.verification.models import ApiKey
from cpd.verification.rules.receipts import hash_of
from cpd.verification.rules.scopes import Scope
from cpd.web.limits import Limit
from tests.conftest import TODAY
from tests.factories.bodies import a_body, a_key, a_member
from tests.factories.certificates import a_certificate, some_facts
from tests.web.api.asking import PROBLEM, bulk

# --- one certificate


def test_a_certificate_is_answered_with_its_verdict_facts_and_checks(ask, certificate):
    answer = ask(f"/api/v1/verify/{certificate.token}")
    said = answer.json
    assert (answer.status_code, said["verdict"]) == (200, "valid")
    assert said["facts"]["title"] == certificate.title
    assert {one["group"] for one in said["checks"]} >= {"integrity", "status"}
    assert said["as_of"] == "2026-03-02T09:00:00Z"


def test_an_answer_holds_nothing_but_what_is_public(ask, session, certificate):
    text = ask(f"/api/v1/verify/{certificate.token}").text
    for hidden in (certificate.id, certificate.person_id, certificate.subject_id, "example.org"):
        assert str(hidden) not in text


def test_a_hidden_name_is_compared_and_not_told(ask, session, certificate):
    certificate.shown = NameShown.MATCH
    session.commit()
    right = ask(f"/api/v1/verify/{certificate.token}?name=okafor+ann").json
    wrong = ask(f"/api/v1/verify/{certificate.token}?name=Ben+Okafor").json
    assert [one["compared"]["name"] for one in (right, wrong)] == ["match", "mismatch"]
    assert "Okafor" not in json.dumps([right, wrong])


def test_what_became_of_it_is_the_verdict(ask, session, certificate):
    certificate.withdrawn_at, certificate.reason_class = TODAY, ReasonClass.CONDUCT
    certificate.reason = "Something private"
    session.commit()
    said = ask(f"/api/v1/verify/{certificate.token}")
    assert (said.json["verdict"], said.json["reason"]) == ("withdrawn", "conduct")
    assert "private" not in said.text


def test_a_day_can_be_asked_about(ask, certificate):
    checks = ask(f"/api/v1/verify/{certificate.token}?at=2025-12-24").json["checks"]
    (on_date,) = [one for one in checks if one["id"] == "status.on_date"]
    assert on_date["result"] == "fail"


def test_a_code_that_is_not_there_is_a_problem_that_says_unknown(ask):
    for code in (token_from(99), "X", "a" * 500, "%00", "%ED%A0%80"):
        answer = ask(f"/api/v1/verify/{code}")
        assert (answer.status_code in {400, 404}, answer.mimetype) == (True, PROBLEM)
    assert ask(f"/api/v1/verify/{token_from(99)}").json["verdict"] == "unknown"


def test_an_answer_that_is_known_already_is_not_sent_again(ask, session, clock, certificate):
    path = f"/api/v1/verify/{certificate.token}"
    tag = ask(path).headers["ETag"]
    clock.instant = TODAY + timedelta(minutes=1)
    again = ask(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    certificate.suspended_at, certificate.suspension_reason = TODAY, "We look closer."
    session.commit()
    assert ask(path, headers={"If-None-Match": tag}).json["verdict"] == "suspended"


# --- who may ask


def test_without_a_key_nothing_is_answered(client, certificate):
    for path, method in ((f"/{certificate.token}", "get"), ("", "post"), ("/bulk", "post")):
        answer = getattr(client, method)(f"/api/v1/verify{path}")
        assert (answer.status_code, answer.mimetype) == (401, PROBLEM)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert "Set-Cookie" not in answer.headers


def test_a_revoked_key_is_refused_at_once(ask, session, certificate):
    path = f"/api/v1/verify/{certificate.token}"
    assert ask(path).status_code == 200
    session.scalars(select(ApiKey)).one().revoked_at = TODAY
    session.commit()
    assert ask(path).status_code == 401


@pytest.mark.parametrize(
    ("scope", "path", "method"),
    [
        pytest.param(Scope.VERIFY, "bulk", "post", id="many"),
        pytest.param(Scope.BULK, token_from(5), "get", id="one"),
        pytest.param(Scope.BULK, "", "post", id="a file"),
        pytest.param(Scope.VERIFY, f"{token_from(5)}?receipt=1", "get", id="a receipt"),
        pytest.param(Scope.VERIFY, "?watch=1", "post", id="to watch"),
    ],
)
def test_a_key_does_only_what_it_is_for(ask, session, body, scope, path, method):
    key = a_key(session, body, scope)
    answer = ask(
        f"/api/v1/verify/{path}".replace("/?", "?").rstrip("/"), method=method, with_key=key
    )
    assert (answer.status_code, answer.mimetype) == (403, PROBLEM)
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]


def test_the_use_of_a_key_is_noted_and_only_its_fingerprint_kept(ask, session, certificate):
    ask(f"/api/v1/verify/{certificate.token}")
    session.expire_all()
    row = session.scalars(select(ApiKey)).one()
    assert row.used_at == TODAY
    assert len(row.sha256) == 64


def test_a_cookie_does_not_open_the_api(as_, certificate):
    answer = as_(Role.ASSESSOR).get(f"/api/v1/verify/{certificate.token}")
    assert answer.status_code == 401


# --- how often


def test_a_limit_says_what_is_left_and_then_when_to_come_again(ask, monkeypatch, certificate):
    monkeypatch.setattr(
        "cpd.verification.views.api.asking.ONE", Limit("api-verify", 2, timedelta(minutes=10))
    )
    path = f"/api/v1/verify/{certificate.token}"
    answers = [ask(path) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[0].headers["RateLimit"] == '"api-verify";r=1;t=601'
    assert answers[2].headers["RateLimit-Policy"] == '"api-verify";q=2;w=600'
    assert int(answers[2].headers["Retry-After"]) > 0
    assert answers[2].mimetype == PROBLEM


def test_keys_cannot_be_tried_one_after_the_other(client, certificate):
    def tried(number):
        headers = {"Authorization": f"Bearer cpd_{number:043d}"}
        return client.get(f"/api/v1/verify/{certificate.token}", headers=headers).status_code

    assert {tried(900 + n) for n in range(30)} == {401}
    assert tried(999) == 429


# --- many


def test_many_are_answered_line_by_line(ask, session, certificate):
    gone = a_certificate(session, withdrawn_at=TODAY, reason_class=ReasonClass.CONDUCT)
    session.commit()
    answer = bulk(
        ask,
        certificate.token,
        {"certificate": f"http://localhost/v/{gone.token}", "ref": "M-1"},
        "rubbish",
        token_from(7),
    )
    said = answer.json
    assert [one["verdict"] for one in said["results"]] == [
        "valid",
        "withdrawn",
        "unknown",
        "unknown",
    ]
    assert [one["line"] for one in said["results"]] == [1, 2, 3, 4]
    assert (said["results"][1]["ref"], said["verdicts"]["unknown"]) == ("M-1", 2)
    assert said["results"][2]["problem"]
    assert said["results"][3]["problem"] is None
    assert said["results_sha256"] == hash_of(said["results"])


def test_what_was_expected_is_compared(ask, session, certificate):
    certificate.shown = NameShown.MATCH
    session.commit()
    right = {"certificate": certificate.token, "name": "Ann Okafor", "minutes": 75}
    wrong = {"certificate": certificate.token, "name": "Ann Other", "minutes": 90}
    results = bulk(ask, right, wrong).json["results"]
    assert results[0]["compared"] == {"name": "match", "minutes": "match"}
    assert results[1]["compared"] == {"name": "mismatch", "minutes": "mismatch"}
    assert "Okafor" not in json.dumps(results)


def test_a_number_alone_tells_a_stranger_nothing(ask, certificate):
    missing = serial_from(424242)
    alone, other = bulk(ask, certificate.serial, missing).json["results"]
    wrong = bulk(ask, {"certificate": certificate.serial, "name": "Ben Other"}).json["results"][0]
    same = {"line", "asked"}
    for one in (alone, wrong):
        assert {k: v for k, v in one.items() if k not in same} == {
            k: v for k, v in other.items() if k not in same
        }


@pytest.mark.parametrize(
    "known",
    [{"name": "Okafor"}, {"name": "Ann Okafor"}, {"completed_on": "2026-01-05"}],
    ids=["the surname", "the name", "the day"],
)
def test_a_number_is_answered_to_who_knows_more_of_the_paper(ask, certificate, known):
    asked = {"certificate": certificate.serial} | known
    assert bulk(ask, asked).json["results"][0]["verdict"] == "valid"


def test_a_number_is_answered_to_the_body_of_the_holder(ask, session, body):
    member = a_member(session, body)
    theirs = a_certificate(session, person=member)
    session.commit()
    assert bulk(ask, theirs.serial).json["results"][0]["verdict"] == "valid"
    elsewhere = a_key(session, a_body(session))
    said = bulk(ask, theirs.serial, with_key=elsewhere).json["results"][0]
    assert said["verdict"] == "unknown"


def test_a_table_is_taken_as_well(ask, certificate):
    table = f"\ufeffserial;surname\n{certificate.serial};Okafor\n"
    answer = ask("/api/v1/verify/bulk", method="post", data=table.encode("utf-8"),
                 content_type="text/csv; charset=utf-8")  # fmt: skip
    assert [one["verdict"] for one in answer.json["results"]] == ["valid"]


def test_a_thousand_are_one_handful_of_queries(ask, session, connection):
    tokens = [a_certificate(session, facts=some_facts()).token for _ in range(20)]
    session.commit()
    queries = []
    event.listen(connection, "before_cursor_execute", lambda *said: queries.append(said[2]))
    answer = bulk(ask, *(tokens[n % 20] for n in range(1000)))
    assert answer.json["verdicts"] == {"valid": 1000}
    assert len(queries) < 15


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param({"json": {"certificates": []}}, 400, id="an empty list"),
        pytest.param({"json": {"certificates": ["x"] * 1001}}, 400, id="too many"),
        pytest.param({"json": {"certificates": ["x"], "more": 1}}, 400, id="more than that"),
        pytest.param({"json": []}, 400, id="no object"),
        pytest.param({"data": b"{", "content_type": "application/json"}, 400, id="no JSON"),
        pytest.param({"data": b"[" * 90_000, "content_type": "application/json"}, 400, id="deep"),
        pytest.param({"data": b"\xff", "content_type": "application/json"}, 400, id="no text"),
        pytest.param({"data": b"", "content_type": "text/csv"}, 400, id="an empty table"),
        pytest.param({"data": b"x", "content_type": "text/plain"}, 415, id="another type"),
        pytest.param({"data": b"x" * (2**21 + 1), "content_type": "text/csv"}, 413, id="too large"),
    ],
)
def test_what_cannot_be_read_is_refused_as_a_problem(ask, sent, status):
    answer = ask("/api/v1/verify/bulk", method="post", **sent)
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert answer.json["status"] == status


def test_mistakes_in_a_list_name_their_lines(ask):
    errors = bulk(ask, "x", {"certificate": 1}, {"certificate": "x", "minutes": "many"}).json[
        "errors"
    ]
    assert [one["line"] for one in errors] == [2, 3]


# --- every refusal below /api is JSON


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/api/v1/nothing", "get", 404),
        ("/api/v2", "get", 404),
        ("/api/v1/verify", "get", 405),
        ("/api/v1/verify/bulk", "delete", 405),
        ("/api/v1/openapi.json", "post", 405),
    ],
)
def test_what_is_not_there_is_a_problem_too(client, path, method, status):
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert status != 405 or answer.headers["Allow"]


def test_a_fault_of_ours_tells_nothing_of_itself(ask, app, monkeypatch, certificate):
    def break_down(*_given, **_more):
        raise ZeroDivisionError("secret inside")

    monkeypatch.setattr("cpd.verification.views.api.bulk.answer_all", break_down)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", value=False)
    answer = ask(f"/api/v1/verify/{certificate.token}")
    assert (answer.status_code, answer.mimetype) == (500, PROBLEM)
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("query", ["at=x", "at=", "at=2026-02-30", "at=2026-01-01&at=2026-01-02",
                                   "name=", "receipt=perhaps", "recept=1", "=1"])  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(ask, certificate, query):
    assert ask(f"/api/v1/verify/{certificate.token}?{query}").status_code == 400


def test_the_guide_is_a_page_for_everybody(client):
    page = client.get("/api")
    assert page.status_code == 200
    assert "http://localhost/api/v1/verify/bulk" in page.text
