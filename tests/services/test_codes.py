import pytest
from sqlalchemy import select

from cpd.audit.models import AuditEntry
from cpd.codes import service, store
from cpd.codes.files import register
from cpd.codes.models import ClauseCitation, ClauseWording
from cpd.codes.service import CitedBy
from cpd.kernel.errors import RuleError
from tests.factories.codes import a_text, a_text_with_parts
from tests.factories.people import a_person

CHAT = "plumm-chat"


@pytest.fixture
def person(session):
    return a_person(session)


def wordings(session):
    query = select(ClauseWording).order_by(ClauseWording.code, ClauseWording.number)
    return [(row.code, row.number, row.wording) for row in session.scalars(query)]


def trail(session):
    query = select(AuditEntry).where(AuditEntry.kind.like("wording.%"))
    return [(row.kind, row.facts) for row in session.scalars(query)]


def edition(key):
    return register().code(key).edition


def wording_of(session, reference):
    clause = register().clause(reference)
    return service.wording(session, register().code(clause.code), clause)


# What cites a clause


def test_what_a_module_cites_takes_the_place_of_what_it_cited(work, session):
    service.replace_citations(work, "m", "Module", [CitedBy("bacp", "33", "quiz", "old")])
    service.replace_citations(work, "other", "Other", [CitedBy("bacp", "33", "quiz", "stays")])
    service.replace_citations(
        work,
        "m",
        "Module",
        [CitedBy("bacp", "33", "quiz", "new"), CitedBy("bacp", "34", "quiz", "new")],
    )
    session.flush()
    places = session.scalars(select(ClauseCitation.place).order_by(ClauseCitation.place)).all()
    assert places == ["new", "new", "stays"]


def test_a_place_that_cites_a_clause_and_its_parts_counts_once(work, session):
    cited = [
        CitedBy("bacp", "33", "quiz", "one"),
        CitedBy("bacp", "33a", "quiz", "one"),
        CitedBy("bacp", "33d", "scenario", "scene/choice"),
        CitedBy("bacp", "34", "quiz", "one"),
        CitedBy("plumm", "3", "quiz", "one"),
    ]
    service.replace_citations(work, "m", "Module", cited)
    session.flush()
    assert store.citation_counts(session, "bacp") == {"33": 2, "34": 1}
    told = service.citing(session, register().clause("bacp:33"))
    assert [(one.part, one.places) for one in told] == [
        ("quiz", ("one",)),
        ("scenario", ("scene/choice",)),
    ]


def test_modules_of_one_title_are_told_apart(work, session):
    for key in ("a", "b"):
        cited = [CitedBy("bacp", "34", part, key) for part in ("quiz", "scenario")]
        service.replace_citations(work, key, "Same title", cited)
    session.flush()
    told = service.citing(session, register().clause("bacp:34"))
    assert [(one.module_key, one.part) for one in told] == [
        ("a", "quiz"),
        ("a", "scenario"),
        ("b", "quiz"),
        ("b", "scenario"),
    ]


# The wording


def test_looking_tells_what_is_in_a_text_and_keeps_nothing(session):
    [found] = service.look(a_text()).found
    assert found.code.key == CHAT
    assert found.wording == {
        "1": "Lamps\n\nNobody lends a lamp.",
        "2": "Lamps\n\nNobody borrows one.",
    }
    assert found.checked.difference.rows_without_a_clause == (*tuple("3456789"), "10")
    assert wordings(session) == []


def test_a_line_without_a_place_is_told_with_its_number():
    text = a_text_with_parts() + "35. More lamps\n\nLamp fund\n"
    told = [(stray.line, stray.text) for stray in service.look(f"{text}Opening hours\n").unplaced]
    assert told
    assert all(line > 8 for line, _ in told)


def test_the_wording_is_kept_by_clause_and_part_and_the_trail_counts_clauses(
    work, session, person, clock
):
    service.import_wording(work, person.id, a_text_with_parts())
    assert [number for _, number, _ in wordings(session)] == [
        "33",
        "33a",
        "33b",
        "33c",
        "33d",
        "34",
    ]
    held = wording_of(session, "bacp:33")
    assert held.paragraphs == ("Lamps may be lent if we are sure that:",)
    assert held.parts[3] == ("d", "We never lend lamp d to anybody.")
    assert held.imported_at == clock.now()
    assert wording_of(session, "bacp:35") is None
    facts = {"code": "bacp", "edition": edition("bacp"), "clauses": "2"}
    assert trail(session) == [("wording.imported", facts)]


def test_a_second_import_takes_the_place_of_the_first(work, session, person):
    service.import_wording(work, person.id, a_text("Old.", "Older.", "Stays."))
    service.import_wording(work, person.id, a_text("New.", "Newer."))
    assert [words for _, _, words in wordings(session)] == [
        "Lamps\n\nNew.",
        "Lamps\n\nNewer.",
        "Lamps\n\nStays.",
    ]


def test_parts_that_a_clause_no_longer_has_go(work, session, person):
    service.import_wording(work, person.id, a_text_with_parts("abcd"))
    service.import_wording(work, person.id, a_text_with_parts("ab"))
    assert [number for _, number, _ in wordings(session)] == ["33", "33a", "33b", "34"]


def test_several_codes_in_one_text_are_all_kept(work, session, person):
    kept = service.import_wording(work, person.id, a_text() + "\n" + a_text_with_parts())
    assert {found.code.key for found in kept} == {CHAT, "bacp"}
    held = {each.code.key: each for each in service.held(session)}
    assert (held[CHAT].clauses, held["bacp"].clauses, held["plumm"].clauses) == (2, 2, 0)
    assert held["plumm"].imported_at is None


def test_a_text_without_a_code_is_refused(work, session, person):
    with pytest.raises(RuleError, match="No clause"):
        service.import_wording(work, person.id, "1. Milk\n2. Bread\n")
    assert wordings(session) == []


def test_the_wording_of_one_code_is_removed(work, session, person):
    service.import_wording(work, person.id, a_text() + "\n" + a_text_with_parts())
    service.remove_wording(work, register().code("bacp"))
    assert {code for code, _, _ in wordings(session)} == {CHAT}
    assert trail(session)[-1] == (
        "wording.removed",
        {"code": "bacp", "edition": edition("bacp"), "clauses": "2"},
    )


def test_there_is_nothing_to_remove_twice(work, person):
    with pytest.raises(RuleError, match="No wording"):
        service.remove_wording(work, register().code("bacp"))
