"""What a pack file says of entries and of periods: matches and shapes."""

from collections.abc import Mapping

from cpd.content_files import Node
from cpd.requirements.rules.packs import Match, PeriodShape, PeriodType
from cpd.requirements.values import (
    category_set,
    choice,
    choices,
    counting,
    day,
    flag,
    given,
    length,
    maybe,
    opened,
    perhaps,
    plain_set,
    plain_word,
    text,
    word_set,
)

KINDS = (
    "activity",
    "supervision",
    "practice",
    "reflection",
    "feedback",
    "plan",
    "document",
    "declaration",
    "dilemma",
)
FORMATS = ("individual", "group", "peer")
ROLES = ("received", "delivered", "presented")

_MATCH = (
    "kind role format mode category tag any_tag all_tags no_tag setting provider clause size"
    " facilitated uncategorised first_in_period any_of"
)
_SHAPES = {
    PeriodType.CALENDAR: ("unit", ""),
    PeriodType.FIXED: ("anchor length", ""),
    PeriodType.ANNIVERSARY: ("of length", ""),
    PeriodType.ROLLING: ("length", "step check"),
    PeriodType.EXPLICIT: ("starts", "length"),
    PeriodType.WHOLE: ("", ""),
}
_UNITS = choice("week", "month", "quarter", "year")
_NONE: frozenset[str] = frozenset()


def match(node: Node) -> Match:
    """Read what an entry must be. A single `tag` and `any_tag` may stand beside each other."""
    fields = node.fields("", _MATCH)
    tag = maybe(fields, "tag", plain_set, _NONE)
    any_tag = maybe(fields, "any_tag", plain_set, _NONE)
    all_tags = maybe(fields, "all_tags", plain_set, _NONE)
    if tag and any_tag:
        if len(tag) > 1:
            raise fields["tag"].broken("tag", "Write one list of choices: tag or any_tag.")
        all_tags |= tag
    size = opened(fields, "size", "", "min max")
    least, most = perhaps(size, "min", counting), perhaps(size, "max", counting)
    if least is not None and most is not None and least > most:
        raise fields["size"].broken("size", f"No size is at least {least} and at most {most}.")
    return Match(
        kinds=maybe(fields, "kind", choices(*KINDS), _NONE),
        roles=maybe(fields, "role", choices(*ROLES), _NONE),
        formats=maybe(fields, "format", choices(*FORMATS), _NONE),
        modes=maybe(fields, "mode", plain_set, _NONE),
        categories=maybe(fields, "category", category_set, _NONE),
        any_tag=any_tag or tag,
        all_tags=all_tags,
        no_tag=maybe(fields, "no_tag", plain_set, _NONE),
        settings=maybe(fields, "setting", word_set, _NONE),
        providers=maybe(fields, "provider", word_set, _NONE),
        clauses=maybe(fields, "clause", word_set, _NONE),
        size_min=least,
        size_max=most,
        facilitated=perhaps(fields, "facilitated", flag),
        uncategorised=maybe(fields, "uncategorised", flag, default=False),
        first_in_period=maybe(fields, "first_in_period", choice("topic"), ""),
        any_of=maybe(fields, "any_of", _matches, ()),
    )


def _matches(node: Node) -> tuple[Match, ...]:
    return tuple(match(item) for item in node.items())


def shape(node: Node) -> PeriodShape:
    """Read a period that is written out."""
    if not isinstance(node.value, dict):
        raise node.broken("period", "A period with its type was expected here.")
    everything = node.fields("type", "unit anchor of length step check starts")
    name = choice(*PeriodType)(everything["type"])
    needed, allowed = _SHAPES[PeriodType(name)]
    fields = node.fields(f"type {needed}", allowed)
    if absent := [key for key in needed.split() if given(fields, key) is None]:
        raise fields[absent[0]].broken("missing-key", f"The key {absent[0]} has no value.")
    starts = tuple(day(item) for item in fields["starts"].items()) if "starts" in fields else ()
    if "starts" in fields and (len(starts) < 2 or list(starts) != sorted(set(starts))):
        raise fields["starts"].broken("starts", "Two or more days were expected, in order.")
    return PeriodShape(
        type=PeriodType(name),
        unit=maybe(fields, "unit", _UNITS, ""),
        anchor=perhaps(fields, "anchor", day),
        of=maybe(fields, "of", plain_word, ""),
        length=perhaps(fields, "length", length),
        step=maybe(fields, "step", _UNITS, ""),
        check=maybe(fields, "check", choice("each_step", "as_of"), "each_step"),
        starts=starts,
    )


def meant(node: Node, named: Mapping[str, Node]) -> Node:
    """Find the period that is written out, where its name may stand for it."""
    if not isinstance(node.value, str):
        return node
    name = text(node)
    if name not in named:
        raise node.broken("unknown-period", f"There is no period “{name}” under `periods`.")
    return named[name]
