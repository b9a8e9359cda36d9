"""Whether everything a pack names is there: measures, requirements, categories, tags, clauses."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields as fields_of

from cpd.content_files import NodePath
from cpd.requirements.findings import Desk, Finding
from cpd.requirements.rules.kinds import (
    AnyOf,
    Distinct,
    Exclusive,
    MaximumShare,
    Minimum,
    Qualifies,
    Ratio,
    Requirement,
)
from cpd.requirements.rules.packs import ANYTHING, Match
from cpd.requirements.rules.terms import Bands

Clauses = Mapping[str, frozenset[str]]  # of each code

_CLAUSE = re.compile(r"(?P<code>[a-z][a-z0-9-]*):(?P<number>\S+)")


def names(desk: Desk, clauses: Callable[[], Clauses]) -> Iterator[Finding]:
    yield from unresolved(desk)
    yield from _matches(desk)
    yield from _categories(desk)
    yield from _clauses(desk, clauses)


def unresolved(desk: Desk) -> Iterator[Finding]:
    """Find names without which nothing can be judged."""
    yield from _measures(desk)
    yield from _requirements(desk)


def _measures(desk: Desk) -> Iterator[Finding]:
    pack = desk.draft.pack
    for path, name in _measures_named(desk):
        if name and name not in pack.measures:
            yield desk.error(path, "unknown-measure", f"there is no measure “{name}”.")


def _measures_named(desk: Desk) -> Iterator[tuple[NodePath, str]]:
    pack = desk.draft.pack
    for id_, measure in pack.measures.items():
        yield ("measures", id_, "remainder_to"), measure.remainder_to
    for cap in pack.caps:
        yield desk.of("caps", cap.id, "measure"), cap.measure
    for asked in pack.requirements:
        for key, name in _measures_of(asked):
            path = desk.of("requirements", asked.id, key)
            if not isinstance(asked, Qualifies) or desk.says(path):
                yield path, name


def _measures_of(asked: Requirement) -> Iterator[tuple[str, str]]:
    yield "measure", getattr(asked, "measure", "")
    yield "to", getattr(asked, "to", "")
    if asked.applies_if:
        yield "applies_if", asked.applies_if.measure
    if isinstance(asked, Minimum):
        yield "surplus", asked.surplus_to[0] if asked.surplus_to else ""
        yield "at_least", asked.at_least.on if isinstance(asked.at_least, Bands) else ""


def _requirements(desk: Desk) -> Iterator[Finding]:
    pack = desk.draft.pack
    for path, id_ in _requirements_named(desk):
        if id_ and pack.requirement(id_) is None:
            yield desk.error(path, "unknown-requirement", f"there is no requirement “{id_}”.")
    for asked in pack.requirements:
        if isinstance(asked, AnyOf) and _comes_round(desk, asked.id, asked.of):
            path = desk.of("requirements", asked.id, "of")
            yield desk.error(path, "circle", f"{asked.id} is one of its own choices.")


def _requirements_named(desk: Desk) -> Iterator[tuple[NodePath, str]]:
    pack = desk.draft.pack
    for asked in pack.requirements:
        for key, id_ in _requirements_of(asked):
            yield desk.of("requirements", asked.id, key), id_
    for id_ in pack.late.surcharge if pack.late else ():
        yield ("late", "surcharge_before", "per_month_after_grace", id_), id_
    for at, open_ in enumerate(pack.unclear):
        if desk.says(("unclear", at)):
            yield ("unclear", at, "requirement"), open_.requirement


def _requirements_of(asked: Requirement) -> Iterator[tuple[str, str]]:
    if isinstance(asked, Minimum):
        yield "subset_of", asked.subset_of
    if isinstance(asked, Ratio):
        yield "combine", asked.combine
    if isinstance(asked, MaximumShare):
        yield "of_requirement", asked.of_requirement
    if isinstance(asked, AnyOf):
        yield from (("of", id_) for id_ in asked.of)


def _comes_round(desk: Desk, id_: str, choices: tuple[str, ...], depth: int = 0) -> bool:
    if id_ in choices or depth > len(desk.draft.pack.requirements):
        return True
    parts = (desk.draft.pack.requirement(choice) for choice in choices)
    return any(
        _comes_round(desk, id_, part.of, depth + 1) for part in parts if isinstance(part, AnyOf)
    )


def matches_of(desk: Desk) -> Iterator[tuple[NodePath, Match]]:
    """Give every match of the pack, those inside others too."""
    for path, match in _matches_of(desk):
        yield path, match
        yield from ((path, inner) for inner in match.any_of)


def _matches_of(desk: Desk) -> Iterator[tuple[NodePath, Match]]:
    pack = desk.draft.pack
    for id_, measure in pack.measures.items():
        yield ("measures", id_, "select"), measure.select
        for at, line in enumerate(measure.credit):
            yield ("measures", id_, "credit", at), line.when
    for at, moved in enumerate(pack.reclassify):
        yield ("reclassify", at), moved.when
    for cap in pack.caps:
        yield desk.of("caps", cap.id, "on"), cap.on
    for asked in pack.requirements:
        for one in fields_of(asked):
            value = getattr(asked, one.name)
            if isinstance(value, Match) and value != ANYTHING:
                yield desk.of("requirements", asked.id, one.name.rstrip("_")), value


def _matches(desk: Desk) -> Iterator[Finding]:
    pack = desk.draft.pack
    used = [
        (path, match.any_tag | match.all_tags | match.no_tag) for path, match in matches_of(desk)
    ]
    for asked in pack.requirements:
        carry = asked.carry if isinstance(asked, Minimum) else None
        used.append(
            (
                desk.of("requirements", asked.id, "carry"),
                carry.exclude_tags if carry else frozenset(),
            )
        )
        across = asked.across if isinstance(asked, Exclusive) else ()
        used.append((desk.of("requirements", asked.id, "across"), frozenset(across)))
    unlisted = [(path, tag) for path, tags in used for tag in sorted(tags - set(pack.tags))]
    if unlisted and not pack.tags:
        path, tag = unlisted[0]
        yield desk.warning(path, "tags", f"tags are used (“{tag}”), but the pack lists none.")
        return
    for path, tag in unlisted:
        yield desk.error(path, "unknown-tag", f"there is no tag “{tag}” under `tags`.")


def _categories(desk: Desk) -> Iterator[Finding]:
    pack = desk.draft.pack
    for path, category in _categories_named(desk):
        if category and category not in pack.categories:
            yield desk.error(path, "unknown-category", f"there is no category “{category}”.")


def _categories_named(desk: Desk) -> Iterator[tuple[NodePath, str]]:
    pack = desk.draft.pack
    for path, match in matches_of(desk):
        yield from ((path, category) for category in sorted(match.categories))
    for at, moved in enumerate(pack.reclassify):
        yield ("reclassify", at, "to"), moved.to
    yield ("default_category",), pack.default_category
    yield from ((("category_words", key), key) for key in pack.category_words)
    for asked in pack.requirements:
        if isinstance(asked, Minimum) and asked.surplus_to:
            yield desk.of("requirements", asked.id, "surplus"), asked.surplus_to[1]
        if isinstance(asked, Distinct) and asked.of == "category" and pack.categories:
            path = desk.of("requirements", asked.id, "from")
            yield from ((path, category) for category in sorted(asked.among))


def _clauses(desk: Desk, clauses: Callable[[], Clauses]) -> Iterator[Finding]:
    for path, text in _clauses_named(desk):
        found = _CLAUSE.fullmatch(text)
        if found is None and path[0] == "requirements":
            continue  # a section of the body's own paper, in its words
        if found is None or found["number"] not in clauses().get(found["code"], ()):
            yield desk.error(
                path, "unknown-clause", f"there is no clause “{text}” in the registers."
            )


def _clauses_named(desk: Desk) -> Iterator[tuple[NodePath, str]]:
    pack = desk.draft.pack
    for at, source in enumerate(pack.provenance):
        if desk.says(("provenance", at)):
            yield from ((("provenance", at, "clauses"), clause) for clause in source.clauses)
    for asked in pack.requirements:
        if asked.clause:
            yield desk.of("requirements", asked.id, "clause"), asked.clause
    for path, match in matches_of(desk):
        yield from (((path[0], *path[1:]), clause) for clause in sorted(match.clauses))
