"""What a line of the log is, what may be written on it, and what a change changes."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from cpd.kernel.errors import RuleError
from cpd.kernel.hours import DAY, spoken
from cpd.kernel.periods import months_after
from cpd.records.rules.kinds import EntryKind, Source, SupervisionFormat

LONGEST_LINE = 200
LONGEST_REFLECTION = 20_000
FIRST_DAY = date(1970, 1, 1)
YEARS_BACK = 60
JOINERS = "\u200c\u200d"


KIND_WORDS = {
    EntryKind.ACTIVITY: "CPD activity",
    EntryKind.SUPERVISION: "supervision",
    EntryKind.PRACTICE: "practice",
    EntryKind.REFLECTION: "reflection",
    EntryKind.FEEDBACK: "feedback",
    EntryKind.PLAN: "planning",
    EntryKind.DILEMMA: "a dilemma",
}
KIND_TITLES = {
    EntryKind.ACTIVITY: "CPD activity",
    EntryKind.SUPERVISION: "Supervision",
    EntryKind.PRACTICE: "Practice",
    EntryKind.REFLECTION: "Reflection",
    EntryKind.FEEDBACK: "Feedback received",
    EntryKind.PLAN: "Development plan",
    EntryKind.DILEMMA: "Conflict or dilemma",
}
REFLECTED = (EntryKind.ACTIVITY, EntryKind.SUPERVISION)  # kinds one is expected to reflect on
FIELD_WORDS = {
    "done_on": "Day",
    "minutes": "Time",
    "title": "Title",
    "supervision_format": "Format",
    "supervisor": "Supervisor",
    "reflection": "Reflection",
}


@dataclass(frozen=True, kw_only=True)
class Logged:
    """What stands on one line of the log."""

    kind: EntryKind
    done_on: date
    minutes: int
    title: str
    reflection: str = ""
    supervision_format: SupervisionFormat | None = None
    supervisor: str | None = None

    def to_facts(self) -> dict[str, Any]:
        """Return the same as plain values, to be kept as the version that stood before a change."""
        return {
            "kind": self.kind.value,
            "done_on": self.done_on.isoformat(),
            "minutes": self.minutes,
            "title": self.title,
            "reflection": self.reflection,
            "supervision_format": self.supervision_format and self.supervision_format.value,
            "supervisor": self.supervisor,
        }


def from_facts(facts: dict[str, Any]) -> Logged:
    """Return a version as it stood."""
    way = facts["supervision_format"]
    return Logged(
        kind=EntryKind(facts["kind"]),
        done_on=date.fromisoformat(facts["done_on"]),
        minutes=facts["minutes"],
        title=facts["title"],
        reflection=facts["reflection"],
        supervision_format=SupervisionFormat(way) if way else None,
        supervisor=facts["supervisor"],
    )


@dataclass(frozen=True)
class Change:
    """One field of an entry, as it was and as it became."""

    field: str
    was: Any
    became: Any

    @property
    def word(self) -> str:
        return FIELD_WORDS[self.field]


def changes(before: Logged, after: Logged) -> tuple[Change, ...]:
    """Return what differs, in the order of the form."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in FIELD_WORDS)
    return tuple(Change(name, was, became) for name, was, became in pairs if was != became)


@dataclass(frozen=True)
class Revision:
    """A change of an entry: the version it led to, and when."""

    version: int
    changed_at: datetime
    changes: tuple[Change, ...]


def history(stood: Sequence[tuple[Logged, datetime]], now: Logged) -> tuple[Revision, ...]:
    """Return the changes that led from the first version to `now`, the latest first.

    `stood` holds each earlier version, oldest first, with the instant it was replaced at.
    """
    lines = [line for line, _ in stood] + [now]
    revisions = [
        Revision(number, replaced_at, changes(lines[number - 2], lines[number - 1]))
        for number, (_, replaced_at) in enumerate(stood, 2)
    ]
    return tuple(reversed(revisions))


def checked(logged: Logged, today: date, before: Logged | None = None) -> Logged:
    """Return the line as it will be kept. A day that stood before is not asked about again."""
    if before is None or before.done_on != logged.done_on:
        checked_day(logged.done_on, today)
    if not 1 <= logged.minutes <= DAY:
        raise RuleError("An entry holds at least one minute and at most 24 hours.")
    supervised = logged.kind is EntryKind.SUPERVISION
    return replace(
        logged,
        title=checked_title(logged.title),
        reflection=checked_reflection(logged.reflection),
        supervision_format=logged.supervision_format if supervised else None,
        supervisor=checked_supervisor(logged.supervisor or "") if supervised else None,
    )


def checked_day(day: date, today: date) -> date:
    """Return the day something was done on; `today` is the member's own."""
    if day > today:
        raise RuleError("This day is still to come. Log it when it is done.")
    if day < max(FIRST_DAY, months_after(today, -12 * YEARS_BACK)):
        raise RuleError("This day is too long ago. Please check the year.")
    return day


def checked_title(text: str) -> str:
    title = checked_line(text, "A title")
    if not title:
        raise RuleError("Enter a title, so that you know the entry again.")
    return title


def checked_supervisor(text: str) -> str | None:
    return checked_line(text, "A name") or None


def checked_line(text: str, what: str) -> str:
    """Return the text on one line, without characters that steer or hide."""
    if len(text) <= 10 * LONGEST_LINE:  # cleaning hundreds of kilobytes would be for nothing
        text = " ".join(without_steering(text).split())
    if len(text) > LONGEST_LINE:
        raise RuleError(
            f"{what} can have at most {LONGEST_LINE} characters; this has {len(text):,}."
        )
    return text


def checked_reflection(text: str) -> str:
    """Return the text with one kind of line end, and nothing a database trips over."""
    reflection = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(reflection) <= 2 * LONGEST_REFLECTION:
        reflection = without_steering(reflection).strip()
    if len(reflection) > LONGEST_REFLECTION:
        raise RuleError(
            f"A reflection can have at most {LONGEST_REFLECTION:,} characters; "
            f"this has {len(reflection):,}. The rest can go into another entry."
        )
    return reflection


def without_steering(text: str) -> str:
    """Drop control characters and those that turn the line around; joiners and line ends stay."""
    return "".join(
        mark
        for mark in text
        if mark in JOINERS or mark in "\n\t" or unicodedata.category(mark) not in {"Cc", "Cf", "Cs"}
    )


def refuse_changed_since(seen: int, now: int) -> None:
    """Refuse a change that was written over an older version than the one that stands."""
    if seen != now:
        raise RuleError(
            "This entry was changed in another tab while you were writing. "
            "What you typed is below; the entry itself is as the other tab left it."
        )


def refuse_withdrawn(withdrawn_at: datetime | None) -> None:
    if withdrawn_at is not None:
        raise RuleError("This entry is withdrawn. Restore it first, then change it.")


def refuse_beyond_reflection(before: Logged, after: Logged, source: Source) -> None:
    """Keep what a passed module has credited: only a reflection may be added to it."""
    if source is Source.MODULE and any(one.field != "reflection" for one in changes(before, after)):
        raise RuleError("A passed module gave this entry its day and minutes, and they stay.")


def said(kind: EntryKind, minutes: int) -> str:
    """Say what was understood: “1 hour 30 minutes of supervision”."""
    return f"{spoken(minutes)} of {KIND_WORDS[kind]}"
