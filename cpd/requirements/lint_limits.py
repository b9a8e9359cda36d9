"""Whether what a pack limits can be: caps that do not cross, shares and minima that can be met."""

from collections.abc import Iterator
from itertools import combinations

from cpd.requirements.findings import Desk, Finding
from cpd.requirements.lint_relations import Relation, relation
from cpd.requirements.rules.kinds import MaximumShare, Minimum
from cpd.requirements.rules.packs import ANYTHING, Cap
from cpd.requirements.rules.terms import Bands


def limits(desk: Desk) -> Iterator[Finding]:
    yield from crossing(desk)
    yield from _shares(desk)
    yield from _minima(desk)
    yield from _unreachable(desk)


def crossing(desk: Desk) -> Iterator[Finding]:
    pack = desk.draft.pack
    if pack.allocation == "maxflow":
        return
    for one, other in combinations(pack.caps, 2):
        apart = one.measure and other.measure and one.measure != other.measure
        if not apart and relation(one.on, other.on) is Relation.CROSSING:
            yield desk.error(
                desk.of("caps", other.id),
                "crossing-caps",
                f"the caps {one.id} and {other.id} cross: neither holds the other."
                " Nest them, or set allocation: maxflow.",
            )


def _shares(desk: Desk) -> Iterator[Finding]:
    pack = desk.draft.pack
    for asked in pack.requirements:
        if not isinstance(asked, MaximumShare):
            continue
        path = desk.of("requirements", asked.id, "share")
        if asked.each and pack.categories and asked.share * len(pack.categories) < 1:
            yield desk.error(
                path,
                "impossible-share",
                f"{len(pack.categories)} categories of at most {float(asked.share):.0%} each"
                " can never reach the whole.",
            )
        if asked.each and not pack.categories:
            yield desk.warning(path, "no-categories", "each category, but the pack lists none.")


def _minima(desk: Desk) -> Iterator[Finding]:
    minima = [one for one in desk.draft.pack.requirements if isinstance(one, Minimum)]
    for part in minima:
        for whole in minima:
            if _is_part(part, whole) and _is_more(part, whole):
                yield desk.error(
                    desk.of("requirements", part.id, "at_least"),
                    "part-above-whole",
                    f"{part.id} asks for more than {whole.id}, of which it is a part.",
                )
        for cap in desk.draft.pack.caps:
            if _is_shut_by(part, cap):
                yield desk.error(
                    desk.of("requirements", part.id, "at_least"),
                    "above-cap",
                    f"{part.id} asks for more than the cap {cap.id} lets count.",
                )


def _is_part(part: Minimum, whole: Minimum) -> bool:
    if part is whole or part.measure != whole.measure or part.period != whole.period:
        return False
    return part.subset_of == whole.id or (part.in_ != ANYTHING and whole.in_ == ANYTHING)


def _is_more(part: Minimum, whole: Minimum) -> bool:
    """Compare plain amounts that hold for the same people."""
    one, other = part.at_least, whole.at_least
    if part.applies_if != whole.applies_if and whole.applies_if is not None:
        return False
    return not isinstance(one, Bands) and not isinstance(other, Bands) and one > other


def _is_shut_by(part: Minimum, cap: Cap) -> bool:
    same = cap.measure in {"", part.measure} and cap.period in {None, part.period}
    inside = part.in_ != ANYTHING and relation(part.in_, cap.on) in {Relation.SAME, Relation.INSIDE}
    return same and inside and not isinstance(part.at_least, Bands) and part.at_least > cap.most


def _unreachable(desk: Desk) -> Iterator[Finding]:
    for id_, measure in desk.draft.pack.measures.items():
        for at, line in enumerate(measure.credit[:-1]):
            if line.when == ANYTHING:
                yield desk.warning(
                    ("measures", id_, "credit", at + 1),
                    "unreachable",
                    f"measure {id_}: the line before takes every entry; this is never read.",
                )
