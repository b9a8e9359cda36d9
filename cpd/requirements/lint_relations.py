"""How two matches lie to each other: apart, one inside the other, or crossing."""

from enum import Enum, auto

from cpd.requirements.rules.packs import Match

_SETS = ("kinds", "roles", "formats", "modes", "categories", "settings", "providers")
_REST = (
    "all_tags",
    "no_tag",
    "clauses",
    "size_min",
    "size_max",
    "facilitated",
    "uncategorised",
    "first_in_period",
    "any_of",
)


class Relation(Enum):
    SAME = auto()
    INSIDE = auto()  # the first in the second
    AROUND = auto()
    APART = auto()
    CROSSING = auto()


def relation(one: Match, other: Match) -> Relation:
    """Compare what two matches take in.

    Different tags are taken to mean different entries, as a cap a tag would else always cross
    the next; tags in lists that share some but not all do cross.
    """
    if one == other:
        return Relation.SAME
    sets = [(getattr(one, name), getattr(other, name)) for name in (*_SETS, "any_tag")]
    if any(a and b and a.isdisjoint(b) for a, b in sets):
        return Relation.APART
    inside = all(not b or (a and a <= b) for a, b in sets) and _adds(one, other)
    around = all(not a or (b and b <= a) for a, b in sets) and _adds(other, one)
    if inside and around:
        return Relation.SAME
    if inside:
        return Relation.INSIDE
    return Relation.AROUND if around else Relation.CROSSING


def _adds(narrow: Match, wide: Match) -> bool:
    """Tell whether the narrow one says all of the rest that the wide one does."""
    plain = Match()
    return all(
        getattr(wide, name) in (getattr(plain, name), getattr(narrow, name)) for name in _REST
    )
