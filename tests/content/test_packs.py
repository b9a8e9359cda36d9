"""The packs that are shipped: sound, sourced, and unchanged since they were published."""

import json

import pytest

from cpd.places import PACKS
from cpd.requirements import files, publishing
from cpd.requirements.linting import lint
from cpd.requirements.validating import problems
from tests.factories.packs import PAPER, drafts


@pytest.fixture(scope="module")
def every_draft():
    return [draft for id_ in files.ids() for draft in files.drafts(id_)]


def test_the_linter_finds_nothing():
    assert [str(finding) for finding in lint([])] == []


def test_every_pack_says_what_it_is(every_draft):
    for draft in every_draft:
        pack = draft.pack
        assert pack.title != pack.id, pack.id
        assert pack.provenance, pack.id
        assert pack.status == "unofficial", pack.id


def test_every_requirement_says_in_a_sentence_what_it_asks(every_draft):
    silent = [
        f"{draft.pack.id}: {asked.id}"
        for draft in every_draft
        for asked in draft.pack.requirements
        if not asked.says
    ]
    assert silent == []


def test_every_requirement_has_a_name_of_its_own(every_draft):
    for draft in every_draft:
        names = [asked.name for asked in draft.pack.requirements]
        assert all(names), draft.pack.id
        assert len(set(names)) == len(names), draft.pack.id


def test_every_version_is_published(every_draft):
    waiting = [
        f"{draft.pack.id} {draft.pack.version}: cpd rules publish {draft.pack.id}"
        for draft in every_draft
        if not publishing.is_published(draft)
    ]
    assert waiting == []


def test_no_published_version_has_changed_or_gone(every_draft):
    changed = [draft.pack.id for draft in every_draft if publishing.changed(draft)]
    assert (changed, publishing.missing()) == ([], [])


def test_the_sums_are_in_order():
    text = publishing.PUBLISHED.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n"


def test_packs_are_all_there(every_draft):
    assert set(files.packs()) == {path.stem for path in PACKS.glob("*.yaml")}


@pytest.mark.parametrize("file", [PAPER.name, "shipped"])
def test_the_published_schema_holds(file, every_draft):
    found = every_draft
    if file == PAPER.name:
        found = [one for versions in drafts(PAPER.read_text("utf-8")).values() for one in versions]
    assert {draft.pack.id: problems("pack", draft.document.value) for draft in found} == {
        draft.pack.id: [] for draft in found
    }
