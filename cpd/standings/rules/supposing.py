"""What an entry would change, were it logged: two judgements of the same day, side by side."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from cpd.requirements.rules.answers import Evaluation, Row, Unit, Verdict
from cpd.requirements.rules.days import said_period
from cpd.requirements.rules.logs import Log, LogEntry
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.saying import exactly, said_up
from cpd.standings.rules.panels import amount
from cpd.standings.rules.weighing import name_of

BECOMES = {
    Verdict.MET: "would be met",
    Verdict.NOT_MET: "would not be met",
    Verdict.OPEN: "would still be open",
    Verdict.EXEMPT: "would ask nothing",
    Verdict.NEEDS_REVIEW: "would need an answer",
    Verdict.NEEDS_EXPLANATION: "would need an explanation",
    Verdict.NOT_APPLICABLE: "would not apply",
}


def with_entry(log: Log, entry: LogEntry) -> Log:
    return replace(log, entries=(*log.entries, entry))


def day_of(entry: LogEntry, today: date) -> date:
    """Return the day to judge by: today, or the day of the entry if that is still to come."""
    return max(today, entry.start_on)


def differences(before: Evaluation, after: Evaluation, entry: LogEntry) -> tuple[str, ...]:
    """Say what would change, requirement by requirement, or why nothing would."""
    stood = {(row.requirement, row.start): row for row in before.rows}
    lines = []
    for row in after.rows:
        was = stood.get((row.requirement, row.start))
        line = _line(was, row)
        if line:
            lines.append(line)
    return tuple(lines) or (_nothing(after, entry),)


def _line(was: Row | None, row: Row) -> str:
    name = _named(row)
    before = (was.claimed if was else None) or Fraction(0)
    gained = (row.claimed or Fraction(0)) - before
    is_changed = was is None or was.verdict is not row.verdict
    if not gained and not is_changed:
        return ""
    parts = []
    if gained > 0 and row.unit is Unit.MINUTES:
        parts.append(f"{exactly(gained)} more would count")
    elif gained > 0 and row.unit is Unit.COUNT:
        parts.append(f"{amount(gained, row.unit)} more would count")
    if is_changed:
        parts.append(f"it {BECOMES[row.verdict]}")
    elif row.short and row.unit is Unit.MINUTES:
        parts.append(f"{said_up(row.short)} would still be lacking")
    elif row.verdict is Verdict.MET:
        parts.append("it is met already")
    return f"{name}: {', and '.join(parts)}." if parts else ""


def _named(row: Row) -> str:
    name = name_of(row.requirement)
    if row.start is None or row.end is None or row.unit is Unit.DAYS:
        return name
    return f"{name}, {said_period(Period(row.start, row.end))}"


def _nothing(after: Evaluation, entry: LogEntry) -> str:
    credits_ = after.credits.get(entry.id, ())
    if not credits_:
        return "Nothing: this body asks for nothing that such an entry is."
    return f"Nothing: {credits_[0].reason}."
