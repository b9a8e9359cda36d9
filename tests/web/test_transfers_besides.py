"""Papers, declarations and days away go out with the log and come in again."""

import json
import re

import pytest
from sqlalchemy import select

from cpd.documents import service as documents
from cpd.documents.models import DeclarationMade, Paper
from cpd.people.rules import Role
from cpd.records.models import Entry
from cpd.standings import service as standings
from cpd.standings.models import Absence
from cpd.standings.rules.following import AbsenceKind, Away
from cpd.transfers.store.besides import as_written
from tests.conftest import TODAY
from tests.factories.documents import a_declaration, a_paper
from tests.factories.records import an_entry
from tests.web.test_transfers import brought_in, columns, upload

MODELS = (Paper, DeclarationMade, Absence)


@pytest.fixture
def full(as_, work):
    """A coach with an entry, papers, declarations and days away; one of each was taken back."""
    coach = as_(Role.PRACTITIONER)
    person = coach.person
    an_entry(work, person)
    a_paper(work, person, "indemnity_insurance", title="Careful Mutual", country="Estonia")
    a_paper(work, person, "dbs_check", level="enhanced", seen_by="The office")
    documents.withdraw(work, person.id, a_paper(work, person).id)
    a_declaration(work, person, declared_on=TODAY.date(), note="Told on the day.")
    a_declaration(work, person, "judged", requirement="bacp.accredited/law", verdict="met")
    documents.take_back(work, person.id, a_declaration(work, person, "renewal_submitted").id)
    away = Away(kind=AbsenceKind.PARENTAL, since=TODAY.date())
    standings.withdraw_absence(work, person.id, standings.add_absence(work, person.id, away).id)
    standings.add_absence(work, person.id, away)
    work.session.commit()
    return coach


@pytest.fixture
def other(as_):
    return as_(Role.PRACTITIONER)


def exported(client):
    return client.get("/transfer/export?as=json").data


def rows(session, client, model):
    query = select(model).where(model.person_id == client.person.id)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def kept(session, client):
    """Return everything as it reads, with whether it stands, in an order of its own."""
    return sorted(
        (repr(as_written(row)), row.withdrawn_at is None)
        for model in MODELS
        for row in rows(session, client, model)
    )


def test_an_export_imports_to_the_same_papers_declarations_and_days_away(full, other, session):
    checked = columns(other, upload(other, exported(full)).location)
    page = other.get(checked).text
    for words in (
        "Careful Mutual, 1 April 2025",
        "Parental leave, 2 March 2026",
        "withdrawn as be",
    ):
        assert words in page
    assert kept(session, other) == []
    other.post(checked, data={})
    assert kept(session, other) == kept(session, full)
    assert len(kept(session, other)) == 8
    page = other.get(checked).text
    assert "Declarations" in page


def test_the_same_export_again_brings_nothing(full, other, session):
    file = exported(full)
    for _ in range(2):
        brought_in(other, file)
    assert kept(session, other) == kept(session, full)
    checked = columns(other, upload(other, file).location)
    assert "is here already" in other.get(checked).text
    brought_in(full, file)
    assert len(kept(session, full)) == 8


def test_a_double_click_brings_them_once(full, other, session):
    checked = columns(other, upload(other, exported(full)).location)
    for _ in range(2):
        assert other.post(checked, data={}).status_code in {200, 303}
    assert len(kept(session, other)) == 8


def test_undoing_takes_them_back_and_they_can_come_again(full, other, session):
    file = exported(full)
    checked = brought_in(other, file)
    assert "what else it brought" in other.get(checked + "/undo").text
    page = other.post(checked + "/undo", data={"changed": "keep"}, follow_redirects=True).text
    assert "1 entries and 5 papers, declarations, days away and months are withdrawn" in page
    assert [stands for _, stands in kept(session, other)] == [False] * 8
    brought_in(other, file)
    standing = [words for words, stands in kept(session, other) if stands]
    assert standing == [words for words, stands in kept(session, full) if stands]


def test_what_was_there_before_stays_after_an_undo(full, session):
    """An import into the log it came from brings nothing, so its undoing takes nothing."""
    before = kept(session, full)
    checked = brought_in(full, exported(full))
    full.post(checked + "/undo", data={"changed": "withdraw"})
    assert kept(session, full) == before


def test_a_paper_that_was_corrected_since_is_kept_if_wanted(full, other, session):
    checked = brought_in(other, exported(full))
    (insurance,) = [row.id for row in rows(session, other, Paper) if row.country]
    other.post(
        f"/papers/{insurance}/correct",
        data={"first_on": "2025-04-01", "last_on": "2026-04-30", "title": "Careful Mutual",
              "version": "1"},
    )  # fmt: skip
    assert "You corrected 1 paper" in other.get(checked + "/undo").text
    other.post(checked + "/undo", data={"changed": "keep"})
    assert [one.id for one in rows(session, other, Paper) if not one.withdrawn_at] == [insurance]


def test_an_export_without_entries_comes_in_too(full, other, session):
    whole = json.loads(exported(full)) | {"entries": []}
    brought_in(other, json.dumps(whole))
    assert kept(session, other) == kept(session, full)
    assert rows(session, other, Entry) == []
    nothing = whole | {"papers": [], "declarations": [], "absences": []}
    assert "nothing in this export" in upload(other, json.dumps(nothing)).text


def test_what_cannot_be_read_is_said_and_the_rest_comes_in(full, other, session):
    whole = json.loads(exported(full))
    whole["papers"][0]["last_on"] = "soon"
    whole["absences"].append({"kind": "holiday", "since": "2026-01-01"})
    checked = columns(other, upload(other, json.dumps(whole)).location)
    page = other.get(checked).text
    assert "“soon” is not a day" in page
    assert "none of these" in page
    assert "2 cannot be read" in page
    other.post(checked, data={})
    assert len(kept(session, other)) == 7


def test_texts_that_no_database_takes_come_in_clean_or_are_refused(full, other, session):
    whole = json.loads(exported(full))
    odd = "a\0b\u202ec"
    whole["declarations"][0] |= {"declaration": "judged", "requirement": "law",
                                 "pack_id": "bacp.accredited", "verdict": "met",
                                 "note": odd, "declared_to": odd, "withdrawn_at": None}  # fmt: skip
    whole["declarations"][1]["declared_to"] = "x" * 5000
    for paper in whole["papers"]:
        paper |= {"title": odd, "country": "y" * 150}
    checked = columns(other, upload(other, json.dumps(whole)).location)
    page = other.get(checked).text
    assert "Use at most 200 characters" in page
    assert "A country can have at most 80 characters." in page
    other.post(checked, data={})
    (note,) = {one.note for one in rows(session, other, DeclarationMade) if "b" in one.note}
    assert note == "abc"
    assert {one.country for one in rows(session, other, Paper)} == {None}


@pytest.mark.parametrize(
    "wrong", [{"drafts": ["\ud800"]}, {"supervisors": 5}, {"papers": {"a": 1}}]
)
def test_an_export_that_holds_what_nobody_can_keep_is_refused_in_words(full, other, wrong):
    answer = upload(other, json.dumps(json.loads(exported(full)) | wrong))
    assert re.search("cannot be read as JSON|is no list", answer.text)
