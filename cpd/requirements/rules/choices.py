"""What is judged over other rows or over single entries: one of several, and one role only."""

from collections.abc import Sequence
from datetime import date

from cpd.requirements.rules import days
from cpd.requirements.rules.answers import Row, Unit, Verdict
from cpd.requirements.rules.calendars import DAY
from cpd.requirements.rules.kinds import AnyOf, Exclusive
from cpd.requirements.rules.logs import LogEntry
from cpd.requirements.rules.matching import matches, shut_out, size_of
from cpd.requirements.rules.naming import mention, named
from cpd.requirements.rules.saying import capital, in_words, inside, requirement_name
from cpd.requirements.rules.scenes import Scene

BEST_FIRST = (
    Verdict.MET, Verdict.EXEMPT, Verdict.OPEN, Verdict.NEEDS_REVIEW, Verdict.NEEDS_EXPLANATION,
    Verdict.NOT_MET, Verdict.NOT_APPLICABLE,
)  # fmt: skip
SAID = {
    Verdict.MET: "met", Verdict.EXEMPT: "nothing is owed", Verdict.OPEN: "still open",
    Verdict.NEEDS_REVIEW: "somebody has to look at it",
    Verdict.NEEDS_EXPLANATION: "has to be explained", Verdict.NOT_MET: "not met",
    Verdict.NOT_APPLICABLE: "does not apply",
}  # fmt: skip


def judge_any_of(requirement: AnyOf, scene: Scene, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Take the best of the parts: period by period where all have the same, else the latest."""
    parts = [[row for row in rows if row.requirement == id_] for id_ in requirement.of]
    parts = [part for part in parts if part]
    if not parts:
        return ()
    spans = [[(row.start, row.end) for row in part] for part in parts]
    if all(span == spans[0] for span in spans[1:]):
        return tuple(_best(requirement, scene, together) for together in zip(*parts, strict=True))
    return (_best(requirement, scene, tuple(part[-1] for part in parts)),)


def _best(requirement: AnyOf, scene: Scene, together: Sequence[Row]) -> Row:
    best = min(together, key=lambda row: BEST_FIRST.index(row.verdict))
    starts = [row.start for row in together if row.start is not None]
    ends = [row.end for row in together if row.end is not None]
    names = [inside(requirement_name(scene.pack, row.requirement)) for row in together]
    parts = [f"{name}: {SAID[row.verdict]}" for name, row in zip(names, together, strict=True)]
    lasts: list[date] = [row.last_date for row in together if row.last_date is not None]
    return Row(
        requirement=requirement.id,
        kind="any_of",
        start=min(starts, default=None),
        end=max(ends, default=None),
        verdict=best.verdict,
        unit=Unit.NONE,
        last_date=max(lasts, default=None) if best.verdict is Verdict.OPEN else best.last_date,
        explanation=("One of these is enough.", f"{capital(days.listed(parts))}."),
        pack_version=scene.pack.version,
    )


def judge_exclusive(requirement: Exclusive, scene: Scene) -> tuple[Row, ...]:
    """Name the entries that serve several roles: which one they count for, a person must say."""
    twice = [
        entry
        for entry in scene.log.entries
        if entry.start_on <= scene.as_of and _is_twice(requirement, scene, entry)
    ]
    roles = days.listed([in_words(role) for role in requirement.across], "or")
    lines: tuple[str, ...] = (f"No entry is counted for more than one of {roles}.",)
    if twice:
        which = named(mention(one, one.start_on) for one in twice)
        lines = (
            f"{days.counted(len(twice), 'entry', 'entries')} may count for one of {roles} only.",
            f"Say for which: {which}.",
        )
    return (
        Row(
            requirement=requirement.id,
            kind="exclusive",
            start=scene.first,
            end=scene.as_of + DAY,
            verdict=Verdict.NEEDS_REVIEW if twice else Verdict.MET,
            unit=Unit.NONE,
            explanation=lines,
            pack_version=scene.pack.version,
        ),
    )


def _is_twice(requirement: Exclusive, scene: Scene, entry: LogEntry) -> bool:
    if len(entry.tags.intersection(requirement.across)) < 2 or shut_out(scene.pack, entry):
        return False
    size = size_of(entry, "contracted")
    shared = requirement.allow_shared
    if shared is not None and matches(shared, entry, size):
        return False
    return matches(requirement.select, entry, size) is not False
