"""How a cell is read and written: nothing is guessed, and what is refused says what is taken."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar
from uuid import UUID

from cpd.kernel.errors import RuleError
from cpd.kernel.hours import plain_mark
from cpd.records.rules.kinds import (
    DilemmaSort,
    EntryKind,
    FeedbackFrom,
    Mode,
    Part,
    PlanState,
    SupervisionFormat,
)
from cpd.records.rules.times import clock, parse_clock

Choice = TypeVar("Choice", bound=StrEnum)
LONGEST_SHOWN = 40


class DateForm(StrEnum):
    """How a whole file writes its days."""

    ISO = "iso"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


DATE_WORDS = {
    DateForm.ISO: "2026-04-03 (year, month, day)",
    DateForm.DAY_FIRST: "03/04/2026 is 3 April (day, month, year)",
    DateForm.MONTH_FIRST: "03/04/2026 is 4 March (month, day, year)",
}
ACCEPTED = {
    DateForm.ISO: "yyyy-mm-dd, like 2026-04-03",
    DateForm.DAY_FIRST: "dd/mm/yyyy, like 03/04/2026 for 3 April",
    DateForm.MONTH_FIRST: "mm/dd/yyyy, like 04/03/2026 for 3 April",
}


class WrongFormError(RuleError):
    """A day that cannot be in the form chosen for the file, so the choice may be wrong."""


def shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def day(text: str, form: DateForm = DateForm.ISO) -> date:
    """Read a day. A day in ISO form is plain in every file; no other is."""
    text = "".join(plain_mark(mark) for mark in text.strip())
    iso = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]00:00(?::00)?)?", text)
    if iso:
        return real_day(int(iso[1]), int(iso[2]), int(iso[3]), text)
    said = f"“{shown(text)}” is not a day as this file writes it: {ACCEPTED[form]}."
    numbers = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", text)
    if form is DateForm.ISO or numbers is None:
        raise RuleError(said)
    first, second, year = (int(number) for number in numbers.groups())
    month, day_ = (second, first) if form is DateForm.DAY_FIRST else (first, second)
    try:
        return date(year, month, day_)
    except ValueError as error:
        raise WrongFormError(said) from error


def real_day(year: int, month: int, day_: int, text: str) -> date:
    try:
        return date(year, month, day_)
    except ValueError as error:
        raise RuleError(f"No calendar has the day {shown(text)}.") from error


def minutes(text: str) -> int:
    """Read whole minutes, or hours and minutes with a colon."""
    plain = "".join(plain_mark(mark) for mark in text).strip()
    if found := re.fullmatch(r"(\d{1,5}):([0-5]\d)", plain):
        return int(found[1]) * 60 + int(found[2])
    if re.fullmatch(r"\d{1,7}", plain):
        return int(plain)
    hint = " Hours like 2.5 stand in a column that is chosen as hours." if re.fullmatch(
        r"\d+[.,]\d+", plain) else ""  # fmt: skip
    raise RuleError(
        f"“{shown(text)}” is not a time: whole minutes like 90, or h:mm like 1:30.{hint}"
    )


def hours(text: str) -> int:
    """Read hours: `2`, `2.5`, `2:30`. They must come to whole minutes."""
    plain = "".join(plain_mark(mark) for mark in text).strip().replace(",", ".")
    if re.fullmatch(r"\d{1,5}:[0-5]\d", plain):
        return minutes(plain)
    if not re.fullmatch(r"\d{1,5}(\.\d{1,4})?|\.\d{1,4}", plain):
        raise RuleError(f"“{shown(text)}” is not hours: a number like 2.5, or h:mm like 2:30.")
    exact = Fraction(plain) * 60
    if exact.denominator != 1:
        raise RuleError(f"{shown(text)} hours are not whole minutes. Write h:mm, like 1:20.")
    return int(exact)


def whole(text: str) -> int:
    plain = "".join(plain_mark(mark) for mark in text).strip()
    if not re.fullmatch(r"\d{1,6}", plain):
        raise RuleError(f"“{shown(text)}” is not a number, like 5.")
    return int(plain)


TRUE = frozenset({"yes", "y", "true", "1", "x"})
FALSE = frozenset({"no", "n", "false", "0"})


def flag(text: str) -> bool:
    word = text.strip().casefold()
    if word not in TRUE | FALSE:
        raise RuleError(f"“{shown(text)}” is neither yes nor no.")
    return word in TRUE


OTHER_WORDS: Mapping[type[StrEnum], Mapping[str, StrEnum]] = {
    EntryKind: {
        "cpd": EntryKind.ACTIVITY, "cpd_activity": EntryKind.ACTIVITY,
        "training": EntryKind.ACTIVITY, "course": EntryKind.ACTIVITY,
        "workshop": EntryKind.ACTIVITY, "reading": EntryKind.ACTIVITY,
        "webinar": EntryKind.ACTIVITY,
        "conference": EntryKind.ACTIVITY, "client_hours": EntryKind.PRACTICE,
        "practice_hours": EntryKind.PRACTICE, "client_work": EntryKind.PRACTICE,
        "development_plan": EntryKind.PLAN, "feedback_received": EntryKind.FEEDBACK,
        "conflict_or_dilemma": EntryKind.DILEMMA,
    },
    Mode: {
        "in_person": Mode.LIVE, "face_to_face": Mode.LIVE, "online_live": Mode.LIVE_ONLINE,
        "webinar": Mode.LIVE_ONLINE, "self_study": Mode.SELF_PACED, "recording": Mode.RECORDED,
    },
    SupervisionFormat: {
        "one_to_one": SupervisionFormat.INDIVIDUAL, "1:1": SupervisionFormat.INDIVIDUAL,
        "one_on_one": SupervisionFormat.INDIVIDUAL, "peer_group": SupervisionFormat.PEER,
    },
    Part: {"given": Part.DELIVERED, "supervisee": Part.RECEIVED, "supervisor": Part.DELIVERED,
           "attended": Part.RECEIVED, "presenter": Part.PRESENTED},
}  # fmt: skip


def one_of(choices: type[Choice]) -> Callable[[str], Choice]:
    """Read one of a closed list; all else is refused with the list."""
    known: dict[str, Choice] = {one.value: one for one in choices}
    for word, meant in OTHER_WORDS.get(choices, {}).items():
        known[word] = choices(meant.value)

    def read(text: str) -> Choice:
        word = re.sub(r"[\s_-]+", "_", text.strip().casefold())
        if word not in known:
            listed = ", ".join(one.value for one in choices)
            raise RuleError(f"“{shown(text)}” is none of these: {listed}.")
        return known[word]

    return read


def an_id(text: str) -> UUID:
    try:
        return UUID(text.strip())
    except ValueError as error:
        raise RuleError(f"“{shown(text)}” is not an id of ours.") from error


def time_of_day(text: str) -> time:
    found = re.fullmatch(r"(\d\d):(\d\d):\d\d(?:\.\d+)?", text.strip())
    return parse_clock(f"{found[1]}:{found[2]}" if found else text)


IN_PAIRS = r"([\\,;،:])"
_PART = re.compile(r"((?:[^\\,;،\n]|\\.)*)(?:[,;،\n]|$)", re.DOTALL)


def listed(text: str) -> tuple[str, ...]:
    """Part a list at commas and semicolons; a backslash keeps one inside a word."""
    parts = (found[1] for found in _PART.finditer(text))
    return tuple(
        plain for part in parts if (plain := re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL).strip())
    )


def joined(words: Iterable[str], kept: str = r"([\\,;،])") -> str:
    return "; ".join(re.sub(kept, r"\\\1", word) for word in words)


def pairs(text: str) -> dict[str, str]:
    """Read `icf: core; emcc: other`."""
    found = {}
    for part in (found[1] for found in _PART.finditer(text)):
        if not part.strip():
            continue
        halves = re.fullmatch(r"\s*((?:[^\\:]|\\.)+):((?:[^\\]|\\.)+)", part, re.DOTALL)
        if halves is None:
            raise RuleError("Write the body, a colon and its category, like icf: core.")
        body, name = (re.sub(r"\\(.)", r"\1", half).strip() for half in halves.groups())
        found[body] = name
    return found


Read = Callable[[str], Any]
READERS: Mapping[str, Read] = {
    "kind": one_of(EntryKind),
    "minutes": minutes,
    "hours": hours,
    "own_minutes": minutes,
    "tags": listed,
    "clauses": listed,
    "counts_for": listed,
    "categories": pairs,
    "mode": one_of(Mode),
    "format": one_of(SupervisionFormat),
    "role": one_of(Part),
    "feedback_from": one_of(FeedbackFrom),
    "plan_state": one_of(PlanState),
    "dilemma_sort": one_of(DilemmaSort),
    "size_contracted": whole,
    "size_attended": whole,
    "facilitated": flag,
    "recused": flag,
    "withdrawn": flag,
    "begins": time_of_day,
    "ends": time_of_day,
    "entry_id": an_id,
    "supervisor_id": an_id,
    "taken_to": an_id,
}
DAYS = frozenset({"date_start", "date_end", "due_on"})


def read_cell(name: str, text: str, form: DateForm) -> Any:  # noqa: ANN401 - as many types as columns
    """Return what a cell that is not empty says in that column."""
    if name in DAYS:
        return day(text, form)
    return READERS[name](text) if name in READERS else text


def written(value: object) -> str:
    """Write a value as the reader takes it; nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return clock(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        escaped = (
            (joined([body], IN_PAIRS), joined([name], IN_PAIRS)) for body, name in value.items()
        )
        return "; ".join(f"{body}: {name}" for body, name in escaped)
    return joined(value) if isinstance(value, tuple) else str(value)
