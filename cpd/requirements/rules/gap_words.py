"""Gaps between entries, in sentences."""

from collections.abc import Sequence
from datetime import date

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.calendars import after
from cpd.requirements.rules.days import counted, said, said_run
from cpd.requirements.rules.gaps import Gap
from cpd.requirements.rules.kinds import MaxGap
from cpd.requirements.rules.scenes import Scene


def gap_lines(
    requirement: MaxGap, found: Sequence[Gap], breaches: Sequence[Gap], scene: Scene
) -> tuple[str, ...]:
    running = found[-1] if found and found[-1].is_open else None
    noun = _noun(requirement, scene)
    flagged = requirement.exactly == "flagged"
    bound = f"less than {requirement.gap}" if flagged else f"at most {requirement.gap}"
    rule = f"may be {bound}"
    if _only_asks(requirement):
        rule = f"{requirement.gap} or more have" if flagged else f"more than {requirement.gap} has"
        rule += " to be explained"
    lines = [_answer(requirement, breaches, scene, noun), f"From one {noun} to the next {rule}."]
    lines += [
        said_gap(requirement, gap)
        for gap in found
        if gap.is_too_long or (gap.on_leave and not gap.is_open)
    ]
    lines += [
        f"From {said_run(gap.since, gap.until)}: explained, and the explanation was accepted."
        for gap in found
        if gap.is_too_long and gap not in breaches
    ]
    if running:
        lines.append(said_next(requirement, running, noun))
    return tuple(lines)


def _only_asks(requirement: MaxGap) -> bool:
    """Say whether a long gap is no fault, and only has to be explained."""
    return requirement.consequence == "needs_explanation"


def _noun(requirement: MaxGap, scene: Scene) -> str:
    """Call what follows on each other a session where all of it is supervision."""
    measure = scene.pack.measures.get(requirement.measure)
    kinds = measure.select.kinds if measure else frozenset({requirement.measure})
    return "session" if kinds == {"supervision"} else "entry"


def _answer(requirement: MaxGap, breaches: Sequence[Gap], scene: Scene, noun: str) -> str:
    if not breaches:
        counted_ = any(one.most > 0 for one in scene.credited.get(requirement.measure, ()))
        if not counted_:
            return "Nothing is logged yet."
        return "No gap has to be explained." if _only_asks(requirement) else "No gap was too long."
    several = len(breaches) > 1
    if _only_asks(requirement):
        verb = "gaps have" if several else "gap has"
        which = "" if several else f": {said_run(breaches[0].since, breaches[0].until)}"
        return f"{len(breaches) if several else 'One'} {verb} to be explained{which}."
    if several:
        return f"{len(breaches)} gaps were too long."
    if breaches[0].is_open:
        return f"The next {noun} is {counted(breaches[0].over, 'day')} overdue."
    return f"One gap was too long: {said_run(breaches[0].since, breaches[0].until)}."


def said_gap(requirement: MaxGap, gap: Gap) -> str:
    """Say how long a gap was, what leave took off, and by how much it was too long."""
    text = f"From {said_run(gap.since, gap.until)}: {_length(requirement, gap.since, gap.until)}"
    if gap.on_leave:
        text += f", of which {gap.on_leave} on leave do not count, so it is {gap.days}"
    if gap.is_too_long and not _only_asks(requirement):
        text += f", {counted(gap.over, 'day')} too many"
    return f"{text}{', and it goes on' if gap.is_open else ''}."


def _length(requirement: MaxGap, since: date, until: date) -> str:
    """Say how long it is as the rule is said: 3 months 6 days, or 15 days."""
    if not requirement.gap.months or requirement.leave.method == "subtract_days":
        return counted((until - since).days, "day")
    months = 0
    while after(since, Length(months=months + 1)) <= until:
        months += 1
    rest = (until - after(since, Length(months=months))).days if months else (until - since).days
    parts = [counted(months, "month")] if months else []
    if rest or not months:
        parts.append(counted(rest, "day"))
    whole = f" ({counted((until - since).days, 'day')})" if months else ""
    return " ".join(parts) + whole


def said_next(requirement: MaxGap, gap: Gap, noun: str) -> str:
    if gap.due_on is None:
        return "Nothing is due while the leave lasts."
    if _only_asks(requirement):
        if gap.is_too_long:
            return f"Nothing is logged since {said(gap.since)}."
        return f"With another {noun} by {said(gap.due_on)} there is no new gap to explain."
    verb = "was" if gap.is_too_long else "is"
    return f"The next {noun} {verb} due by {said(gap.due_on)}."
