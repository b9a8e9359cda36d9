"""From sums to a verdict, and to the sentences that say why and what still helps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from cpd.kernel.hours import spoken
from cpd.requirements.rules import days
from cpd.requirements.rules.answers import Credit, Row, Verdict
from cpd.requirements.rules.capping import NOTHING, Sums, Use
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.saying import about, about_up, said, said_up
from cpd.requirements.rules.shares import only_left

FINAL = frozenset({Verdict.EXEMPT, Verdict.NOT_APPLICABLE})


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The rows of one requirement and what each entry brought."""

    rows: tuple[Row, ...]
    credits: tuple[Credit, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Case:
    """One requirement over one period, ready to be judged.

    `required_most` is above `required` where what is asked is not sure. `settled` is what holds
    already: exempt or not applicable whatever was done, needs_review unless there is enough.
    """

    id: str
    kind: str
    name: str
    start: date
    end: date
    required: Fraction | None
    sums: Sums
    is_closed: bool
    last_date: date | None
    required_most: Fraction | None = None
    settled: Verdict | None = None
    settled_at_once: bool = False
    uses: tuple[Use, ...] = ()
    lines: tuple[str, ...] = ()
    version: int = 0
    at: str = ""  # the setting, where each has a row of its own
    late_until: date | None = None  # the last day on which a period that is over can be put right


def verdict_of(case: Case) -> Verdict:
    """Weigh what is settled against what is there: enough is enough, and a lack may be unsure."""
    if case.settled in FINAL and case.settled is not None:
        return case.settled
    if _is_enough(case):
        return Verdict.MET
    if not case.is_closed and not case.settled_at_once:
        return Verdict.OPEN
    if case.settled is not None:
        return case.settled
    may_be_enough = case.required is None or case.sums.most >= case.required
    return Verdict.NEEDS_REVIEW if may_be_enough else Verdict.NOT_MET


def _is_enough(case: Case) -> bool:
    if case.required is None:
        return False
    most = case.required if case.required_most is None else case.required_most
    return case.sums.claimed >= most


def row_of(case: Case) -> Row:
    verdict = verdict_of(case)
    required = None if verdict in FINAL else case.required
    short = None if required is None else max(NOTHING, required - case.sums.claimed)
    hint = only_left(case.uses) if short else ""
    lines = [_first(case, verdict, short), *_what_helps(case, verdict, short, hint), *case.lines]
    lines.extend(use.line for use in case.uses if use.line)
    lines.extend(_evidence(case, verdict, required))
    return Row(
        requirement=case.id,
        kind=case.kind,
        start=case.start,
        end=case.end,
        verdict=verdict,
        required=required,
        claimed=case.sums.claimed,
        evidenced=case.sums.evidenced,
        short=short,
        last_date=_last_date(case, verdict),
        hint=hint,
        explanation=tuple(dict.fromkeys(lines)),
        pack_version=case.version,
    )


def _last_date(case: Case, verdict: Verdict) -> date | None:
    if case.is_closed and verdict is not Verdict.MET:
        return case.late_until
    if case.is_closed or verdict in FINAL:
        return None
    return case.last_date


def _first(case: Case, verdict: Verdict, short: Fraction | None) -> str:
    when = days.said_period(Period(case.start, case.end))
    if case.at:
        when = f"{when}, at {case.at}"
    so_far = "" if case.is_closed else ", so far"
    if verdict is Verdict.EXEMPT:
        return f"{when}: nothing is owed."
    if verdict is Verdict.NOT_APPLICABLE:
        return f"{when}: this does not apply."
    counted = f"{when}{so_far}: {about(case.sums.claimed)} counted"
    if case.required is None:
        return f"{counted}; how much is asked is not known."
    the = "the " if about(case.required) == said(case.required) else ""
    asked = f"{counted} of {the}{about(case.required)} asked"
    if verdict is Verdict.NOT_MET and short:
        return f"{asked}; {about_up(short)} short."
    if verdict is Verdict.NEEDS_REVIEW:
        return f"{asked}. Somebody has to look at this."
    return f"{asked}."


def _what_helps(case: Case, verdict: Verdict, short: Fraction | None, hint: str) -> Iterable[str]:
    """Say how much more of what by when, and what helps no longer."""
    if not short or verdict in FINAL:
        return
    full = [use.name for use in case.uses if use.is_full]
    names = days.listed(full)
    useless = f"; {names} can no longer help" if full else ""
    only = f", {hint}" if hint else ""
    of = f" of {case.name}" if case.name else ""
    if verdict is Verdict.OPEN and case.last_date is not None:
        yield f"{more(short)}{of} by {days.said(case.last_date)}{only}{useless}."
    elif case.late_until is not None and case.is_closed:
        until = days.said(case.late_until)
        yield f"A late renewal can still put it right: {more(short)}{of} by {until}{only}{useless}."
    elif full:
        yield f"What was lacking: {said_up(short)}{of}{only}; {names} could not help."


def more(amount: Fraction) -> str:
    """Say how much more: “45 more minutes”, “1 more hour”, “1 hour 30 minutes more”."""
    whole = ceil(amount)
    hours, rest = divmod(whole, 60)
    if hours and rest:
        return f"{spoken(whole)} more"
    number, _, unit = spoken(whole).partition(" ")
    return f"{number} more {unit}"


def _evidence(case: Case, verdict: Verdict, required: Fraction | None) -> Iterable[str]:
    if verdict is not Verdict.MET or not required or case.sums.evidenced >= required:
        return
    yield (
        f"An audit would look at what is evidenced: {said(case.sums.evidenced)} of the "
        f"{said(required)} asked. Still to be evidenced: "
        f"{said_up(required - case.sums.evidenced)}."
    )
