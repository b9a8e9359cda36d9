"""How well somebody does who has not read the question, by looking at the answers alone."""

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from cpd.catalogue.rules.cases import Case, Choice
from cpd.catalogue.rules.items import Form, Item
from cpd.catalogue.rules.outcomes import Outcome
from cpd.catalogue.rules.walks import Walk, begin, choose, outcome

HEDGES = re.compile(
    r"\b(?:may|might|could|usually|perhaps|consider(?:s|ed|ing)?|appropriate(?:ly)?|where possible"
    r"|if needed|likely|generally|often|try|tries|trying|explor(?:e|es|ed|ing)"
    r"|reflect(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
KEYWORDS = re.compile(
    r"\b(?:supervis|consult|discuss|refer|document|record|boundar|consent|ethic|policy|policies"
    r"|explain)\w*",
    re.IGNORECASE,
)
ABSOLUTES = re.compile(
    r"\b(?:always|never|all|must|only|immediately|every|no|any)\b", re.IGNORECASE
)
WORD = re.compile(r"\w+")
WALKS = 500
SEED = 2026

Measure = Callable[[Item], Sequence[float]]  # one figure an option; the highest is picked


def words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.casefold()))


def _texts(item: Item) -> list[str]:
    return [option.text for option in item.options]


def _place(place: int) -> Measure:
    return lambda item: [float(number == place) for number in range(len(item.options))]


def _lengths(item: Item) -> Sequence[float]:
    return [len(text) for text in _texts(item)]


def _counts(pattern: re.Pattern[str], sign: int = 1) -> Measure:
    return lambda item: [sign * len(pattern.findall(text)) for text in _texts(item)]


def _without_absolutes(item: Item) -> Sequence[float]:
    return [float(ABSOLUTES.search(text) is None) for text in _texts(item)]


def _like_stem(item: Item) -> Sequence[float]:
    return [len(words(text) & words(item.stem)) for text in _texts(item)]


def _unlike_others(item: Item) -> Sequence[float]:
    held = [words(text) for text in _texts(item)]
    return [-sum(_alike(one, other) for other in held if other is not one) for one in held]


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one | other), 1)


GUESSERS: Mapping[str, Measure] = {
    "first": _place(0),
    "second": _place(1),
    "third": _place(2),
    "fourth": _place(3),
    "longest": _lengths,
    "shortest": lambda item: [-length for length in _lengths(item)],
    "most hedged": _counts(HEDGES),
    "keyword": _counts(KEYWORDS),
    "no absolute word": _without_absolutes,
    "like the stem": _like_stem,
    "unlike the others": _unlike_others,
}


def bank_guessers(items: Iterable[Item]) -> Mapping[str, Fraction]:
    """Tell which share of one-best items each guesser gets right; a tie of n scores one nth."""
    asked = [item for item in items if item.form is Form.ONE_BEST]
    if not asked:
        return {}
    return {
        name: sum((_luck(item, measure(item)) for item in asked), Fraction()) / len(asked)
        for name, measure in GUESSERS.items()
    }


def _luck(item: Item, figures: Sequence[float]) -> Fraction:
    best = max(figures, default=0.0)
    picked = [o for o, figure in zip(item.options, figures, strict=True) if figure == best]
    return Fraction(sum(option.right for option in picked), max(len(picked), 1))


def _caution(choice: Choice) -> int:
    return len(HEDGES.findall(choice.text)) + len(KEYWORDS.findall(choice.text))


Picker = Callable[[Sequence[Choice]], Choice]

PICKERS: Mapping[str, Picker] = {
    "first": lambda choices: choices[0],
    "last": lambda choices: choices[-1],
    "longest": lambda choices: max(choices, key=lambda choice: len(choice.text)),
    "shortest": lambda choices: min(choices, key=lambda choice: len(choice.text)),
    "most cautious": lambda choices: max(choices, key=_caution),
}


def walked(case: Case, picker: Picker) -> Walk:
    """Go to the end by one rule of choosing. For sound cases."""
    walk = begin(case)
    while not walk.ended:
        walk = choose(case, walk, (walk.scene.id, picker(walk.scene.choices).id))
    return walk


def case_guessers(case: Case, *, pass_percent: int) -> Mapping[str, Outcome]:
    """Walk by each rule of choosing. Of equals, the first as written is chosen."""
    return {
        name: outcome(walked(case, picker), pass_percent=pass_percent)
        for name, picker in PICKERS.items()
    }


def random_share(case: Case, *, pass_percent: int, walks: int = WALKS) -> Fraction:
    """Tell which share of random walks pass. The same walks are taken each time."""
    chance = random.Random(SEED)  # noqa: S311 - for statistics, not for secrets
    ends = (walked(case, chance.choice) for _ in range(walks))
    passed = sum(outcome(walk, pass_percent=pass_percent).passed for walk in ends)
    return Fraction(passed, walks)
