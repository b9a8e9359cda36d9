"""`cpd doctor`: what an operator is told of each trouble."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, text

from cpd.catalogue.models import ContentFinding
from cpd.cli import diagnosis
from cpd.cli.diagnosis import findings
from cpd.evidence.models import StoredFile
from cpd.keys import revocations
from cpd.keys.calling import SocketSigner
from cpd.keys.making import SEAL_YEARS, YEAR
from cpd.keys.models import SigningKey
from cpd.keys.publishing import CRL
from cpd.keys.revocations import GOOD_FOR
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.rules.ring import Ring
from cpd.keys.service import EXTENSION, values_of
from cpd.letters.rules import Phase
from cpd.schedule.models import JobDue
from cpd.settings import Settings
from cpd.verification.lockbox import Lockbox
from cpd.web.published import place, publish
from tests.conftest import TODAY
from tests.factories.bodies import SECRET, a_body, a_webhook
from tests.factories.certificates import a_certificate
from tests.factories.letters import a_letter
from tests.signers import MADE_AT, a_signer, the_keys


@pytest.fixture
def told(app, session):
    """Ask the doctor; return what is said, by subject, worst first."""

    def ask() -> dict[str, str]:
        session.commit()
        with app.app_context():
            said = [(one.level, one.subject, one.words) for one in findings(settings_of(app))]
        order = ("fail", "warn", "ok").index
        ranked = sorted(said, key=lambda one: order(one[0]), reverse=True)
        return {subject: f"{level}: {words}" for level, subject, words in ranked}

    return ask


def settings_of(app) -> Settings:
    return app.extensions["cpd"].settings


def a_run(session, name="purge", *, due_at=TODAY + timedelta(hours=1), outcome="done") -> None:
    session.add(JobDue(name=name, due_at=due_at, began_at=TODAY, ended_at=TODAY, outcome=outcome))


def test_a_site_that_is_well_is_told_so(told, session):
    a_run(session)
    a_letter(session, phase=Phase.SENT)
    said = told()
    for subject in (
        "tables",
        "database",
        "mail",
        "certificates",
        "evidence",
        "letters",
        "scheduler",
        "keys",
        "signer",
        "content",
    ):
        assert said[subject].startswith("ok: "), said[subject]


def test_a_file_that_is_not_the_issued_one_is_told(told, session):
    certificate = a_certificate(session)
    certificate.sha256 = "0" * 64
    assert (
        told()["certificates"]
        == f"fail: {certificate.serial}: the stored file is not the issued one"
    )


def test_a_proof_that_is_not_there_is_told(told, session):
    row = StoredFile(sha256="a" * 64, media_type="image/png", size=3, stored_at=TODAY)
    session.add(row)
    session.flush()
    assert told()["evidence"] == f"fail: {'a' * 64}: the file is missing or not what it was"


def test_a_certificate_that_cannot_be_drawn_is_told(told, session):
    a_certificate(session, is_issued=False, trouble="No font has that letter.")
    assert "1 certificate cannot be drawn" in told()["certificates"]


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        pytest.param({"phase": Phase.UNKNOWN}, "1 refused or in doubt", id="in doubt"),
        pytest.param({"phase": Phase.REFUSED}, "1 refused or in doubt", id="refused"),
        pytest.param(
            {"queued_at": TODAY - timedelta(minutes=20), "last_answer": "The server sleeps."},
            "1 wait, one since 2026-03-02 08:40 UTC: The server sleeps.",
            id="put off again and again",
        ),
        pytest.param(
            {"queued_at": TODAY - timedelta(days=2)}, "is cpd jobs run running?", id="never tried"
        ),
    ],
)
def test_letters_that_do_not_arrive_are_told(told, session, letter, words):
    a_letter(session, **letter)
    assert told()["letters"].startswith("warn: ")
    assert words in told()["letters"]


def test_a_scheduler_that_never_ran_is_told(told):
    assert "no job ever ran" in told()["scheduler"]


@pytest.mark.parametrize(
    ("run", "words"),
    [
        pytest.param({"due_at": TODAY - timedelta(minutes=16)}, "late: purge", id="late"),
        pytest.param({"outcome": "failed: KeyError"}, "purge failed: KeyError", id="failed"),
    ],
)
def test_a_job_in_trouble_is_told(told, session, run, words):
    a_run(session, **run)
    assert words in told()["scheduler"]


def test_a_job_there_is_no_more_is_not_missed(told, session):
    a_run(session)
    a_run(session, "of-an-older-release", due_at=TODAY - timedelta(days=90))
    assert told()["scheduler"].startswith("ok: ")


def test_content_that_was_not_loaded_is_told(told, session):
    place = {"file": "module.yaml", "line": 3, "rule": "dangling", "message": "No such scene."}
    session.add(ContentFinding(module_key="chat", found_at=TODAY, **place))
    assert told()["content"] == "warn: not loaded: chat"


def test_a_webhook_secret_that_cannot_be_opened_is_told(told, session):
    a_webhook(session, a_body(session))
    assert told()["webhooks"] == "ok: 1 secret can be opened"
    a_webhook(session, a_body(session), secret=Lockbox("an older key").locked(SECRET, uuid4()))
    assert told()["webhooks"].startswith("fail: 1 secret cannot be opened: the secret key was")


def test_tables_of_another_release_are_told_and_nothing_else_is_asked(told, session):
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    said = told()
    assert said["tables"] == "fail: not those of this release; run cpd upgrade"
    assert "letters" not in said


@pytest.mark.parametrize(
    ("check", "given", "words"),
    [
        pytest.param("address", {"base_url": "http://cpd.example"}, "not https", id="no https"),
        pytest.param(
            "address", {"base_url": "https://cpd.example"}, "CPD_PROXIES is 0", id="proxy"
        ),
        pytest.param("mail", {"mail_from": "nobody"}, "CPD_MAIL_FROM", id="no sender"),
    ],
)
def test_settings_that_harm_are_told(tmp_path, check, given, words):
    usual = {"data_dir": tmp_path, "database_url": "sqlite://", "secret_key": "s", "testing": True}
    finding = getattr(diagnosis, check)(Settings(**(usual | given)))
    assert finding.level in {"warn", "fail"}
    assert words in finding.words


def test_keys_that_were_never_made_are_told(told, session):
    session.execute(delete(SigningKey))
    assert told()["keys"].startswith("warn: none for credential, seal, log, token yet")


def test_a_seal_that_runs_out_and_keys_that_grow_old_are_told(told, clock):
    clock.instant = MADE_AT + SEAL_YEARS * YEAR - timedelta(days=59)
    assert "runs out on 2031-02-28" in told()["keys"]
    clock.instant += timedelta(days=59)
    assert told()["keys"].startswith("fail: ")
    clock.instant = MADE_AT + timedelta(days=401)
    assert told()["keys"].startswith("warn: ")
    assert "more than a year old" in told()["keys"]


@pytest.fixture
def a_list_of_stolen_seals(app):
    """One as the root signs it, published; the folder belongs to the whole run."""
    signed = revocations.signed_list(the_keys().root, Ring({}, {}, ""), MADE_AT)
    with app.app_context():
        publish(CRL, signed)
        yield
        place(CRL).unlink()


@pytest.mark.parametrize(
    ("days", "said"),
    [(GOOD_FOR.days - 61, None), (GOOD_FOR.days - 59, "warn: "), (GOOD_FOR.days, "fail: ")],
    ids=["long before", "two months before", "on the day"],
)
def test_a_list_of_stolen_seals_that_runs_out_is_told(
    told, clock, a_list_of_stolen_seals, days, said
):
    clock.instant = MADE_AT + timedelta(days=days)
    words = told()["keys"]
    assert ("seal.crl runs out on 2027-04-05" in words) is (said is not None), words
    assert words.startswith(said or "ok: ")


def test_a_signer_that_is_away_is_told(app, told, monkeypatch, tmp_path):
    monkeypatch.setitem(app.extensions, EXTENSION, SocketSigner(tmp_path / "signer.sock"))
    assert told()["signer"].startswith("warn: does not answer")


def test_a_signer_with_other_keys_is_told(app, told, session):
    (key,) = session.scalars(select(SigningKey).filter_by(purpose=KeyPurpose.LOG))
    key.retired_at = MADE_AT
    session.flush()
    session.add(SigningKey(**values_of(replace(a_signer().public(KeyPurpose.LOG), id="x"), TODAY)))
    assert told()["signer"].startswith("fail: signs with log-2026-03-01")
