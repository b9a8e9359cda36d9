"""A small sound module as its authors would write it, to be broken by each test in one place."""

from pathlib import Path
from textwrap import dedent

KNOWN = {
    "plumm": {"2026-11": frozenset({"1", "2", "3", "3a"})},
    "bacp": {"2026-11": frozenset("9")},
}

MODULE = dedent("""\
    format: cpd-module/1
    id: chat
    title: A chat at night
    summary: What to do when a chat turns.
    audience: Everybody who chats.
    codes: {plumm: "2026-11"}
    outcomes:
      - Recognise one thing.
      - Recognise another.
      - Recognise a third.
    minutes: 60
    validity_months: 24
    content_note: Hard things are met here.
    help:
      - {name: Samaritans, where: UK and Ireland, how: "Call 116 123"}
    scenario: {case: night, pass_percent: 75}
    quiz: {bank: chats, draw: 2, pass_percent: 80, time_limit_minutes: 30}
    """)

HEAD = dedent("""\
    format: cpd-scenario/1
    id: night
    title: The night
    introduction: You are at home.
    start: s1
    state:
      trust: {type: integer, initial: 2, minimum: 0, maximum: 5, meaning: How far you are trusted}
      told: {type: boolean, initial: false, meaning: You have told somebody}
    scenes:
    """)

SCENE = """\
  s{n}:
    heading: Hour {n}
    text: Something happens.
    asides:
      - {{when: "trust >= 3", text: She is calm in hour {n}.}}
    choices:
{choices}"""

CHOICE = """\
      - id: {id}
        text: {text}
        points: {points}
        clauses: [{{ref: "plumm:{clause}", stance: {stance}}}]
        add: {{trust: {trust}}}
        why: Because of {id} in hour {n}.
        to: {to}
"""

LAST = """\
  bridge:
    heading: Later
    text: The night ends.
    next:
      - {when: "trust >= 5 and not told", scene: ending-good}
      - {when: "trust >= 1", scene: ending-mixed}
      - {scene: ending-harm}
  ending-good: {heading: Good, text: All is well., ending: good, lesson: This helped.}
  ending-mixed: {heading: So so, text: It passed., ending: mixed, lesson: This would help.}
  ending-harm: {heading: Harm, text: She left., ending: harm, lesson: This was missed.}
"""


def _scene(number):
    onto = f"s{number + 1}" if number < 6 else "bridge"
    best = {"id": "best", "text": "Do what is right.", "points": 3, "clause": 1, "trust": 1}
    weak = {"id": "weak", "text": "Do.", "points": 1, "clause": 2, "trust": 0}
    harm = {"id": "harm", "text": "Do a thing that hurts her.", "points": 0, "clause": 3}
    choices = [
        best | {"stance": "upholds"},
        weak | {"stance": "strains"},
        harm | {"stance": "breaches", "trust": -1},
    ]
    turned = choices[number % 3 :] + choices[: number % 3]
    told = "".join(CHOICE.format(n=number, to=onto, **choice) for choice in turned)
    return SCENE.format(n=number, choices=told)


CASE = HEAD + "".join(_scene(number) for number in range(1, 7)) + LAST

BANK = 'format: cpd-bank/1\nid: chats\ntitle: Chats\ncodes: {plumm: "2026-11"}\n'


def _item(number):
    options = "".join(
        f"      - {{id: {one}, text: Do {one}., right: {'true' if one == 'a' else 'false'}, "
        f'why: So it is., clauses: [{{ref: "plumm:{number % 3 + 1}", stance: upholds}}]}}\n'
        for one in "abcd"
    )
    return (
        f"  - id: q{number}\n    form: one-best\n    level: judgement\n    difficulty: 2\n"
        f'    clause: "plumm:{number % 3 + 1}"\n    stem: What now, in case {number}?\n'
        f"    options:\n{options}"
    )


SEVERAL = """\
  - id: many
    form: several
    level: recall
    difficulty: 1
    clause: "plumm:3a"
    stem: Which of these? Choose all that apply.
    options:
      - {id: a, text: One., right: true, why: Yes., clauses: [{ref: "plumm:3a", stance: upholds}]}
      - {id: b, text: Two., right: true, why: Yes., clauses: [{ref: "plumm:3", stance: upholds}]}
      - {id: c, text: Six., right: false, why: No., clauses: [{ref: "plumm:3", stance: strains}]}
      - {id: d, text: Ten., right: false, why: No., clauses: [{ref: "plumm:3", stance: breaches}]}
"""
NUMBER = """\
  - id: how-long
    form: number
    level: application
    difficulty: 3
    clause: "plumm:2"
    stem: How often is it renewed?
    answer: {value: "36", unit: months, also: ["3 years"]}
    why: It says so.
    clauses: [{ref: "plumm:2", stance: upholds}]
"""
ITEMS = "format: cpd-items/1\nbank: chats\nitems:\n" + "".join(map(_item, range(1, 6)))
MORE = "format: cpd-items/1\nbank: chats\nitems:\n" + SEVERAL + NUMBER

FILES = {
    "scenarios/chat/module.yaml": MODULE,
    "scenarios/chat/night.yaml": CASE,
    "quizzes/chats/bank.yaml": BANK,
    "quizzes/chats/items-1.yaml": ITEMS,
    "quizzes/chats/items-2.yaml": MORE,
}


def on_disk(root: Path, **changed: str) -> tuple[Path, Path]:
    """Write the module; `changed` files are named by their stem."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.get(path.stem.replace("-", "_"), text), encoding="utf-8")
    return root / "scenarios", root / "quizzes"
