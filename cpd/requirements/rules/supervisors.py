"""Who supervised: accredited on that day, and independent of the one supervised."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from cpd.requirements.rules.answers import Row, Unit, Verdict
from cpd.requirements.rules.calendars import DAY
from cpd.requirements.rules.days import counted, listed, said
from cpd.requirements.rules.kinds import Pack, Qualifies
from cpd.requirements.rules.logs import LogEntry, Member, Stretch, Supervisor
from cpd.requirements.rules.matching import shut_out
from cpd.requirements.rules.naming import Mention, mention, named
from cpd.requirements.rules.periods import Period, window
from cpd.requirements.rules.saying import in_words
from cpd.requirements.rules.scenes import Credited, Scene

NOTHING = Fraction(0)


def refusal(requirement: Qualifies, entry: LogEntry, member: Member, day: date) -> str:
    """Return why the entry counts for nothing, to stand after “because”, or nothing.

    What is not known is no refusal; `doubt` says so.
    """
    supervisor = member.supervisors.get(entry.supervisor_id or "")
    if supervisor is None:
        return ""
    relation = _relation(requirement, supervisor, day)
    if relation is not None:
        return _said_relation(requirement, relation, day)
    known = supervisor.accredited
    if not requirement.accredited_by or not known or _is_accredited(requirement, known, day):
        return ""
    return f"the supervisor was not accredited by {_bodies(requirement)} on that day"


def doubt(requirement: Qualifies, entry: LogEntry, member: Member) -> str:
    """Return what is not known that decides whether the entry counts, or nothing."""
    if entry.supervisor_id is None:
        return "it does not say who supervised"
    supervisor = member.supervisors.get(entry.supervisor_id)
    if supervisor is None:
        return "nothing is known of who supervised"
    if requirement.accredited_by and not supervisor.accredited:
        return "by whom the supervisor is accredited is not known"
    return ""


def qualified(
    pack: Pack, member: Member, credited: Mapping[str, tuple[Credited, ...]]
) -> Mapping[str, tuple[Credited, ...]]:
    """Take away what was supervised by somebody who may not; what is not known stays."""
    found = dict(credited)
    for requirement in pack.requirements:
        if isinstance(requirement, Qualifies):
            rows = found.get(requirement.measure, ())
            found[requirement.measure] = tuple(_judged(requirement, member, one) for one in rows)
    return found


def _judged(requirement: Qualifies, member: Member, one: Credited) -> Credited:
    why = refusal(requirement, one.entry, member, one.on) if one.most else ""
    if not why:
        return one
    return replace(one, minutes=NOTHING, most=NOTHING, evidenced=NOTHING, reason=why)


def judge_qualifies(requirement: Qualifies, scene: Scene) -> tuple[Row, ...]:
    """Judge all sessions of the measure in one row, which counts sessions."""
    sessions = _sessions(requirement, scene)
    member = scene.log.member
    refused = [(day, one) for day, one in sessions if refusal(requirement, one, member, day)]
    doubted = [
        (day, one)
        for day, one in sessions
        if (day, one) not in refused and doubt(requirement, one, member)
    ]
    verdict = Verdict.MET
    if refused or doubted:
        verdict = Verdict.NOT_MET if refused else Verdict.NEEDS_REVIEW
    if not sessions:
        verdict = Verdict.NOT_APPLICABLE
    sure = len(sessions) - len(refused) - len(doubted)
    return (
        Row(
            requirement=requirement.id,
            kind="qualifies",
            start=scene.first,
            end=scene.as_of + DAY,
            verdict=verdict,
            unit=Unit.COUNT,
            required=Fraction(len(sessions)),
            claimed=Fraction(sure),
            evidenced=Fraction(sure),
            short=Fraction(len(refused) + len(doubted)),
            explanation=(
                _answer(len(sessions), len(refused), len(doubted)),
                *_lines(requirement, member, [*refused, *doubted]),
            ),
        ),
    )


def _sessions(requirement: Qualifies, scene: Scene) -> list[tuple[date, LogEntry]]:
    """Return each session once, on its first day, without what could not count anyway."""
    first_days: dict[str, tuple[date, LogEntry]] = {}
    for one in scene.credited.get(requirement.measure, ()):
        if not shut_out(scene.pack, one.entry):
            first_days.setdefault(one.entry.id, (one.on, one.entry))
    return sorted(first_days.values(), key=lambda pair: (pair[0], pair[1].title, pair[1].id))


def _answer(sessions: int, refused: int, doubted: int) -> str:
    if not sessions:
        return "No supervision is logged, so there is no supervisor to look at."
    if not refused and not doubted:
        return f"Every supervisor qualified, in {counted(sessions, 'session')}."
    parts = []
    if refused:
        verb = "was" if refused == 1 else "were"
        parts.append(f"{refused} {verb} with somebody who did not qualify and so count nothing")
    if doubted:
        parts.append(f"{doubted} cannot be judged before more is known of the supervisor")
    return f"Of {counted(sessions, 'session')}, {listed(parts)}."


def _lines(
    requirement: Qualifies, member: Member, sessions: list[tuple[date, LogEntry]]
) -> list[str]:
    """Say each reason once, with the sessions it holds for."""
    reasons: dict[str, list[Mention]] = {}
    for day, one in sessions:
        why = refusal(requirement, one, member, day) or doubt(requirement, one, member)
        reasons.setdefault(why, []).append(mention(one, day))
    return [f"{named(held)}: {why}." for why, held in reasons.items()]


def _is_accredited(requirement: Qualifies, known: tuple[Stretch, ...], day: date) -> bool:
    return any(
        one.kind.casefold() in requirement.accredited_by
        and one.holds(day)
        and one.since < requirement.accredited_before.get(one.kind.casefold(), date.max)
        for one in known
    )


def _relation(requirement: Qualifies, supervisor: Supervisor, day: date) -> Stretch | None:
    """Return what else the supervisor is, or lately was, to the member that shuts them out."""
    looked_at = Period(day, day + DAY)
    if requirement.lookback is not None:
        looked_at = window(day, requirement.lookback)
    return next(
        (
            one
            for one in supervisor.relations
            if one.kind in requirement.independent_of
            and one.since < looked_at.end
            and (one.until is None or one.until >= looked_at.start)
        ),
        None,
    )


def _said_relation(requirement: Qualifies, relation: Stretch, day: date) -> str:
    name = in_words(relation.kind)
    if relation.until is None or relation.until >= day:
        return f"the supervisor was also the member's {name} then"
    return (
        f"the supervisor was the member's {name} until {said(relation.until)}, less than "
        f"{requirement.lookback} before"
    )


def _bodies(requirement: Qualifies) -> str:
    return listed([name.upper() for name in sorted(requirement.accredited_by)], "or")
