import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.catalogue.rules.cases import Ending, Way
from cpd.catalogue.rules.walks import Position, begin, choose, outcome, positions, replay, way
from cpd.kernel.errors import RuleError
from tests.rules.catalogue_builders import a_case, a_scene, a_short_case, some_cases

CASE = a_short_case()


def test_a_walk_begins_at_the_start_in_the_first_state():
    walk = replay(CASE, [])
    assert (walk.scene.id, dict(walk.state)) == ("first", {"trust": 2, "consulted": False})
    assert (walk.ended, walk.ending, walk.road) == (False, None, ())
    assert (walk.earned, walk.possible) == (0, 0)


def test_a_choice_changes_the_state_within_its_ends():
    assert dict(replay(CASE, [("first", "ask")]).state) == {"trust": 3, "consulted": True}
    assert dict(replay(CASE, [("first", "wait")]).state) == {"trust": 0, "consulted": False}


def test_bridges_are_passed_and_shown_with_the_scene_they_lead_to():
    walk = replay(CASE, [("first", "ask")])
    assert [visit.scene.id for visit in walk.visits] == ["first", "bridge", "second"]
    assert [visit.scene.id for visit in walk.arrival] == ["bridge", "second"]
    assert [visit.scene.id for visit in begin(CASE).arrival] == ["first"]


def test_asides_are_those_that_hold_on_arrival():
    walk = replay(CASE, [("first", "ask")])
    assert [aside.text for aside in walk.visits[-1].asides] == ["She smiles."]


@pytest.mark.parametrize(
    ("road", "ending", "earned", "possible", "passed"),
    [
        pytest.param([("first", "ask")], None, 3, 3, False, id="not ended"),
        pytest.param([("first", "ask"), ("second", "stay")], "good", 5, 5, True, id="all right"),
        pytest.param([("first", "wait"), ("second", "stay")], "mixed", 3, 5, True, id="enough"),
        pytest.param([("first", "ask"), ("second", "go")], "harm", 3, 5, False, id="ends in harm"),
        pytest.param([("first", "leave")], "harm", 0, 3, False, id="at once"),
    ],
)
def test_a_road_comes_to_its_outcome(road, ending, earned, possible, passed):
    walk = replay(CASE, road)
    found = outcome(walk, pass_percent=60)
    assert walk.ending == ending
    assert (found.earned, found.possible, found.passed) == (earned, possible, passed)
    assert walk.road == tuple(road)


def test_too_few_points_do_not_pass():
    walk = replay(CASE, [("first", "wait"), ("second", "stay")])
    assert not outcome(walk, pass_percent=61).passed


@pytest.mark.parametrize(
    ("road", "said"),
    [
        pytest.param([("first", "stay")], "not offered here", id="a choice of another scene"),
        pytest.param([("second", "stay")], "another page", id="a scene not come to"),
        pytest.param([("bridge", "ask")], "another page", id="a scene without choices"),
        pytest.param([("first", "leave"), ("first", "ask")], "has ended", id="after the end"),
    ],
)
def test_what_is_not_offered_is_refused(road, said):
    with pytest.raises(RuleError, match=said):
        replay(CASE, road)


def test_unsound_cases_fail_loudly():
    circle = a_case(a_scene("one", next=(Way("two"),)), a_scene("two", next=(Way("one"),)))
    with pytest.raises(LookupError, match="circle"):
        begin(circle)
    with pytest.raises(LookupError, match="no way"):
        way((), {})
    with pytest.raises(KeyError):
        CASE.scene("nowhere")


def test_every_position_is_found_once():
    found = positions(CASE)
    assert {position.scene for position in found} == {scene.id for scene in CASE.scenes}
    assert Position("second", (("consulted", True), ("trust", 3))) in found
    assert Position("second", (("consulted", False), ("trust", 3))) not in found


@given(some_cases(), st.data())
def test_every_road_ends_within_bounds(case, data):
    walk, steps = begin(case), 0
    while not walk.ended:
        choice = data.draw(st.sampled_from(walk.scene.choices))
        walk, steps = choose(case, walk, (walk.scene.id, choice.id)), steps + 1
    assert steps <= len(case.decisions)
    assert 0 <= walk.earned <= walk.possible <= 3 * steps
    assert all(0 <= visit.state["trust"] <= 3 for visit in walk.visits)
    assert replay(case, walk.road) == walk
    reached = positions(case)
    assert all(
        Position(visit.scene.id, tuple(sorted(visit.state.items()))) in reached
        for visit in walk.visits
    )
    if walk.ending is Ending.HARM:
        assert not outcome(walk, pass_percent=1).passed
