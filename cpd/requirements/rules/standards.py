"""What is declared when it happens, and what only a person can judge."""

from datetime import date
from fractions import Fraction

from cpd.requirements.rules.answers import Row, Unit, Verdict
from cpd.requirements.rules.calendars import DAY, after
from cpd.requirements.rules.count_rows import let_off
from cpd.requirements.rules.days import counted, listed, said, said_period
from cpd.requirements.rules.kinds import Declared, Manual, Minimum
from cpd.requirements.rules.logs import Declaration
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.saying import in_words
from cpd.requirements.rules.scenes import Scene
from cpd.requirements.rules.touched import touched, unplaced
from cpd.requirements.rules.unsettled import known_on

# Declarations that are no event to be told: a renewal, a grant of a body, a reviewer's judgement.
OTHERWISE_KNOWN = frozenset(
    {
        "renewal_submitted", "granted_extension", "granted_grace", "judged", "judgement",
        "review", "reviewed", "accepted", "explained",
    }
)  # fmt: skip


def is_outstanding(row: Row) -> bool:
    """Say whether a row matters however long ago its days were: a paper that ran out does."""
    if row.kind == "declaration":
        return row.verdict is Verdict.NOT_MET and row.claimed is None
    return row.kind == "document" and row.last_date is not None


def judge_declared(requirement: Declared, scene: Scene) -> tuple[Row, ...]:
    """Judge of each event whether it was declared soon enough."""
    off = let_off(requirement, scene, Period(scene.as_of, scene.as_of + DAY))
    if off:
        return (off,)
    events = [
        one
        for one in scene.log.declarations
        if one.declaration in requirement.events
        and (one.happened_on is None or one.happened_on <= scene.as_of)
    ]
    unknown = _unknown(requirement, scene)
    if not events and not unknown:
        return (_nothing(requirement),)
    rows = [
        _event_row(requirement, one, scene)
        for one in sorted(events, key=lambda one: (one.happened_on or date.min, one.declaration))
    ]
    return (*rows, *([_unknown_row(requirement, unknown)] if unknown else []))


def _unknown(requirement: Declared, scene: Scene) -> list[str]:
    """Return the words of declarations that this pack knows nothing of."""
    known = OTHERWISE_KNOWN | requirement.events
    for one in scene.pack.requirements:
        if isinstance(one, Declared):
            known |= one.events
        elif isinstance(one, Minimum) and one.debt_source:
            known |= {one.debt_source}
    return sorted(
        {
            one.declaration
            for one in scene.log.declarations
            if one.declaration not in known
            and one.verdict is None
            and one.requirement in {None, requirement.id}
            and (one.happened_on or one.declared_on or date.min) <= scene.as_of
        }
    )


def _unknown_row(requirement: Declared, words: list[str]) -> Row:
    which = listed([f"“{word}”" for word in words])
    known = listed([f"{in_words(event)} ({event})" for event in sorted(requirement.events)], "or")
    return Row(
        requirement=requirement.id,
        kind="declaration",
        start=None,
        end=None,
        verdict=Verdict.NEEDS_REVIEW,
        unit=Unit.NONE,
        explanation=(
            f"Whether this has to be declared is not clear: {which}.",
            "Somebody has to look at this.",
            f"To be declared: {known}.",
        ),
    )


def _nothing(requirement: Declared) -> Row:
    events = listed([in_words(event) for event in sorted(requirement.events)], "or")
    return Row(
        requirement=requirement.id,
        kind="declaration",
        start=None,
        end=None,
        verdict=Verdict.NOT_APPLICABLE,
        unit=Unit.NONE,
        explanation=("Nothing to declare was logged.", f"To be declared: {events}."),
    )


