"""What may be written on a line of the log, whoever writes it: a form, an import, a timer."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cpd.codes.rules.registers import Reference
from cpd.kernel.errors import RuleError
from cpd.kernel.hours import DAY
from cpd.kernel.periods import months_after
from cpd.records.rules.entries import Logged
from cpd.records.rules.fields import HELD, LONG, PARTS
from cpd.records.rules.kinds import (
    TIMED,
    DilemmaSort,
    EntryKind,
    Part,
    PlanState,
    SupervisionFormat,
)
from cpd.records.rules.texts import (
    MOST_KEYS,
    bodies,
    body,
    checked_line,
    checked_reflection,
    checked_short,
    checked_title,
    key,
    keys,
)
from cpd.records.rules.times import with_clock

FIRST_DAY = date(1970, 1, 1)
YEARS_BACK = 60
YEARS_AHEAD = 10
LONGEST_ACTIVITY = 366  # days
LONGEST_PRACTICE = 31  # days
LARGEST_GROUP = 200
LONGEST_REASON = 500
A_DAY = timedelta(days=1)
GREENWICH = ZoneInfo("UTC")
SHORT = ("provider", "topic", "setting", "certificate_number", "supervisor")
TOGETHER = frozenset({SupervisionFormat.GROUP, SupervisionFormat.PEER})


def checked(
    logged: Logged, today: date, before: Logged | None = None, *, zone: ZoneInfo = GREENWICH
) -> Logged:
    """Return the line as it will be kept. A day that stood before is not asked about again.

    What a kind has no use for is left out; the member's `zone` says how long a night was.
    """
    line = Logged(**{name: getattr(logged, name) for name in HELD[logged.kind]})
    line = with_part(with_texts(line))
    check_days(line, today, before)
    line = with_clock(line, zone)
    check_minutes(line)
    return with_sizes(line)


def with_texts(line: Logged) -> Logged:
    texts: dict[str, Any] = {name: checked_short(getattr(line, name) or "") for name in SHORT}
    texts |= {name: checked_reflection(getattr(line, name)) for name in LONG}
    reason = checked_line((line.identity_reason or "")[:LONGEST_REASON], "A reason")
    return replace(
        line,
        **texts,
        title=checked_title(line.title),
        category=key(line.category or "") or None,
        categories=checked_categories(line.categories),
        tags=keys(line.tags),
        clauses=checked_clauses(line.clauses),
        counts_for=bodies(line.counts_for) or None if line.counts_for else None,
        identity_reason=reason or None,
        ended_on=line.ended_on if line.ended_on != line.done_on else None,
    )


def checked_categories(categories: Mapping[str, str]) -> dict[str, str]:
    if len(categories) > MOST_KEYS:
        raise RuleError(f"An entry can have a category for {MOST_KEYS} bodies at most.")
    return {body(whose): key(name) for whose, name in sorted(categories.items())}


def checked_clauses(references: tuple[str, ...]) -> tuple[str, ...]:
    """Return each clause once. Whether a code has it is asked where the codes are."""
    found = tuple(dict.fromkeys(str(Reference.parse(one.strip())) for one in references))
    if len(found) > MOST_KEYS:
        raise RuleError(f"An entry can cite {MOST_KEYS} clauses at most; this has {len(found)}.")
    return found


def with_part(line: Logged) -> Logged:
    """Return the line with what its kind cannot go without, and without what its part rules out."""
    if line.kind is EntryKind.SUPERVISION:
        given = line.part is Part.DELIVERED
        line = replace(
            line,
            part=Part.DELIVERED if given else Part.RECEIVED,
            supervisor=None if given else line.supervisor,
            supervisor_id=None if given else line.supervisor_id,
        )
    elif line.part not in PARTS.get(line.kind, ()):
        line = replace(line, part=None)
    if line.kind is EntryKind.PLAN:
        line = replace(line, plan_state=line.plan_state or PlanState.OPEN)
    if line.kind is EntryKind.DILEMMA:
        line = replace(line, dilemma_sort=line.dilemma_sort or DilemmaSort.DILEMMA)
    return line


def check_days(line: Logged, today: date, before: Logged | None) -> None:
    if before is None or before.done_on != line.done_on:
        checked_day(line.done_on, today)
    check_last_day(line, today, before)
    if line.due_on is not None:
        checked_due(line.due_on, today)


def check_last_day(line: Logged, today: date, before: Logged | None) -> None:
    """Look at the last day whenever either end of the days was moved."""
    stood = before is not None and (before.done_on, before.ended_on) == (
        line.done_on,
        line.ended_on,
    )
    if line.ended_on and not stood:
        latest = today + A_DAY if is_night(line) else today
        checked_last_day(line.done_on, line.ended_on, latest, line.kind)


def is_night(line: Logged) -> bool:
    """Say whether a line ends after the midnight of its day, as its clock times have it."""
    has_clock = line.begins is not None and line.ends is not None
    return has_clock and line.ended_on == line.done_on + A_DAY


def checked_day(day: date, today: date) -> date:
    """Return the day something was done on; `today` is the member's own."""
    if day > today:
        raise RuleError("This day is still to come. Log it when it is done.")
    if day < max(FIRST_DAY, months_after(today, -12 * YEARS_BACK)):
        raise RuleError("This day is too long ago. Please check the year.")
    return day


def checked_last_day(first: date, last: date, today: date, kind: EntryKind) -> date:
    if last < first:
        raise RuleError("The last day is before the first. Please look at both again.")
    if last > today:
        raise RuleError("The last day is still to come. Log it when it is done.")
    longest = LONGEST_PRACTICE if kind is EntryKind.PRACTICE else LONGEST_ACTIVITY
    if (last - first).days >= longest:
        raise RuleError(f"One entry holds {longest} days at most. Please make several of it.")
    return last


def checked_due(day: date, today: date) -> date:
    if not FIRST_DAY <= day <= months_after(today, 12 * YEARS_AHEAD):
        raise RuleError(f"Choose a day within the next {YEARS_AHEAD} years.")
    return day


def check_minutes(line: Logged) -> None:
    if not line.minutes and line.kind not in TIMED:
        return
    if not 1 <= line.minutes <= DAY * line.days:
        most = "24 hours" if line.days == 1 else f"24 hours on each of its {line.days} days"
        raise RuleError(f"An entry holds at least one minute and at most {most}.")
    checked_own_minutes(line.own_minutes, line.minutes)


def checked_own_minutes(own: int | None, minutes: int) -> int | None:
    if own is not None and not 0 <= own <= minutes:
        raise RuleError("Your own part cannot be longer than the whole.")
    return own


def with_sizes(line: Logged) -> Logged:
    """Return the line with the size of a group only where there was one."""
    if line.supervision_format not in TOGETHER:
        return replace(line, contracted=None, attended=None, facilitated=None, recused=None)
    checked_size(line.contracted)
    checked_size(line.attended)
    return line


def checked_size(size: int | None) -> int | None:
    if size is not None and not 1 <= size <= LARGEST_GROUP:
        raise RuleError(f"A group has 1 to {LARGEST_GROUP} members.")
    return size
