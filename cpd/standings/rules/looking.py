"""What else a pack looks at in an entry: the fields by which it decides how much of it counts."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from cpd.records.rules.kinds import EntryKind
from cpd.requirements.rules.days import listed
from cpd.requirements.rules.kinds import Distinct, Exclude, Pack, Qualifies, Ratio
from cpd.requirements.rules.packs import Match, Measure, Rate

_SIZES: Mapping[str, str] = {
    "contracted": "the agreed size of the group",
    "attended": "how many came",
}
_PROOFS: Mapping[str, str] = {
    "evidence": "evidence",
    "attestation": "the supervisor's word",
    "reflection": "a reflection",
}


def looks_at(pack: Pack, kind: EntryKind) -> Iterator[str]:
    """Say in a sentence each what this body looks at in an entry of a kind, and what it refuses."""
    measures = [one for one in pack.measures.values() if kind.value in kinds_of(one.select)]
    named = list(dict.fromkeys(_fields(pack, measures, kind)))
    if named:
        yield f"{pack.body.short} also goes by {listed(named)}."
    asked = {word for one in measures for word in one.eligible.claimed}
    if asked:
        words = listed([_PROOFS[word] for word in sorted(asked) if word in _PROOFS])
        yield f"{pack.body.short} counts it only with {words}."
    for one in pack.requirements:
        if isinstance(one, Exclude) and kind.value in kinds_of(one.select) and one.says:
            yield one.says


def kinds_of(select: Match) -> frozenset[str]:
    if select.kinds or not select.any_of:
        return select.kinds
    return frozenset().union(*map(kinds_of, select.any_of))


def _fields(pack: Pack, measures: Iterable[Measure], kind: EntryKind) -> Iterator[str]:
    for measure in measures:
        matches = [measure.select, *(line.when for line in measure.credit)]
        yield from (words for looks, words in _LOOKS if any(map(looks, matches)))
        sized = any(line.rate in {Rate.ONE_BY_SIZE, Rate.TWO_BY_SIZE} for line in measure.credit)
        if sized or any(one.size_min or one.size_max for one in matches):
            yield _SIZES[measure.count_by]
        if measure.use_minutes == "own_minutes":
            yield "the time on your own work"
    for one in pack.requirements:
        if isinstance(one, Ratio) and "setting" in one.per and kind is EntryKind.PRACTICE:
            yield "the setting"
        if isinstance(one, Qualifies) and one.measure in {each.id for each in measures}:
            yield "who supervised, chosen from your list of supervisors"
        if isinstance(one, Distinct) and one.of in _DISTINCT and _is_meant(one, kind):
            yield _DISTINCT[one.of]


_DISTINCT: Mapping[str, str] = {
    "topic": "the topic",
    "clause": "the clauses",
    "provider": "the provider",
    "mode": "how it was done",
}


def _is_meant(one: Distinct, kind: EntryKind) -> bool:
    return kind.value in (kinds_of(one.select) or {EntryKind.ACTIVITY.value})


def _by_format(one: Match) -> bool:
    return bool(one.formats)


def _by_mode(one: Match) -> bool:
    return bool(one.modes)


def _by_topic(one: Match) -> bool:
    return bool(one.first_in_period)


_LOOKS: tuple[tuple[Callable[[Match], bool], str], ...] = (
    (_by_format, "the format"),
    (_by_mode, "how it was done"),
    (_by_topic, "the topic"),
)
