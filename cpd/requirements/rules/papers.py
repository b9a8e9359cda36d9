"""Dated papers: one that is good today, or cover without a day's gap."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from cpd.requirements.rules.answers import Row, Unit, Verdict
from cpd.requirements.rules.calendars import DAY
from cpd.requirements.rules.count_rows import Count, asked, count_row, let_off
from cpd.requirements.rules.covers import Cover, covers, lapses, undated
from cpd.requirements.rules.days import counted, days_in, listed, merged, said, said_run
from cpd.requirements.rules.kinds import Document
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.saying import in_words
from cpd.requirements.rules.scenes import Scene
from cpd.requirements.rules.touched import touched


def judge_document(requirement: Document, scene: Scene) -> tuple[Row, ...]:
    """Judge the paper that holds today, and each stretch of days between two papers."""
    off = let_off(requirement, scene, Period(scene.as_of, scene.as_of + DAY))
    if off:
        return (off,)
    papers = scene.log.documents
    found = covers(requirement, papers, scene.pack.calendar, scene.as_of)
    if requirement.period is not None:
        return _by_period(requirement, found, scene)
    if not found or (requirement.continuous and found[0].first > scene.as_of):
        return (_none(requirement, undated(requirement, papers), scene),)
    if requirement.continuous:
        return (_continuous(requirement, found, scene),)
    lapsed = tuple(_lapse_row(requirement, hole) for hole in _lapses_since(found, scene))
    return (*lapsed, _current(requirement, found[-1], scene))


def name_of(requirement: Document) -> str:
    return in_words(requirement.document)


def _none(requirement: Document, without_date: int, scene: Scene) -> Row:
    name = name_of(requirement)
    lines = [f"No {name} is logged.", *_by_other_names(scene)]
    if without_date:
        article = "an" if name[:1].lower() in "aeiou" else "a"
        lines = [
            f"There is {article} {name} on file without a date, so nobody can say whether it holds."
        ]
    return Row(
        requirement=requirement.id,
        kind="document",
        start=scene.as_of,
        end=scene.as_of + DAY,
        verdict=Verdict.NEEDS_REVIEW if without_date else Verdict.NOT_MET,
        unit=Unit.DAYS,
        required=Fraction(1),
        claimed=Fraction(0),
        evidenced=Fraction(0),
        short=Fraction(1),
        explanation=tuple(lines),
    )


def _by_other_names(scene: Scene) -> Iterator[str]:
    """Say which papers are there that nothing in the pack asks for, under these names at least."""
    asked_for = {one.document for one in scene.pack.requirements if isinstance(one, Document)}
    others = sorted({paper.document for paper in scene.log.documents} - asked_for)
    if others:
        names = listed([f"“{in_words(one)}”" for one in others])
        yield f"Logged under other names: {names}."


# One that is good today


def _current(requirement: Document, cover: Cover, scene: Scene) -> Row:
    overdue = 0 if cover.last is None else max(0, (scene.as_of - cover.last).days)
    end = (cover.last or scene.as_of) + DAY
    return Row(
        requirement=requirement.id,
        kind="document",
        start=cover.first,
        end=end,
        verdict=Verdict.NOT_MET if overdue else Verdict.MET,
        unit=Unit.DAYS,
        short=Fraction(overdue),
        last_date=cover.last,
        explanation=_current_lines(requirement, cover, scene, overdue),
    )


def _current_lines(
    requirement: Document, cover: Cover, scene: Scene, overdue: int
) -> tuple[str, ...]:
    name = name_of(requirement)
    lines = [f"The {name} does not run out."]
    if overdue and cover.last:
        lines = [f"The {name} ran out on {said(cover.last)}, {counted(overdue, 'day')} ago."]
    elif cover.last == scene.as_of:
        lines = [f"The {name} is due today: {said(scene.as_of)} is its last day."]
    elif cover.last:
        left = counted((cover.last - scene.as_of).days, "day")
        lines = [f"The {name} is good until {said(cover.last)}, for {left} more."]
    version = f", version {cover.paper.version}" if cover.paper.version else ""
    lines.append(f"It is dated {said(cover.first)}{version}.")
    if cover.last is not None and cover.last == cover.paper.last:
        lines.append(f"The paper itself names {said(cover.last)} as its last day.")
    elif requirement.valid_for is not None:
        ends = "up to the day before the same date"
        if requirement.last_day != "day_before":
            ends = "the same date included"
        lines.append(f"It holds for {requirement.valid_for}, {ends}.")
    return tuple(lines)


def _lapses_since(found: Sequence[Cover], scene: Scene) -> tuple[Period, ...]:
    """Return the days between papers, as far as the member had joined."""
    joined = scene.log.member.joined or date.min
    holes = (Period(max(hole.start, joined), hole.end) for hole in lapses(found, scene.as_of))
    return tuple(hole for hole in holes if hole.start < hole.end)


def _lapse_row(requirement: Document, hole: Period) -> Row:
    return Row(
        requirement=requirement.id,
        kind="document",
        start=hole.start,
        end=hole.end,
        verdict=Verdict.NOT_MET,
        unit=Unit.DAYS,
        required=Fraction(hole.days),
        claimed=Fraction(0),
        evidenced=Fraction(0),
        short=Fraction(hole.days),
        explanation=(f"The {name_of(requirement)} had {_lapsed(hole)}.",),
    )


def _lapsed(hole: Period) -> str:
    span = said_run(hole.start, hole.last)
    preposition = "on" if hole.days == 1 else "from"
    return f"lapsed {preposition} {span}, {counted(hole.days, 'day')}"


# Without a day's gap


def _continuous(requirement: Document, found: Sequence[Cover], scene: Scene) -> Row:
    start = max(found[0].first, scene.log.member.joined or date.min)
    whole = Period(min(start, scene.as_of), scene.as_of + DAY)
    sure = [cover.stretch for cover in found if cover.last or requirement.valid_for]
    runs = merged(sure, whole)
    perhaps = merged([cover.stretch for cover in found], whole)
    covered = days_in(runs)
    short = whole.days - covered
    verdict = Verdict.NOT_MET if short else Verdict.MET
    if short and days_in(perhaps) == whole.days:
        verdict = Verdict.NEEDS_REVIEW
    last = _good_until(found, scene.as_of)
    return Row(
        requirement=requirement.id,
        kind="document",
        start=whole.start,
        end=whole.end,
        verdict=verdict,
        unit=Unit.DAYS,
        required=Fraction(whole.days),
        claimed=Fraction(covered),
        evidenced=Fraction(covered),
        short=Fraction(short),
        last_date=last,
        explanation=_continuous_lines(requirement, verdict, _holes(runs, whole), last, scene),
    )


def _holes(runs: Sequence[Period], whole: Period) -> list[Period]:
    edges = [whole.start, *(day for run in runs for day in (run.start, run.end)), whole.end]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [Period(start, end) for start, end in pairs if start < end]


def _good_until(found: Sequence[Cover], as_of: date) -> date | None:
    """Return the last day of the cover that runs today, what follows on it counted in."""
    ahead = merged([cover.stretch for cover in found if cover.last], Period(as_of, date.max))
    return ahead[0].last if ahead and ahead[0].holds(as_of) else None


def _continuous_lines(
    requirement: Document,
    verdict: Verdict,
    holes: Sequence[Period],
    last: date | None,
    scene: Scene,
) -> tuple[str, ...]:
    name = name_of(requirement)
    days = counted(days_in(holes), "day")
    lines = [f"The {name} covers every day."]
    if verdict is Verdict.NOT_MET:
        lines = [f"The {name} leaves {days} without cover."]
    if verdict is Verdict.NEEDS_REVIEW:
        lines = [f"To which day the {name} reaches is not said, so {days} may lack cover."]
    for hole in holes if verdict is Verdict.NOT_MET else ():
        preposition = "on" if hole.days == 1 else "from"
        span = said_run(hole.start, hole.last)
        lines.append(f"No cover {preposition} {span}, {counted(hole.days, 'day')}.")
    if last == scene.as_of:
        lines.append(f"It is due today: {said(last)} is the last day of cover.")
    elif last:
        lines.append(f"The cover that runs now ends on {said(last)}.")
    return tuple(lines)


# One in every period


def _by_period(requirement: Document, found: Sequence[Cover], scene: Scene) -> tuple[Row, ...]:
    """Judge by the period a paper was issued in, whatever lies between two of them."""
    rows = []
    name = name_of(requirement)
    for place in touched(requirement.period, scene):
        what = asked(requirement, 1, place, scene, (name, f"{name}s"))
        issued = [one.first for one in found if place.start <= one.first < what.target.end]
        line = f"Dated {listed([said(day) for day in issued])}."
        number = len(issued)
        count = Count(sure=number, possible=number, seen=number, lines=(line,) if issued else ())
        rows.append(count_row(what, count, scene))
    return tuple(rows)
