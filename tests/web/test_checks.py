import csv
import json
from datetime import timedelta
from functools import partial
from io import BytesIO, StringIO

import pytest
from joserfc import jws
from joserfc.jwk import RSAKey
from sqlalchemy import func, select

from cpd import jobs
from cpd.certificates.rules.serials import token_from
from cpd.certificates.rules.validity import ReasonClass
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.service import EXTENSION
from cpd.people.rules import Role
from cpd.verification.models import (
    ApiKey,
    BulkCheck,
    BulkLine,
    WatchedCertificate,
    Webhook,
    WebhookDelivery,
)
from cpd.verification.rules.receipts import hash_of
from cpd.verification.rules.scopes import BulkState
from cpd.verification.service import bulk_checks
from cpd.web.context import job
from tests.conftest import TODAY
from tests.factories.bodies import a_body, a_key, a_webhook, an_assessor, watch
from tests.factories.certificates import a_certificate, some_facts
from tests.hook_servers import a_hook_server
from tests.web.counting import counted


@pytest.fixture
def body(session):
    return a_body(session, name="Northern Register")


@pytest.fixture
def assessor(as_, session, body):
    return as_(an_assessor(session, body))


@pytest.fixture
def certificate(session):
    found = a_certificate(session, facts=some_facts(title="=1+1 a module"))
    session.commit()
    return found


def hand_in(browser, body, content, name="list.csv", **more):
    data = {"organisation": str(body.id), "file": (BytesIO(content), name), **more}
    return browser.post("/checks", data=data, content_type="multipart/form-data")


def work_off(app) -> None:
    jobs.once(app, bulk_checks.JOB)


def rows(*lines) -> bytes:
    return "\n".join(("certificate,name,minutes,reference", *lines)).encode()


# --- lists


def test_a_list_goes_in_is_checked_by_the_job_and_comes_out(app, assessor, body, certificate):
    line = f"{certificate.token},Ann Okafor,90,M-1"
    answer = hand_in(assessor, body, rows(line, "rubbish,,,", f"{token_from(3)},,,"))
    assert answer.status_code == 303
    waiting = assessor.get(answer.location)
    assert "0 of 3 lines" in waiting.text
    assert f'href="{answer.location}"' in waiting.text, "without JavaScript, a link looks again"
    work_off(app)
    page = assessor.get(answer.location).text
    for words in ("Name matches", "Minutes do not match", "Valid (1)", "No such certificate (2)"):
        assert words in page
    assert "data-look-again" not in page


def test_answers_can_be_narrowed_to_one_verdict(app, assessor, body, session, certificate):
    gone = a_certificate(session, withdrawn_at=TODAY, reason_class=ReasonClass.CONDUCT)
    session.commit()
    shown = hand_in(assessor, body, rows(certificate.token, gone.token)).location
    work_off(app)
    page = assessor.get(f"{shown}?verdict=withdrawn").text
    assert gone.serial in page
    assert certificate.serial not in page
    assert assessor.get(f"{shown}?verdict=nonsense&page=x").status_code == 200


def test_the_table_holds_no_formula(app, assessor, body, certificate):
    shown = hand_in(assessor, body, rows(f"{certificate.token},,,=cmd()")).location
    work_off(app)
    answer = assessor.get(f"{shown}/results.csv")
    cells = [cell for row in csv.reader(StringIO(answer.text)) for cell in row]
    assert "'=1+1 a module" in cells
    assert "'=cmd()" in cells
    assert answer.data.startswith(b"\xef\xbb\xbf")


def test_the_receipt_is_over_the_results(app, assessor, body, certificate):
    shown = hand_in(assessor, body, rows(certificate.token, "rubbish")).location
    work_off(app)
    results = assessor.get(f"{shown}/results.json").json["results"]
    key = RSAKey.import_key(app.extensions[EXTENSION].public(KeyPurpose.TOKEN).pem)
    receipt = assessor.get(f"{shown}/receipt")
    said = json.loads(jws.deserialize_compact(receipt.text, key, algorithms=["RS256"]).payload)
    assert said["results_sha256"] == hash_of(results)
    assert said["verdicts"] == {"unknown": 1, "valid": 1}


