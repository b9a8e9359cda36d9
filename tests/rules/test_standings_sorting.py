"""What is offered to whoever writes an entry, and what becomes of the choice."""

import pytest

from cpd.records.forms.sorting import categories_of, fill_in
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.offers import Offer, Word
from cpd.requirements import files
from cpd.standings.rules.sorting import offers

ICF = Offer(
    body="icf",
    name="ICF",
    aliases=frozenset({"icf", "icf.pcc", "icf.acc"}),
    categories=(Word(key="core", label="Core"), Word(key="resource", label="Resource")),
    tags=(Word(key="renewal", label="Renewal"),),
)


def offered(kind, *ids):
    return offers([files.pack(one)[-1] for one in ids], kind)


def test_a_coach_is_offered_what_each_body_sorts_by():
    icf, emcc = offered(EntryKind.ACTIVITY, "icf.pcc", "emcc.practitioner")
    assert [(one.key, one.label) for one in icf.categories] == [
        ("core", "Core competency"),
        ("resource", "Resource development"),
    ]
    assert icf.categories[0].about == "At least 24 hours in 3 years."
    assert {one.key: one.about for one in icf.tags}["ethics"] == (
        "At least 3 hours in 3 years, within “Core competencies”."
    )
    assert [one.key for one in emcc.tags] == ["renewal"]
    assert emcc.tags[0].about == "Counts for “Renewal of your accreditation”."


def test_two_grades_of_one_body_are_one_offer():
    (icf,) = offered(EntryKind.ACTIVITY, "icf.acc", "icf.pcc")
    assert icf.body == "icf"
    assert [icf.names(one) for one in ("icf.acc", "icf.pcc", "emcc")] == [True, True, False]


def test_a_counsellor_is_told_what_bacp_goes_by():
    (bacp,) = offered(EntryKind.SUPERVISION, "bacp.accredited")
    assert bacp.notes == ("BACP also goes by the format and the agreed size of the group.",)
    assert not bacp.is_chosen_from
    assert offered(EntryKind.ACTIVITY, "bacp.accredited") == ()


def test_practice_is_in_no_category():
    every = [files.pack(one)[-1] for one in files.ids()]
    assert all(not one.categories for one in offers(every, EntryKind.PRACTICE))


@pytest.mark.parametrize("id_", files.ids())
def test_every_word_of_every_pack_has_a_label_and_mostly_a_line(id_):
    for kind in EntryKind:
        for offer in offered(kind, id_):
            assert offer.name
            assert all(word.label for word in (*offer.categories, *offer.tags))
            assert all(note.endswith(".") for note in offer.notes)


def test_what_stood_under_another_name_stays_where_it_is_chosen_again():
    assert categories_of((ICF,), ["icf:core"], "", {"icf.pcc": "core"}) == {"icf.pcc": "core"}
    assert categories_of((ICF,), ["icf:resource"], "", {"icf.pcc": "core"}) == {"icf": "resource"}
    assert categories_of((ICF,), [""], "", {"icf.pcc": "core"}) == {}


def test_what_is_typed_is_meant_and_what_nobody_offers_is_kept():
    assert categories_of((ICF,), ["icf:core"], "icf: resource", {}) == {"icf": "resource"}
    assert categories_of((ICF,), ["icf:core"], "pacfa: A", {}) == {"pacfa": "A", "icf": "core"}
    assert categories_of((), ["icf:core"], "", {}) == {"icf": "core"}


def test_a_word_that_a_body_does_not_have_stays_visible():
    line = {"categories": "icf: leadership, pacfa: A", "tags": "renewal, own", "tag_ticks": ["law"]}
    filled = fill_in((ICF,), line)
    assert filled["category_choices"] == ["icf:leadership"]
    assert ICF.odd({"icf": "leadership"}) == "leadership"
    assert filled["categories"] == "pacfa: A"
    assert (filled["tag_ticks"], filled["tags"]) == (["law", "renewal"], "own")


def test_a_body_no_longer_followed_leaves_its_words_as_typed():
    line = {"category_choices": ["icf:core"], "tag_ticks": ["renewal"]}
    filled = fill_in((), line)
    assert (filled["category_choices"], filled["categories"]) == ([], "icf: core")
    assert (filled["tag_ticks"], filled["tags"]) == ([], "renewal")


def test_half_typed_categories_of_a_draft_stay_as_they_are():
    assert fill_in((ICF,), {"categories": "icf co"})["categories"] == "icf co"
