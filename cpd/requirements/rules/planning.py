"""What if: a log with an entry that is only planned, and what that would change, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil

from cpd.requirements.rules.answers import Evaluation, Row, Unit, Verdict
from cpd.requirements.rules.days import counted, said_period
from cpd.requirements.rules.judging import more
from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.logs import Log, LogEntry, Status
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.saying import capital, in_words, requirement_name

PLANNED = "planned"
WORDS = {
    Verdict.MET: "would be met",
    Verdict.NOT_MET: "would not be met",
    Verdict.OPEN: "would still be open",
    Verdict.EXEMPT: "would be let off",
    Verdict.NEEDS_REVIEW: "would need a person to look at it",
    Verdict.NEEDS_EXPLANATION: "would need an explanation",
    Verdict.NOT_APPLICABLE: "would not apply",
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """What the plan does to one requirement in one period.

    `gained` is what it adds to what counts; nothing where there was nothing to add.
    """

    requirement: str
    period: Period | None
    before: Verdict
    after: Verdict
    gained: Fraction
    short: Fraction
    text: str

    @property
    def is_better(self) -> bool:
        return self.after is Verdict.MET and self.before is not Verdict.MET


def with_planned(log: Log, entry: LogEntry, *more_entries: LogEntry) -> Log:
    """Return the log with what is planned, as if it had been logged and sent in."""
    taken = {one.id for one in log.entries}
    planned = []
    for number, one in enumerate((entry, *more_entries), 1):
        id_ = f"{PLANNED}-{number}"
        while id_ in taken:
            id_ += "-"
        taken.add(id_)
        status = Status.SUBMITTED if one.status is Status.DRAFT else one.status
        recorded = one.recorded_on or one.end_on
        planned.append(replace(one, id=id_, status=status, recorded_on=recorded))
    return replace(log, entries=(*log.entries, *planned))


def planned_day(as_of: date, *entries: LogEntry) -> date:
    """Return the day on which to judge a log with what is planned: not before it is done."""
    return max([as_of, *(one.end_on for one in entries)])


def differences(now: Evaluation, then: Evaluation, pack: Pack | None = None) -> tuple[Change, ...]:
    """Return what changes from one evaluation to the other, in order.

    Judge both on the same day, the planned one, so that nothing but the plan differs. Rows that
    only one of them has are left out. The pack names what has no period.
    """
    before, after = _by_name(now), _by_name(then)
    pairs = (pair for name, rows in after.items() for pair in _changed(before.get(name, []), rows))
    return tuple(found for old, new in pairs for found in _change(old, new, pack))


def _by_name(evaluation: Evaluation) -> dict[tuple[str, date | None], list[Row]]:
    """Gather rows by requirement and start; one week may have a row for each setting."""
    found: dict[tuple[str, date | None], list[Row]] = {}
    for row in evaluation.rows:
        is_one_row = row.kind in {"max_gap", "qualifies"}
        found.setdefault((row.requirement, None if is_one_row else row.start), []).append(row)
    return found


def _changed(before: Sequence[Row], after: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Pair the rows that are not the same, in order."""
    old = [row for row in before if row not in after]
    new = [row for row in after if row not in before]
    return zip(old, new, strict=False)


def _change(old: Row, new: Row, pack: Pack | None) -> Iterator[Change]:
    gained = (new.claimed or Fraction(0)) - (old.claimed or Fraction(0))
    if old.verdict is new.verdict and not gained:
        return
    short = new.short or Fraction(0)
    period = Period(new.start, new.end) if new.start and new.end else None
    yield Change(
        requirement=new.requirement,
        period=period,
        before=old.verdict,
        after=new.verdict,
        gained=gained,
        short=short,
        text=_said(old, new, short, _named(new, period, pack)),
    )


def _named(row: Row, period: Period | None, pack: Pack | None) -> str:
    if period and row.unit is not Unit.DAYS:
        return said_period(period)
    if pack is not None:
        return requirement_name(pack, row.requirement)
    return capital(in_words(row.requirement))


def _said(old: Row, new: Row, short: Fraction, name: str) -> str:
    if new.verdict in {Verdict.OPEN, Verdict.NOT_MET} and short:
        still = "" if old.short is not None and old.short < short else "still "
        return f"{name}: {still}{_amount(short, new.unit)} short."
    if new.verdict is Verdict.MET and old.verdict is Verdict.MET:
        return f"{name} is met already."
    words = WORDS[new.verdict]
    if old.verdict is new.verdict:
        words = words.replace("would ", "would still ").replace("still still", "still")
    return f"{name} {words}."


def _amount(short: Fraction, unit: Unit) -> str:
    match unit:
        case Unit.MINUTES:
            return _minutes(short)
        case Unit.DAYS:
            return counted(ceil(short), "day")
        case _:
            return str(ceil(short))


def _minutes(short: Fraction) -> str:
    return more(short).replace(" more", "")


def said_changes(changes: Sequence[Change]) -> tuple[str, ...]:
    """Return the sentences, each once, or one that says that nothing would change."""
    texts = tuple(dict.fromkeys(change.text for change in changes))
    return texts or ("This would change nothing of what is owed.",)
