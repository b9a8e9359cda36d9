"""Judge a member's log by a pack: every requirement, every period, every entry."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.answers import Credit, Evaluation, Row, Unit, Verdict
from cpd.requirements.rules.calendars import before
from cpd.requirements.rules.capping import NOTHING, Sums
from cpd.requirements.rules.choices import judge_any_of, judge_exclusive
from cpd.requirements.rules.counts import judge_distinct, judge_min_count
from cpd.requirements.rules.crediting import in_order, read
from cpd.requirements.rules.days import said
from cpd.requirements.rules.frequency import judge_cadence, judge_every_period, judge_max_gap
from cpd.requirements.rules.hours import Bill, bills_of, judge_minimum
from cpd.requirements.rules.judging import FINAL, Judged
from cpd.requirements.rules.kinds import (
    AnyOf,
    Cadence,
    CapPerWindow,
    Common,
    Declared,
    Distinct,
    Document,
    EveryPeriod,
    Exclude,
    Exclusive,
    Manual,
    MaxGap,
    MaximumShare,
    MinCount,
    Minimum,
    Pack,
    Qualifies,
    Ratio,
)
from cpd.requirements.rules.late import submissions
from cpd.requirements.rules.logs import Log
from cpd.requirements.rules.matching import resolved
from cpd.requirements.rules.packs import EntryDate, SelectBy
from cpd.requirements.rules.papers import judge_document
from cpd.requirements.rules.ratios import judge_ratio
from cpd.requirements.rules.saying import in_words, inside, requirement_name
from cpd.requirements.rules.scenes import Credited, Scene
from cpd.requirements.rules.share_rows import judge_share
from cpd.requirements.rules.standards import is_outstanding, judge_declared, judge_manual
from cpd.requirements.rules.supervisors import judge_qualifies, qualified
from cpd.requirements.rules.tallies import from_elsewhere
from cpd.requirements.rules.unsettled import answered, unsettled
from cpd.requirements.rules.versions import current, governs, version_on
from cpd.requirements.rules.windows import judge_windows, limited

# What gives rows alone, and what also says how every entry counted.
ROWS: Mapping[type[Common], Callable[[Any, Scene], tuple[Row, ...]]] = {
    MaxGap: judge_max_gap,
    EveryPeriod: judge_every_period,
    MinCount: judge_min_count,
    Distinct: judge_distinct,
    Cadence: judge_cadence,
    Document: judge_document,
    Declared: judge_declared,
    Manual: judge_manual,
    Qualifies: judge_qualifies,
    Exclusive: judge_exclusive,
}
SUMS: Mapping[type[Common], Callable[[Any, Scene], Judged]] = {
    Minimum: judge_minimum,
    Ratio: judge_ratio,
    MaximumShare: judge_share,
    CapPerWindow: judge_windows,
}
YEAR = Length(months=12)
WEIGHING = (
    "id", "body", "calendar", "measures", "categories", "default_category",
    "reclassify",
)  # fmt: skip


def evaluate(
    versions: Sequence[Pack], log: Log, as_of: date, *, since: date | None = None
) -> Evaluation:
    """Judge by all versions of one pack, each in its time; `since` leaves out what ended before."""
    ordered = sorted(versions, key=lambda pack: (pack.effective.since, pack.version))
    now = current(ordered, as_of)
    rows: list[Row] = []
    credits_: dict[str, list[Credit]] = defaultdict(list)
    scene: Scene | None = None
    for pack in ordered:
        if pack is not now and not _may_govern(pack):
            continue
        if scene is not None and _weighs_alike(scene.pack, pack):
            scene = replace(scene, pack=pack, first=_first(pack, log, as_of))
        else:
            scene = replace(scene_of(ordered, pack, log, as_of), since=since)
        judged = _judged(ordered, scene, now)
        rows.extend(judged.rows)
        for credit in judged.credits:
            credits_[credit.entry].append(credit)
    if not rows and now.effective.since > as_of:
        rows.extend(_not_begun(now))
    place = {one.id: number for number, one in enumerate(now.requirements)}
    rows.sort(key=lambda row: (place.get(row.requirement, len(place)), row.start or date.min))
    return Evaluation(
        pack=now.id,
        version=now.version,
        as_of=as_of,
        rows=tuple(rows),
        credits={entry: tuple(found) for entry, found in credits_.items()},
    )


def _may_govern(pack: Pack) -> bool:
    return pack.effective.select_by is not SelectBy.ENTRY_DATE


def _weighs_alike(one: Pack, other: Pack) -> bool:
    """Say whether two versions differ only in what they ask, and not in what an entry is worth."""
    alike = all(getattr(one, name) == getattr(other, name) for name in WEIGHING)
    return alike and _weighers(one) == _weighers(other)


def _weighers(pack: Pack) -> tuple[Common, ...]:
    kinds = Exclude | CapPerWindow | Qualifies
    if any(line.when.first_in_period for one in pack.measures.values() for line in one.credit):
        return pack.requirements
    return tuple(one for one in pack.requirements if isinstance(one, kinds))


def scene_of(versions: Sequence[Pack], pack: Pack, log: Log, as_of: date) -> Scene:
    """Set the scene: every entry with its category, weighed, and limited by week or month."""
    here = replace(log, entries=tuple(resolved(pack, entry) for entry in log.entries))
    begun = None
    if pack.effective.select_by is not SelectBy.SUBMISSION_DATE:
        begun = min(one.effective.since for one in versions)
    scene = Scene(pack=pack, log=here, as_of=as_of, first=_first(pack, log, as_of), begun=begun)
    return _weighed(versions, scene, None)


def _weighed(versions: Sequence[Pack], scene: Scene, basis: EntryDate | None) -> Scene:
    """Weigh the entries, counting them on the days a requirement may name for itself."""
    pack = scene.pack
    reading = read(pack, scene.log, scene.as_of, basis)
    credited = reading.credited
    if pack.effective.select_by is SelectBy.ENTRY_DATE and len(versions) > 1:
        credited = _by_entry_date(versions, scene, basis)
    credited = limited(pack, qualified(pack, scene.log.member, credited))
    return replace(scene, credited=credited, later=reading.later)


def _by_entry_date(
    versions: Sequence[Pack], scene: Scene, basis: EntryDate | None
) -> Mapping[str, tuple[Credited, ...]]:
    """Weigh each entry by the version of its own day."""
    found: dict[str, list[Credited]] = defaultdict(list)
    for pack in versions:
        for measure, items in read(pack, scene.log, scene.as_of, basis).credited.items():
            found[measure].extend(one for one in items if version_on(versions, one.on) == pack)
    return {measure: tuple(sorted(items, key=in_order)) for measure, items in found.items()}


def _first(pack: Pack, log: Log, as_of: date) -> date:
    """Return the day of the first thing in the log; a renewal speaks of the cycle before it.

    Who joined no more than a year before that has owed something since the day of joining.
    """
    member = log.member
    known = [entry.start_on for entry in log.entries]
    for stretches in (member.leave, member.breaks, member.closed):
        known.extend(one.since for one in stretches)
    if pack.late is not None:
        back = pack.late.renewable_until or pack.late.grace
        known.extend(before(on, back) for on in submissions(log, as_of))
    first, joined = min([*known, as_of]), member.joined
    if joined is not None and before(first, YEAR) <= joined < first:
        return joined
    return first


def _judged(versions: Sequence[Pack], scene: Scene, now: Pack) -> Judged:
    """Judge by one version and keep the rows of its time."""
    rows: list[Row] = []
    credits_: list[Credit] = []
    scenes: dict[EntryDate | None, Scene] = {None: _with_surplus(scene)}
    for requirement in scene.pack.requirements:
        basis = requirement.date_basis
        if basis not in scenes:
            scenes[basis] = _with_surplus(_weighed(versions, scene, basis))
        judged = _judge(requirement, scenes[basis], rows)
        kept = [
            _of_version(
                answered(unsettled(row, scene.pack), requirement, scene), scene.pack.version
            )
            for row in judged.rows
            if governs(versions, requirement, row, scene, now)
            and (row.end is None or not scene.is_past(row.end) or is_outstanding(row))
        ]
        rows.extend(kept)
        starts = {row.start for row in kept}
        credits_.extend(one for one in judged.credits if one.start in starts)
    return Judged(rows=tuple(rows), credits=tuple(credits_))


def _of_version(row: Row, version: int) -> Row:
    return row if row.pack_version == version else replace(row, pack_version=version)


def _judge(requirement: Common, scene: Scene, rows: Sequence[Row]) -> Judged:
    kind = type(requirement)
    if kind in SUMS:
        return SUMS[kind](requirement, scene)
    if kind in ROWS:
        return Judged(rows=ROWS[kind](requirement, scene))
    if isinstance(requirement, AnyOf):
        return Judged(rows=judge_any_of(requirement, scene, rows))
    return Judged(rows=())


def _with_surplus(scene: Scene) -> Scene:
    """Let what is beyond a minimum count elsewhere, where the pack says so."""
    extra: dict[str, list[Credited]] = defaultdict(list)
    for requirement in scene.pack.requirements:
        if not isinstance(requirement, Minimum) or requirement.surplus_to is None:
            continue
        measure, category = requirement.surplus_to
        for bill in bills_of(requirement, scene):
            over = _over(bill)
            if over.most:
                called = inside(requirement_name(scene.pack, requirement.id))
                name = f"{called} beyond what is asked"
                on = min(bill.period.last, scene.as_of)
                extra[measure].append(
                    from_elsewhere(requirement.id, measure, category, on, over, name)
                )
    if not extra:
        return scene
    credited = dict(scene.credited)
    for measure, items in extra.items():
        together = [*credited.get(measure, ()), *items]
        credited[measure] = tuple(sorted(together, key=in_order))
    return replace(scene, credited=credited)


def _over(bill: Bill) -> Sums:
    if bill.asked.settled in FINAL or bill.asked.required is None:
        return Sums()
    required = bill.asked.required
    return Sums(*(max(NOTHING, there - required) for there in bill.sums))


def _not_begun(pack: Pack) -> list[Row]:
    line = f"These rules begin on {said(pack.effective.since)}."
    return [
        Row(
            requirement=one.id,
            kind=in_words(type(one).__name__.lower()),
            start=None,
            end=None,
            verdict=Verdict.NOT_APPLICABLE,
            unit=Unit.NONE,
            explanation=(line,),
            pack_version=pack.version,
        )
        for one in pack.requirements
        if not isinstance(one, Exclude)
    ]