def _event_row(requirement: Declared, event: Declaration, scene: Scene) -> Row:
    happened = event.happened_on
    name = in_words(event.declaration)
    if happened is None:
        line = f"On which day this happened is not said: {name}. Somebody has to look at this."
        return Row(
            requirement=requirement.id,
            kind="declaration",
            start=None,
            end=None,
            verdict=Verdict.NEEDS_REVIEW,
            unit=Unit.DAYS,
            explanation=(line,),
        )
    due_on = after(happened, requirement.within, scene.pack.calendar.leap_day)
    declared = event.declared_on
    if declared is not None and declared > scene.as_of:
        declared = None
    if declared is not None and declared < happened:
        return _too_soon(requirement, name, happened, declared)
    late = max(0, ((declared or scene.as_of) - due_on).days)
    verdict = Verdict.NOT_MET if late else Verdict.MET if declared else Verdict.OPEN
    return Row(
        requirement=requirement.id,
        kind="declaration",
        start=happened,
        end=due_on + DAY,
        verdict=verdict,
        unit=Unit.DAYS,
        required=Fraction((due_on - happened).days),
        claimed=Fraction(max(0, (declared - happened).days)) if declared else None,
        short=Fraction(late),
        last_date=due_on if verdict is Verdict.OPEN else None,
        explanation=(
            _event_answer(name, happened, declared, late),
            f"It had to be declared by {said(due_on)}.",
        ),
    )


def _too_soon(requirement: Declared, name: str, happened: date, declared: date) -> Row:
    opening = f"{name[:1].upper()}{name[1:]}"
    return Row(
        requirement=requirement.id,
        kind="declaration",
        start=happened,
        end=happened + DAY,
        verdict=Verdict.NEEDS_REVIEW,
        unit=Unit.DAYS,
        explanation=(
            f"{opening}: declared on {said(declared)}, before it happened on {said(happened)}.",
            "One of the two days cannot be right. Somebody has to look at this.",
        ),
    )


def _event_answer(name: str, happened: date, declared: date | None, late: int) -> str:
    opening = f"{name[:1].upper()}{name[1:]} on {said(happened)}"
    if declared is None:
        return f"{opening}: not declared yet{f', {_late(late)}' if late else ''}."
    return f"{opening}: declared on {said(declared)}, {_late(late) if late else 'in time'}."


def _late(days: int) -> str:
    return f"{counted(days, 'day')} late"


def judge_manual(requirement: Manual, scene: Scene) -> tuple[Row, ...]:
    """Ask a person, unless one has said already."""
    places = touched(requirement.period, scene)
    if not places and requirement.period:
        return unplaced(requirement, "manual", requirement.period, scene)
    judgements = sorted(
        (known, one.happened_on or one.declared_on or scene.as_of, one.verdict)
        for one in scene.log.declarations
        if one.requirement == requirement.id
        and one.verdict is not None
        and (known := known_on(one) or scene.as_of) <= scene.as_of
    )
    return tuple(
        let_off(requirement, scene, place) or _manual_row(requirement, place, judgements)
        for place in places
    )


def _manual_row(
    requirement: Manual, place: Period, judgements: list[tuple[date, date, str]]
) -> Row:
    """Take the latest judgement of the period; a judgement given later names a day in it."""
    inside = [
        (known, word)
        for known, day, word in judgements
        if requirement.period is None or place.holds(day)
    ]
    when = said_period(place)
    verdict, answer = Verdict.NEEDS_REVIEW, f"{when}: a person has to judge this."
    if inside:
        day, word = inside[-1]
        verdict = Verdict(word)
        answer = f"{when}: judged on {said(day)}: {in_words(word)}."
    shown = listed([in_words(one) for one in requirement.evidence])
    return Row(
        requirement=requirement.id,
        kind="manual",
        start=place.start,
        end=place.end,
        verdict=verdict,
        unit=Unit.NONE,
        explanation=(
            answer,
            f"What is asked: {requirement.ask.rstrip('.')}.",
            *([f"To be shown: {shown}."] if shown else []),
        ),
    )
