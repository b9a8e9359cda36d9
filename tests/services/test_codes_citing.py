"""What a page says of a clause that a module cites, as editions come and go."""

import pytest

from cpd.catalogue import service as catalogue
from cpd.catalogue.rules.items import CodeEdition
from cpd.codes import citing
from cpd.people.rules import Role
from tests.factories.codes import a_clause, a_code, a_register, some_parts
from tests.factories.modules import a_loaded_module

OLD = a_code(clauses=[a_clause("8", heading="Lend no lamp", parts=some_parts("ab"))])
NEW = a_code(clauses=[a_clause("8", heading="Borrow no lamp")], edition="2027-05")
WRITTEN_FROM_THE_OLD = (CodeEdition("plumm", "2026-11"),)


@pytest.fixture
def held(monkeypatch):
    """Hold these codes instead of the shipped ones, of which there is one edition each."""

    def hold(*codes):
        for module in (citing, catalogue):
            monkeypatch.setattr(module, "register", lambda: a_register(*codes))

    return hold


def test_an_older_edition_is_explained_by_its_own_words(held, app):
    held(OLD, NEW)
    assert citing.clause_heading("plumm:8", WRITTEN_FROM_THE_OLD) == "Lend no lamp"
    assert citing.clause_paraphrase("plumm:8b", WRITTEN_FROM_THE_OLD) == "Part b."
    assert citing.clause_name("plumm:8b", WRITTEN_FROM_THE_OLD) == "plumm 8b, edition 2026-11"
    with app.test_request_context():
        assert citing.clause_url("plumm:8", WRITTEN_FROM_THE_OLD) == "/codes/plumm"


def test_where_no_edition_is_said_the_newest_is_meant(held, app):
    held(OLD, NEW)
    assert citing.clause_heading("plumm:8") == "Borrow no lamp"
    assert citing.clause_name("plumm:8") == "plumm 8"
    with app.test_request_context():
        assert citing.clause_url("plumm:8") == "/codes/plumm/8"


def test_an_edition_that_is_gone_is_not_explained_by_another(held):
    held(NEW)
    assert citing.clause_heading("plumm:8", WRITTEN_FROM_THE_OLD) == ""
    assert citing.clause_paraphrase("plumm:8", WRITTEN_FROM_THE_OLD) == ""
    assert citing.clause_name("plumm:8", WRITTEN_FROM_THE_OLD) == "plumm 8, edition 2026-11"


def test_a_module_stays_open_when_its_code_is_gone(held, work, as_):
    module = a_loaded_module(work, codes=WRITTEN_FROM_THE_OLD)
    held(a_code("global", [a_clause(code="global")]))
    answer = as_(Role.TRAINEE).get(f"/modules/{module.module_key}")
    assert answer.status_code == 200
    assert citing.clause_name("plumm:8", WRITTEN_FROM_THE_OLD) == "plumm 8"
