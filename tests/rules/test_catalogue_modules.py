import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.catalogue.rules import canonical as texts
from cpd.catalogue.rules.cases import Way
from cpd.catalogue.rules.items import Stance
from cpd.catalogue.rules.modules import (
    CategoryPart,
    Delivery,
    canonical,
    content_hash,
    from_canonical,
)
from tests.rules.catalogue_builders import (
    a_case,
    a_choice,
    a_module,
    a_scene,
    an_ending,
    some_cases,
    some_conditions,
)

prose = st.text().map(lambda text: unicodedata.normalize("NFC", text))


@given(some_cases(), prose, st.lists(prose, max_size=3), st.integers(1, 999))
def test_a_module_is_read_back_as_it_was(case, title, outcomes, minutes):
    module = a_module(case=case, title=title, outcomes=tuple(outcomes), minutes=minutes)
    text = canonical(module)
    assert from_canonical(text) == module
    assert canonical(from_canonical(text)) == text
    assert content_hash(from_canonical(text)) == content_hash(module)


@given(some_conditions)
def test_conditions_are_kept_as_they_are_written(condition):
    scene = a_scene("one", a_choice("a", 1, (Way("end", condition), Way("end"))))
    module = a_module(case=a_case(scene, an_ending(scene_id="end")))
    assert from_canonical(canonical(module)) == module


def test_the_text_is_sorted_tight_and_composed():
    text = canonical(a_module(title="Cafe\N{COMBINING ACUTE ACCENT}"))
    parsed = json.loads(text)
    assert parsed["title"] == "Caf\N{LATIN SMALL LETTER E WITH ACUTE}"
    tight = json.dumps(parsed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert text == tight


def test_what_holds_its_default_is_left_out_so_that_old_hashes_stay():
    module = a_module(content_note="", help=())
    assert {"content_note", "help"}.isdisjoint(json.loads(canonical(module)))
    assert from_canonical(canonical(module)) == module


def test_what_was_published_keeps_its_hash_now_that_minutes_may_be_split():
    module = a_module()
    assert {"categories", "delivery"}.isdisjoint(json.loads(canonical(module)))
    split = replace(
        module,
        categories=(CategoryPart("Ethics", 45), CategoryPart("Diversity", 15)),
        delivery=Delivery.WEBINAR,
    )
    assert from_canonical(canonical(split)) == split
    assert content_hash(split) != content_hash(module)


def test_any_change_changes_the_hash():
    module = a_module()
    other = replace(module, scenario=replace(module.scenario, pass_percent=76))
    assert content_hash(module) != content_hash(other)
    assert len(content_hash(module)) == 64


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda plain: plain.pop("title"), id="a part is missing"),
        pytest.param(lambda plain: plain.update(extra=1), id="a part too many"),
        pytest.param(lambda plain: plain.update(title=1), id="a number for a text"),
        pytest.param(lambda plain: plain.update(minutes=True), id="yes for a number"),
        pytest.param(lambda plain: plain.update(help="Samaritans"), id="a text for a list"),
        pytest.param(lambda plain: plain.update(case=[]), id="a list for a case"),
        pytest.param(lambda plain: plain["bank"]["items"][0].update(form="odd"), id="no such form"),
        pytest.param(lambda plain: plain["case"]["state"][0].update(initial="2"), id="not a value"),
    ],
)
def test_a_damaged_text_is_refused(damage):
    plain = json.loads(canonical(a_module()))
    damage(plain)
    with pytest.raises(ValueError, match=r"stands where|cannot be made|not a valid"):
        from_canonical(json.dumps(plain))


def test_only_values_of_ours_have_a_canonical_form():
    with pytest.raises(TypeError, match="float has no canonical form"):
        texts.encode(1.5)
    assert texts.decode('"upholds"', Stance) is Stance.UPHOLDS