def test_watching_a_list_watches_what_was_found(app, assessor, body, session, certificate):
    hand_in(assessor, body, rows(certificate.token, "rubbish"), watch="y")
    work_off(app)
    assert session.scalars(select(WatchedCertificate.certificate_id)).all() == [certificate.id]
    page = assessor.get("/checks/watched").text
    assert certificate.serial in page
    assert "Nobody is told" in page
    assessor.post(f"/checks/watched/{certificate.serial}/end")
    assert "Nothing is watched yet" in assessor.get("/checks/watched").text


def test_a_cancelled_list_keeps_what_was_answered(app, assessor, body, session, certificate):
    shown = hand_in(assessor, body, rows(certificate.token)).location
    assert assessor.post(f"{shown}/cancel").status_code == 303
    work_off(app)
    assert session.scalars(select(BulkCheck.state)).all() == [BulkState.CANCELLED]
    assert "Nothing was checked" in assessor.get(shown).text
    assessor.post(f"{shown}/cancel")


def test_a_long_list_is_worked_off_in_parts(app, assessor, body, session, certificate):
    shown = hand_in(assessor, body, rows(*[certificate.token] * 450)).location
    parts = iter((True, True, True, False))
    with app.app_context():
        begin = partial(job, bulk_checks.JOB)
        assert bulk_checks.work_off(begin, lambda: next(parts, False)) == 400
    assert "400 of 450 lines" in assessor.get(shown).text
    work_off(app)
    assert session.scalar(select(func.count()).select_from(BulkLine)) == 450
    assert "Valid (450)" in assessor.get(shown).text


def test_a_list_can_be_deleted_and_goes_by_itself(app, assessor, body, session, clock, certificate):
    shown = hand_in(assessor, body, rows(certificate.token)).location
    hand_in(assessor, body, rows(certificate.token))
    work_off(app)
    assert assessor.post(f"{shown}/forget").status_code == 303
    assert assessor.get(shown).status_code == 404
    clock.instant = TODAY + timedelta(days=31)
    jobs.once(app, "clear-checks")
    for table in (BulkCheck, BulkLine):
        assert session.scalar(select(func.count()).select_from(table)) == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"\xff\xfe\x00", "UTF-8", id="no text"),
        pytest.param(b"x\n" * 20_002, "20,000", id="too many lines"),
        pytest.param(b"name\nAnn\n", "No column", id="no certificates"),
    ],
)
def test_a_list_that_is_none_is_told_so_on_the_form(assessor, body, content, words):
    answer = hand_in(assessor, body, content)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_file_that_is_too_large_is_told_so_on_the_form(assessor, body, monkeypatch):
    monkeypatch.setattr("cpd.verification.bodies_forms.LARGEST_FILE", 100)
    assert "2 MB" in hand_in(assessor, body, b"x\n" * 51).text


def test_a_list_of_another_body_is_not_there(app, as_, assessor, body, session, certificate):
    shown = hand_in(assessor, body, rows(certificate.token)).location
    stranger = as_(Role.ASSESSOR)
    for path in ("", "/results.csv", "/results.json", "/receipt"):
        assert stranger.get(shown + path).status_code == 404
    for act in ("/cancel", "/forget"):
        assert stranger.post(shown + act).status_code == 404
    other = a_body(session)
    session.commit()
    hand_in(assessor, other, rows(certificate.token))
    assert set(session.scalars(select(BulkCheck.organisation_id))) == {body.id}


def test_pages_cost_no_more_with_more_rows(app, assessor, body, session, connection):
    def asked(path) -> int:
        with counted(connection) as statements:
            assessor.get(path)
        return len(statements)

    certificates = [a_certificate(session, facts=some_facts()) for _ in range(30)]
    session.commit()
    shown = hand_in(assessor, body, rows(*(one.token for one in certificates))).location
    pages = ("/checks", "/checks/keys", "/checks/webhooks", "/checks/watched", shown)
    few = [asked(path) for path in pages]
    work_off(app)
    for one in certificates:
        watch(session, body, one)
        a_key(session, body, revoked_at=TODAY)
    for number in range(9):
        a_webhook(session, body, f"https://body.example/{number}")
    many = [asked(path) for path in pages]
    assert all(b <= a + 1 for a, b in zip(few, many, strict=True)), (few, many)


