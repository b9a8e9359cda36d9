from datetime import date

import pytest
from sqlalchemy import select

from cpd.audit.models import AuditEntry
from cpd.documents import service, store
from cpd.documents.rules.papers import SORTS, Written
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.requirements.files import packs
from cpd.requirements.rules.kinds import Document
from tests.factories.documents import a_declaration, a_paper
from tests.factories.people import a_person

DBS = Written(document="dbs_check", issued_on=date(2023, 11, 21), level="enhanced")


@pytest.fixture
def person(session):
    return a_person(session)


def kinds(work):
    return sorted(work.session.scalars(select(AuditEntry.kind)))


def test_a_paper_is_added_once_however_often_its_form_comes(work, person):
    first = service.add(work, person.id, "UTC", DBS, "form:1")
    again = service.add(work, person.id, "UTC", DBS, "form:1")
    assert first.id == again.id
    assert kinds(work) == ["paper.added"]


def test_correcting_writes_over_what_was_seen(work, person):
    paper = a_paper(work, person, "dbs_check")
    service.correct(work, person.id, "UTC", paper.id, 1, DBS)
    assert (paper.issued_on, paper.level, paper.version) == (date(2023, 11, 21), "enhanced", 2)
    with pytest.raises(RuleError, match="another tab"):
        service.correct(work, person.id, "UTC", paper.id, 1, DBS)


def test_a_withdrawn_paper_is_judged_no_more_until_it_is_restored(work, person):
    paper = a_paper(work, person)
    service.withdraw(work, person.id, paper.id)
    service.withdraw(work, person.id, paper.id)
    assert paper.withdrawn_at == work.at
    with pytest.raises(RuleError, match="withdrawn"):
        service.correct(work, person.id, "UTC", paper.id, 1, DBS)
    service.restore(work, person.id, paper.id)
    assert paper.withdrawn_at is None
    assert kinds(work) == ["paper.added", "paper.restored", "paper.withdrawn"]


def test_somebody_elses_paper_is_not_found(work, session, person):
    paper = a_paper(work, a_person(session))
    with pytest.raises(NotFoundError):
        service.withdraw(work, person.id, paper.id)


def test_a_judged_standard_names_its_pack(work, person):
    made = a_declaration(
        work, person, "judged", requirement="ukcp.registrant/peer_signatures", verdict="met"
    )
    assert (made.pack_id, made.requirement) == ("ukcp.registrant", "peer_signatures")


def test_a_declaration_taken_back_stays_in_the_list(work, person):
    made = a_declaration(work, person)
    service.take_back(work, person.id, made.id)
    service.take_back(work, person.id, made.id)
    assert [one.withdrawn_at for one in store.declarations(work.session, person.id)] == [work.at]
    assert kinds(work) == ["declaration.withdrawn", "declaration.written"]


def test_every_sort_of_paper_on_offer_is_one_that_some_body_asks_for():
    asked = {
        one.document
        for versions in packs().values()
        for pack in versions
        for one in pack.requirements
        if isinstance(one, Document)
    }
    assert set(SORTS) <= asked
