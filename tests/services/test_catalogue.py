import shutil

import pytest
from sqlalchemy import select

from cpd import places
from cpd.catalogue import service, store
from cpd.catalogue.checking import linted
from cpd.catalogue.files import read_modules
from cpd.catalogue.models import ContentFinding, ModuleVersion
from cpd.codes.files import register
from cpd.codes.store import citations_of
from tests.factories.modules import MODULE, a_loaded_module


@pytest.fixture
def folders(tmp_path):
    """The shipped content, as an operator's copy that may be edited."""
    copies = tmp_path / "scenarios", tmp_path / "quizzes"
    for source, copy in zip((places.SCENARIOS, places.QUIZZES), copies, strict=True):
        shutil.copytree(source, copy)
    return copies


def load(work, folders):
    known = register().known_clauses()
    return service.load(work, [linted(one, known) for one in read_modules(*folders)])


def test_the_shipped_modules_load_and_loading_again_changes_nothing(work, folders):
    first = load(work, folders)
    assert (set(first.new), first.broken) == ({"chat-crisis", "known-in-group"}, ())
    again = load(work, folders)
    assert (again.new, set(again.unchanged)) == ((), {"chat-crisis", "known-in-group"})


def test_a_broken_module_keeps_its_old_version_and_is_named_by_line(work, folders):
    load(work, folders)
    before = service.current_module(work.session, "chat-crisis").content_hash
    case = folders[0] / "chat-crisis" / "night-shift.yaml"
    case.write_text(case.read_text().replace("to: ", "to: nowhere-", 1))
    loading = load(work, folders)
    assert loading.broken == ("chat-crisis",)
    assert service.current_module(work.session, "chat-crisis").content_hash == before
    [*findings] = work.session.scalars(select(ContentFinding))
    assert {one.file for one in findings} == {"scenarios/chat-crisis/night-shift.yaml"}
    assert all(one.line > 1 for one in findings)


def test_mending_the_file_clears_what_was_found(work, folders):
    case = folders[0] / "chat-crisis" / "night-shift.yaml"
    sound = case.read_text()
    case.write_text("format: nonsense\n")
    assert load(work, folders).broken == ("chat-crisis",)
    case.write_text(sound)
    load(work, folders)
    assert store.findings(work.session) == []


def test_a_module_whose_files_are_gone_stays_open_and_is_named(work, folders):
    load(work, folders)
    shutil.rmtree(folders[0] / "chat-crisis")
    loading = load(work, folders)
    assert (loading.gone, loading.unchanged) == (("chat-crisis",), ("known-in-group",))
    assert service.current_module(work.session, "chat-crisis").title


def test_a_new_version_stands_beside_the_old_one(work):
    a_loaded_module(work)
    a_loaded_module(work, title="A better title")
    versions = work.session.scalars(select(ModuleVersion)).all()
    assert sorted((one.title, one.retired_at is None) for one in versions) == [
        ("A better title", True),
        ("A module", False),
    ]


def test_clauses_know_what_cites_them(work):
    a_loaded_module(work)
    cited = citations_of(work.session, "plumm", "2")
    assert {(one.module_key, one.part) for one in cited} >= {(MODULE, "quiz")}
