"""Requirements that count entries, or the different sorts of them."""

from collections.abc import Sequence
from dataclasses import replace

from cpd.requirements.rules.answers import Row, Unit, Verdict
from cpd.requirements.rules.count_rows import (
    ANY_PROOF,
    Asked,
    Count,
    asked,
    count_row,
    entries_in,
)
from cpd.requirements.rules.crediting import is_evidenced
from cpd.requirements.rules.days import counted, listed, said_period
from cpd.requirements.rules.kinds import Distinct, MinCount
from cpd.requirements.rules.leaving import Running
from cpd.requirements.rules.logs import LogEntry
from cpd.requirements.rules.naming import mention, named
from cpd.requirements.rules.packs import Match
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.saying import category_name, in_words, match_name
from cpd.requirements.rules.scenes import Scene
from cpd.requirements.rules.targets import Target
from cpd.requirements.rules.touched import Found, inside, matching_entries, touched, unplaced

PLURALS = {"category": "categories"}


def judge_min_count(requirement: MinCount, scene: Scene) -> tuple[Row, ...]:
    places = touched(requirement.period, scene)
    if not places and requirement.period:
        return unplaced(requirement, "min_count", requirement.period, scene)
    found = matching_entries(requirement, requirement.select, scene)
    noun = _noun(requirement.select, scene)
    rows = []
    running = Running()
    for place in places:
        what = asked(requirement, requirement.at_least, place, scene, noun)
        line = running.over(place)
        if line:
            off = Target(required=what.target.required, end=place.end)
            what = replace(what, target=off.judged(Verdict.EXEMPT, line))
        running.on(requirement.leave, place, what.target.end)
        rows.append(count_row(what, entries_in(found, place.start, what.target.end), scene))
    return tuple(rows)


def _noun(select: Match, scene: Scene) -> tuple[str, str]:
    """Name what is counted: an activity or reflection entry, an individual supervision entry."""
    words = match_name(scene.pack, select)
    kinds = [in_words(kind) for kind in sorted(select.kinds) if select.kinds != {"activity"}]
    sort = "" if words and not select.formats else listed(kinds, "or")
    name = " ".join(f"{words} {sort} entry".split())
    return name, f"{name[:-1]}ies"


def judge_distinct(requirement: Distinct, scene: Scene) -> tuple[Row, ...]:
    """Count the different values among the entries of a period."""
    places = touched(requirement.period, scene)
    if not places and requirement.period:
        return unplaced(requirement, "distinct", requirement.period, scene)
    found = matching_entries(requirement, requirement.select, scene)
    word = in_words(requirement.of)
    noun = (f"different {word}", f"different {PLURALS.get(word, word + 's')}")
    return tuple(_distinct_row(requirement, place, found, scene, noun) for place in places)


def _distinct_row(
    requirement: Distinct,
    place: Period,
    found: Sequence[Found],
    scene: Scene,
    noun: tuple[str, str],
) -> Row:
    what = asked(requirement, requirement.at_least or 0, place, scene, noun)
    count = _variety(requirement, inside(found, place.start, what.target.end), scene)
    if requirement.at_least is None and what.standing.verdict is None:
        return _unnumbered(what, count)
    return count_row(what, count, scene)


def _unnumbered(what: Asked, count: Count) -> Row:
    """Return the row of a requirement that asks for variety and does not say how much."""
    have = counted(count.sure, *what.noun) if count.sure else f"no {what.noun[0]}"
    when = said_period(what.place)
    return Row(
        requirement=what.requirement.id,
        kind=what.kind,
        start=what.place.start,
        end=what.place.end,
        verdict=Verdict.NEEDS_REVIEW,
        unit=Unit.COUNT,
        explanation=(
            f"{when}: {have}. How many are enough is not published, so a person must judge it.",
            *count.lines,
        ),
    )


def _variety(requirement: Distinct, there: Sequence[Found], scene: Scene) -> Count:
    sure: set[str] = set()
    seen: set[str] = set()
    doubtful: dict[str, Found] = {}
    for one in there:
        values = _values(requirement, one.entry)
        if not values and one.entry.kind not in {"activity", *requirement.select.kinds}:
            continue
        if not one.is_sure or not values:
            doubtful[one.entry.id] = one
            continue
        wanted = values & requirement.among if requirement.among else values
        sure |= wanted
        seen |= wanted if is_evidenced(one.entry, ANY_PROOF) else frozenset()
    return Count(
        sure=len(sure),
        possible=len(sure) + len(doubtful),
        seen=len(seen),
        lines=_variety_lines(requirement, sure, list(doubtful.values()), scene),
    )


def _values(requirement: Distinct, entry: LogEntry) -> frozenset[str]:
    """Return what the entry says of itself; a kind may stand in a list of categories."""
    if requirement.of == "clause":
        return frozenset(entry.clauses)
    if requirement.of == "category" and entry.kind in requirement.among:
        return frozenset({entry.category or entry.kind, entry.kind})
    value = getattr(entry, requirement.of, None)
    return frozenset({value}) if value else frozenset()


def _variety_lines(
    requirement: Distinct, sure: set[str], doubtful: Sequence[Found], scene: Scene
) -> tuple[str, ...]:
    lines = []
    if sure:
        names = [
            category_name(scene.pack, value) if requirement.of == "category" else in_words(value)
            for value in sorted(sure)
        ]
        lines.append(f"Counted: {listed(names)}.")
    if doubtful and requirement.of != "clause":
        which = named(mention(one.entry, one.on) for one in doubtful)
        lines.append(f"To be sure, say the {in_words(requirement.of)} of {which}.")
    return tuple(lines)
