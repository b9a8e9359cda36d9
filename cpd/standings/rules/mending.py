"""Entries that count for less than they might, because they do not say all that a body asks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cpd.requirements.rules.answers import Evaluation, Verdict
from cpd.requirements.rules.kinds import Distinct, Pack
from cpd.requirements.rules.logs import LogEntry
from cpd.requirements.rules.matching import matches, resolved, shut_out, size_of
from cpd.requirements.rules.saying import capital

_UNSAID = (
    "is not said",
    "does not say all",
    "in no category yet",
    "none of those known here",
    "it has no ",
)
_WANTING = frozenset({Verdict.OPEN, Verdict.NEEDS_REVIEW, Verdict.NOT_MET})
NO_CATEGORY = "its category is not said"
# What a reason speaks of, the field of the form where it is said, and what the way there is called.
_FIELDS = (
    ("individual, group or peer", "supervision_format", "Say the format"),
    ("contracted", "contracted", "Say the agreed size"),
    ("size of the group", "contracted", "Say the size"),
    ("topic", "topic", "Say the topic"),
    ("own practice", "own_time", "Say how much was on your own work"),
    ("reflection", "reflection", "Add a reflection"),
    ("evidence", "", "Add evidence"),
    ("attestation", "", "Ask for the supervisor's word"),
    ("category", "for-bodies", "Choose a category"),
)


@dataclass(frozen=True, kw_only=True)
class Mend:
    """What an entry does not say yet. `field` is where its form asks for it; "" is its page."""

    entry_id: str
    title: str
    on: date
    why: str
    field: str
    way: str
    requirement: str
    start: date | None


def mends(pack: Pack, evaluation: Evaluation, entries: Iterable[LogEntry]) -> tuple[Mend, ...]:
    """Return what would still help where something is wanting, the latest entry first."""
    wanting = {(row.requirement, row.start) for row in evaluation.rows if row.verdict in _WANTING}
    found = {
        (one.entry_id, one.requirement, one.start): one
        for entry in entries
        for one in _of(pack, evaluation, entry)
        if (one.requirement, one.start) in wanting
    }
    return tuple(sorted(found.values(), key=lambda one: (one.on, one.title), reverse=True))


def once_each(mends_: Iterable[Mend]) -> tuple[Mend, ...]:
    """Return one for each entry, whatever number of rules it says too little for."""
    found: dict[str, Mend] = {}
    for one in mends_:
        found.setdefault(one.entry_id, one)
    return tuple(found.values())


def mend_of(pack: Pack, evaluation: Evaluation, entry: LogEntry) -> Mend | None:
    """Return what one entry does not say to this body, whether or not anything hangs on it."""
    return next(_of(pack, evaluation, entry), None)


def _of(pack: Pack, evaluation: Evaluation, entry: LogEntry) -> Iterator[Mend]:
    for credit in evaluation.credits.get(entry.id, ()):
        if any(words in credit.reason for words in _UNSAID):
            yield _mend(pack, entry, credit.reason, credit.requirement, credit.start)
    yield from _unsorted(pack, evaluation, entry)


def _unsorted(pack: Pack, evaluation: Evaluation, entry: LogEntry) -> Iterator[Mend]:
    """Yield what an entry leaves open where different categories are counted, not hours."""
    asked = [one for one in pack.requirements if isinstance(one, Distinct)]
    if not asked or resolved(pack, entry).category is not None or shut_out(pack, entry):
        return
    for one in asked:
        meant = matches(one.select, entry, size_of(entry, "contracted"))
        if one.of != "category" or entry.kind != "activity" or meant is False:
            continue
        for row in evaluation.rows:
            start, end = row.start or date.max, row.end or date.min
            if row.requirement == one.id and start <= entry.start_on < end:
                yield _mend(pack, entry, NO_CATEGORY, one.id, row.start)


def _mend(pack: Pack, entry: LogEntry, reason: str, requirement: str, start: date | None) -> Mend:
    is_of_category = resolved(pack, entry).category is None and bool(pack.categories)
    field, way = next(
        ((field, way) for words, field, way in _FIELDS if words in reason),
        ("for-bodies", "Choose a category") if is_of_category else ("title", "Say more"),
    )
    return Mend(
        entry_id=entry.id,
        title=entry.title,
        on=entry.start_on,
        why=capital(reason),
        field=field,
        way=way,
        requirement=requirement,
        start=start,
    )
