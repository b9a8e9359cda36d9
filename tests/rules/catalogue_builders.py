"""Small sound content, to be bent by each test where it matters."""

from dataclasses import replace

from hypothesis import strategies as st

from cpd.catalogue.rules import conditions
from cpd.catalogue.rules.cases import (
    Aside,
    Case,
    Change,
    Choice,
    Ending,
    Kind,
    Scene,
    Variable,
    Way,
)
from cpd.catalogue.rules.items import (
    Answer,
    Bank,
    Citation,
    CodeEdition,
    Form,
    Item,
    Level,
    Option,
    Stance,
)
from cpd.catalogue.rules.modules import HelpLine, Module, QuizPart, ScenarioPart

UPHOLDS = (Citation("plumm:1", Stance.UPHOLDS),)
BREACHES = (Citation("plumm:1", Stance.BREACHES),)


def an_option(option_id="a", *, right=False, text=None):
    clauses = UPHOLDS if right else BREACHES
    return Option(option_id, text or f"Do {option_id}.", right, f"Why {option_id}.", clauses)


def an_item(item_id="q1", *, right="a", options="abcd", clause="plumm:1", **changes):
    form = Form.ONE_BEST if len(right) == 1 else Form.SEVERAL
    offered = tuple(an_option(one, right=one in right) for one in options)
    item = Item(item_id, form, Level.APPLICATION, 2, clause, "What now?", offered)
    return replace(item, **changes)


def a_number(value="36", unit="months", also=("3 years",)):
    answer = Answer(value, unit, also)
    return an_item(form=Form.NUMBER, options="", answer=answer, why="Because.", clauses=UPHOLDS)


def a_bank(items, codes=("plumm",)):
    return Bank("bank", "A bank", tuple(CodeEdition(c, "2026-11") for c in codes), tuple(items))


def a_choice(choice_id, points, to, **changes):
    ways = (Way(to),) if isinstance(to, str) else to
    clauses = UPHOLDS if points else BREACHES
    choice = Choice(choice_id, f"Do {choice_id}.", points, clauses, "Because.", ways)
    return replace(choice, **changes)


def a_scene(scene_id, *choices, **changes):
    return replace(Scene(scene_id, scene_id, "Text.", choices=choices), **changes)


def an_ending(kind=Ending.GOOD, scene_id=None):
    return a_scene(scene_id or f"ending-{kind}", ending=kind, lesson="Learnt.")


def a_case(*scenes, state=(), start=None):
    return Case("case", "A case", "You are here.", start or scenes[0].id, tuple(state), scenes)


def trust(initial=2):
    return Variable("trust", Kind.INTEGER, initial, "How far you are trusted", 0, 3)


def consulted():
    return Variable("consulted", Kind.BOOLEAN, initial=False, meaning="You have asked somebody")


def a_short_case():
    """Two decisions with a bridge between them, and an ending of each kind."""
    told = (Change("consulted", value=True),)
    first = a_scene(
        "first",
        a_choice("ask", 3, "bridge", add=(Change("trust", 5),), set=told),
        a_choice("wait", 1, "bridge", add=(Change("trust", -5),)),
        a_choice("leave", 0, "ending-harm"),
    )
    bridge = a_scene("bridge", next=(Way("second"),))
    ways = (Way("ending-good", conditions.parse("consulted")), Way("ending-mixed"))
    asides = (
        Aside(conditions.parse("trust >= 3"), "She smiles."),
        Aside(conditions.parse("trust < 3"), "She frowns."),
    )
    second = a_scene(
        "second", a_choice("stay", 2, ways), a_choice("go", 0, "ending-harm"), asides=asides
    )
    endings = [an_ending(kind) for kind in Ending]
    return a_case(first, bridge, second, *endings, state=(trust(), consulted()))


def a_module(case=None, bank=None, **changes):
    bank = bank or a_bank([an_item("q1"), a_number()])
    module = Module(
        id="module",
        title="A module",
        summary="What it is.",
        audience="Everybody.",
        codes=(CodeEdition("plumm", "2026-11"),),
        outcomes=("Recognise one.", "Recognise two.", "Recognise three."),
        minutes=60,
        validity_months=24,
        scenario=ScenarioPart("case", 75),
        quiz=QuizPart("bank", 2, 80, 30),
        case=case or a_short_case(),
        bank=bank,
        content_note="Hard things.",
        help=(HelpLine("Samaritans", "UK", "Call 116 123"),),
    )
    return replace(module, **changes)


names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(
    lambda name: name not in conditions.RESERVED
)
simple_conditions = st.one_of(
    st.builds(conditions.Flag, names, st.booleans()),
    st.builds(
        conditions.Compared, names, st.sampled_from(sorted(conditions.SIGNS)), st.integers(-99, 99)
    ),
)
some_conditions = st.recursive(
    simple_conditions,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(conditions.every),
        st.lists(inner, min_size=2, max_size=3).map(conditions.some),
    ),
    max_leaves=8,
)


@st.composite
def some_cases(draw):
    """Sound cases: ways lead only to later scenes, so every road ends."""
    count = draw(st.integers(1, 5))
    later = {place: [f"s{n}" for n in range(place + 1, count)] for place in range(count)}
    endings = [f"ending-{kind}" for kind in Ending]
    scenes = []
    for place in range(count):
        onto = st.sampled_from(later[place] + endings)
        when = st.one_of(
            st.just("consulted"), st.integers(-1, 4).map(lambda number: f"trust >= {number}")
        ).map(conditions.parse)
        ways = st.tuples(st.builds(Way, onto, when), st.builds(Way, onto))
        if draw(st.integers(0, 3)) == 0:
            scenes.append(a_scene(f"s{place}", next=draw(ways)))
            continue
        choices = [
            a_choice(
                f"c{number}",
                draw(st.integers(0, 3)),
                draw(ways),
                add=(Change("trust", draw(st.integers(-4, 4))),),
                set=(Change("consulted", draw(st.booleans())),),
            )
            for number in range(draw(st.integers(1, 4)))
        ]
        scenes.append(a_scene(f"s{place}", *choices))
    ends = [an_ending(kind) for kind in Ending]
    return a_case(*scenes, *ends, state=(trust(), consulted()))