# --- keys


def test_a_key_is_shown_once_and_only_then(assessor, body, session):
    data = {"organisation": str(body.id), "name": "Register", "scopes": ["verify", "bulk"]}
    assert assessor.post("/checks/keys", data=data).status_code == 303
    first, second = assessor.get("/checks/keys").text, assessor.get("/checks/keys").text
    row = session.scalars(select(ApiKey)).one()
    key = first.split('readonly value="')[1].split('"')[0]
    assert key.startswith(row.prefix)
    assert key not in second
    assert row.prefix in second
    assert row.scopes == ["bulk", "verify"]


def test_a_key_works_until_it_is_revoked(assessor, body, session, client, certificate):
    key = a_key(session, body)
    headers = {"Authorization": f"Bearer {key}"}
    path = f"/api/v1/verify/{certificate.token}"
    assert client.get(path, headers=headers).status_code == 200
    row = session.scalars(select(ApiKey)).one()
    assert assessor.post(f"/checks/keys/{row.id}/revoke").status_code == 303
    assert client.get(path, headers=headers).status_code == 401
    assert "Revoked" in assessor.get("/checks/keys").text


def test_a_key_of_another_body_cannot_be_revoked(assessor, session):
    a_key(session, a_body(session))
    row = session.scalars(select(ApiKey)).one()
    assert assessor.post(f"/checks/keys/{row.id}/revoke").status_code == 404
    assert assessor.get("/checks/keys").text.count(row.prefix) == 0


@pytest.mark.parametrize("missing", ["name", "scopes"])
def test_a_key_without_a_name_or_a_purpose_is_not_made(assessor, body, session, missing):
    data = {"organisation": str(body.id), "name": "Register", "scopes": ["verify"]}
    answer = assessor.post("/checks/keys", data={k: v for k, v in data.items() if k != missing})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert session.scalars(select(ApiKey)).all() == []


def test_nobody_makes_a_key_for_another_body(assessor, session):
    other = a_body(session)
    session.commit()
    data = {"organisation": str(other.id), "name": "Register", "scopes": ["verify"]}
    assessor.post("/checks/keys", data=data)
    assert other.id not in session.scalars(select(ApiKey.organisation_id)).all()


# --- addresses


def add(browser, body, url, **more):
    return browser.post("/checks/webhooks", data={"organisation": str(body.id), "url": url, **more})


def test_an_address_is_added_tried_and_removed(app, assessor, body, session):
    with a_hook_server(500) as hooks:
        assert add(assessor, body, hooks.url, of_members="y").status_code == 303
        page = assessor.get("/checks/webhooks").text
        assert "whsec_" in page
        assert "whsec_" not in assessor.get("/checks/webhooks").text
        webhook = session.scalars(select(Webhook)).one()
        shown = assessor.post(f"/checks/webhooks/{webhook.id}/test").location
        jobs.once(app, "deliver-webhooks")
        assert "500 Internal Server Error" in assessor.get(shown).text
        message = session.scalars(select(WebhookDelivery)).one()
        assessor.post(f"{shown}/messages/{message.id}/resend")
        jobs.once(app, "deliver-webhooks")
        assert "Taken" in assessor.get(shown).text
    assessor.post(f"{shown}/remove")
    assert assessor.get(shown).status_code == 404
    assert "No address yet" in assessor.get("/checks/webhooks").text


@pytest.mark.parametrize(
    "url",
    ["", "x", "http://body.example/", "https://10.0.0.1/",
     "https://169.254.169.254/latest/meta-data", "https://no-such-host.invalid/"],
)  # fmt: skip
def test_an_address_that_leads_nowhere_or_inside_is_refused_at_its_field(
    assessor, body, session, url
):
    answer = add(assessor, body, url)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert session.scalars(select(Webhook)).all() == []


# --- who


@pytest.mark.parametrize("path", ["/checks", "/checks/keys", "/checks/webhooks", "/checks/watched"])
def test_only_assessors_see_these_pages(as_, client, assessor, path):
    assert assessor.get(path).status_code == 200
    assert as_(Role.ADMINISTRATOR).get(path).status_code == 403
    assert client.get(path).status_code == 303
