"""One statement fails, at each table on the way: all of it is undone, and the next try succeeds."""

from functools import partial

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from cpd.audit.models import AuditEntry
from cpd.catalogue.models import ModuleVersion
from cpd.certificates import service
from cpd.certificates.models import Certificate, CertificateFile
from cpd.certificates.rules.life import Stage
from cpd.certificates.service.issuing import NOT_KEPT
from cpd.credentials.models import StatusEntry, StatusList
from cpd.db import db
from cpd.kernel.clock import FixedClock
from cpd.letters.models import Letter
from cpd.people.models import Person
from cpd.transparency.models import LogHead, LogLeaf, LogNode
from cpd.web.context import job
from tests.conftest import DATABASES, TODAY, settings
from tests.databases import an_app, its_own
from tests.factories.minting import SITE, Canned
from tests.factories.modules import a_loaded_module, a_passed_module, a_sat_quiz, best_road
from tests.factories.people import a_person

COUNTED = (Certificate, CertificateFile, Letter, LogLeaf, LogNode, StatusEntry, AuditEntry)


@pytest.fixture(params=DATABASES)
def site(request, tmp_path):
    """An app where one certificate is issued, and somebody else is about to pass."""
    with (
        its_own(request.param, tmp_path, request) as url,
        an_app(settings(tmp_path, url), FixedClock(TODAY)) as app,
        app.app_context(),
    ):
        with job("test") as work:
            version = a_loaded_module(work)
            a_passed_module(work, a_person(work.session), version)
        assert issue() == 1
        with job("test") as work:
            best_road(work, a_person(work.session, name="Ann Okafor"), the_module(work))
        yield app


def the_module(work) -> ModuleVersion:
    return work.session.scalars(select(ModuleVersion)).one()


def issue(maker=None) -> int:
    return service.issue_waiting(partial(job, service.JOB), maker or Canned(), SITE)


def hand_in():
    with job("test") as work:
        ann = work.session.scalars(select(Person).where(Person.name == "Ann Okafor")).one()
        a_sat_quiz(work, ann, the_module(work))


def counts() -> dict[str, int]:
    with job("test") as work:
        found = {one.__tablename__: select(func.count()).select_from(one) for one in COUNTED}
        sums = {"given": select(func.sum(StatusList.given)), "size": select(LogHead.size)}
        return {name: work.session.scalar(query) for name, query in (found | sums).items()}


def anns() -> Certificate:
    with job("test") as work:
        name = Certificate.facts["name"].as_string()
        return work.session.scalars(select(Certificate).where(name == "Ann Okafor")).one()


def break_at(table, event="INSERT"):
    """Let the database refuse every such statement on a table, as a bug of its own would."""
    fails = f"CREATE TRIGGER fault BEFORE {event} ON {table} "
    with job("test") as work:
        if db.engine.dialect.name == "sqlite":
            work.session.execute(text(fails + "BEGIN SELECT RAISE(ABORT, 'fault'); END"))
            return
        body = "BEGIN RAISE EXCEPTION 'fault'; END"
        work.session.execute(
            text(
                f"CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
            )
        )
        work.session.execute(text(fails + "FOR EACH ROW EXECUTE FUNCTION fault()"))


def mend(table):
    with job("test") as work:
        on = "" if db.engine.dialect.name == "sqlite" else f" ON {table}"
        work.session.execute(text(f"DROP TRIGGER fault{on}"))


@pytest.mark.parametrize(
    "table", ["completion", "entry", "certificate", "status_entry", "audit_entry"]
)
def test_an_order_that_cannot_be_written_is_no_pass_either(site, table):
    before = counts()
    break_at(table)
    with pytest.raises(DBAPIError):
        hand_in()
    mend(table)
    assert counts() == before
    hand_in()
    assert issue() == 1
    after = counts()
    for name in ("certificate", "certificate_file", "letter", "log_leaf", "given", "size"):
        assert after[name] == before[name] + 1, name


@pytest.mark.parametrize(
    ("table", "event"),
    [
        ("certificate_file", "INSERT"),
        ("audit_entry", "INSERT"),
        ("letter", "INSERT"),
        ("log_leaf", "INSERT"),
        ("log_node", "INSERT"),
        ("log_head", "UPDATE"),
    ],
)
def test_what_cannot_be_kept_leaves_nothing_and_is_made_again(site, table, event):
    hand_in()
    before, ordered = counts(), anns()
    break_at(table, event)
    maker = Canned()
    assert issue(maker) == 0
    assert len(maker.given) == 1
    mend(table)
    assert counts() == before, "no file without its row, no letter, no leaf"
    waits = anns()
    assert (waits.stage, waits.trouble, waits.tries) == (Stage.KEEPING, NOT_KEPT, 1)
    assert waits.issued_at is None
    with job("test") as work:
        service.try_again(work, waits)
    assert issue() == 1
    after, issued = counts(), anns()
    assert (issued.serial, issued.token) == (ordered.serial, ordered.token)
    assert issued.status_position == ordered.status_position
    assert after["given"] == before["given"], "no place is given twice"
    for name in ("certificate_file", "letter", "log_leaf", "size"):
        assert after[name] == before[name] + 1, name
