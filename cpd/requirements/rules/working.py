"""Leave that would let a period off, and practice logged in it all the same."""

from dataclasses import replace

from cpd.requirements.rules.adjusting import Target
from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.days import said_period
from cpd.requirements.rules.matching import shut_out
from cpd.requirements.rules.naming import mention, named
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.scenes import Scene


def unless_worked(target: Target, scene: Scene, period: Period) -> Target:
    """Leave it to a person whether leave exempts a period in which practice is logged."""
    if target.verdict is not Verdict.EXEMPT:
        return target
    worked = [
        mention(entry, entry.start_on)
        for entry in scene.log.entries
        if entry.kind == "practice"
        and entry.minutes
        and period.start <= entry.start_on <= entry.end_on < period.end
        and entry.start_on <= scene.as_of
        and not shut_out(scene.pack, entry)
    ]
    if not worked:
        return target
    line = (
        f"On leave for the whole of {said_period(period)}, yet practice is logged: "
        f"{named(worked)}. One of the two cannot be right."
    )
    return replace(target, verdict=Verdict.NEEDS_REVIEW, lines=(*target.lines[:-1], line))
