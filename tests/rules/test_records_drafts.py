from datetime import UTC, datetime

import pytest
from werkzeug.datastructures import MultiDict

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.records.forms import from_json
from cpd.records.forms.drafts import typed_fields
from cpd.records.rules.drafts import (
    LARGEST_DRAFT,
    checked_place,
    heading,
    is_blank,
    next_seq,
    refuse_too_large,
    refuse_too_many,
)
from cpd.records.rules.kinds import EntryKind


@pytest.mark.parametrize(
    ("fields", "blank"),
    [
        pytest.param({}, True, id="nothing"),
        pytest.param({"done_on": "2026-03-02", "part": "received"}, True, id="filled in by itself"),
        pytest.param({"title": "  \n"}, True, id="only spaces"),
        pytest.param({"tag_ticks": [], "recused": False}, True, id="nothing ticked"),
        pytest.param({"title": "A talk"}, False, id="a title"),
        pytest.param({"recused": True}, False, id="a tick"),
    ],
)
def test_a_draft_is_worth_keeping_once_something_is_written(fields, blank):
    assert is_blank(fields) is blank


def test_a_draft_holds_64_kilobytes_and_no_more():
    refuse_too_large({"reflection": "a" * (LARGEST_DRAFT - 30)})
    with pytest.raises(RuleError, match="too long to be kept as a draft"):
        refuse_too_large({"reflection": "ш" * (LARGEST_DRAFT // 2)})


def test_twenty_drafts_are_kept():
    refuse_too_many(19)
    with pytest.raises(RuleError, match="You have 20 drafts"):
        refuse_too_many(20)


@pytest.mark.parametrize("place", ["", "x" * 32, "A" * 32, "a" * 31, "a" * 33, "../" * 8])
def test_a_place_is_the_id_of_a_form(place):
    with pytest.raises(NotFoundError):
        checked_place(place)


def test_a_draft_is_called_by_its_title_or_how_it_begins():
    assert heading({"title": " A  talk ", "reflection": "x"}) == "A talk"
    assert heading({"title": "", "reflection": "It began\nwell"}) == "It began well"
    assert heading({"reflection": "long " * 40}).endswith("…")
    assert heading({}) == ""


def test_a_browser_that_does_not_count_is_counted_for():
    at = datetime(2026, 3, 2, tzinfo=UTC)
    assert next_seq(None, at) == int(at.timestamp() * 1000)
    assert next_seq(10**15, at) == 10**15 + 1


def test_a_draft_keeps_what_its_kind_has_and_nothing_else():
    typed = MultiDict(
        [("title", "A\x00 talk\r\nmore"), ("supervisor", "x"), ("csrf_token", "s"),
         ("form_id", "f"), ("tag_ticks", "ethics"), ("tag_ticks", "law")]
    )  # fmt: skip
    fields = typed_fields(EntryKind.ACTIVITY, typed)
    assert fields["title"] == "A talk\nmore"
    assert fields["tag_ticks"] == ["ethics", "law"]
    assert set(fields) == {"title", "tag_ticks", "clause_ticks", "category_choices"}
    assert typed_fields(EntryKind.SUPERVISION, typed)["recused"] is False


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"seq": "1", "fields": {}},
        {"seq": True, "fields": {}},
        {"seq": 0, "fields": {}},
        {"seq": 2**53, "fields": {}},
        {"seq": 1, "fields": []},
        {"seq": 1, "fields": {"title": "text"}},
        {"seq": 1, "fields": {"title": [1]}},
    ],
)
def test_a_draft_that_is_none_is_refused_in_words(body):
    with pytest.raises(RuleError, match="did not arrive as it should"):
        from_json(body)
