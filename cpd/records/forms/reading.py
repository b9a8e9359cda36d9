"""How each field of the form is read into a line of the log."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from cpd.codes.files import register
from cpd.kernel.errors import RuleError
from cpd.kernel.hours import short
from cpd.records.forms.days import maybe_clock, maybe_day, maybe_minutes, maybe_size, parse_day
from cpd.records.rules.clauses import cited
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import (
    DilemmaSort,
    FeedbackFrom,
    Mode,
    Part,
    PlanState,
    SupervisionFormat,
)
from cpd.records.rules.tags import KNOWN_TAGS
from cpd.records.rules.texts import (
    bodies,
    checked_reflection,
    checked_short,
    checked_title,
    key,
    keys,
    listed,
    pairs,
)
from cpd.records.rules.times import clock, is_one_night

Choice = TypeVar("Choice", bound=StrEnum)
Read = Callable[[Any], Any]


def one_of(choices: type[Choice]) -> Callable[[str], Choice | None]:
    """Read one of a closed list; nothing for what is none of them."""
    known = {one.value: one for one in choices}
    return lambda text: known.get(text or "")


def maybe_id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise RuleError("Choose one from the list.") from error


def typed_clauses(text: str) -> tuple[str, ...]:
    return cited(listed(text), register())


def typed_tags(text: str) -> tuple[str, ...]:
    return keys(listed(text))


# The form's fields by name, the field of the line they fill, and how they are read.
FIELDS: Mapping[str, tuple[str, Read]] = {
    "done_on": ("done_on", parse_day),
    "ended_on": ("ended_on", maybe_day),
    "begins": ("begins", maybe_clock),
    "ends": ("ends", maybe_clock),
    "own_time": ("own_minutes", maybe_minutes),
    "title": ("title", checked_title),
    "part": ("part", one_of(Part)),
    "supervision_format": ("supervision_format", one_of(SupervisionFormat)),
    "contracted": ("contracted", maybe_size),
    "attended": ("attended", maybe_size),
    "facilitated": ("facilitated", bool),
    "recused": ("recused", bool),
    "supervisor_id": ("supervisor_id", maybe_id),
    "supervisor": ("supervisor", checked_short),
    "feedback_from": ("feedback_from", one_of(FeedbackFrom)),
    "dilemma_sort": ("dilemma_sort", one_of(DilemmaSort)),
    "taken_to_id": ("taken_to_id", maybe_id),
    "due_on": ("due_on", maybe_day),
    "plan_state": ("plan_state", one_of(PlanState)),
    "provider": ("provider", checked_short),
    "mode": ("mode", one_of(Mode)),
    "setting": ("setting", checked_short),
    "topic": ("topic", checked_short),
    "category": ("category", lambda text: key(text) or None),
    "categories": ("categories", pairs),
    "certificate_number": ("certificate_number", checked_short),
    "counts_for": ("counts_for", lambda text: bodies(listed(text)) or None),
    "reflection": ("reflection", checked_reflection),
    "planned": ("planned", checked_reflection),
    "acted": ("acted", checked_reflection),
    "evaluated": ("evaluated", checked_reflection),
    "outcomes": ("outcomes", checked_reflection),
    "identity_reason": ("identity_reason", checked_short),
}
# Fields that fill one together, or only with others.
COMBINED = {"time": "minutes", "clauses": "clauses", "clause_ticks": "clauses", "tags": "tags",
            "tag_ticks": "tags", "category_choices": "categories"}  # fmt: skip


def target(name: str) -> str:
    """Return the field of the line that a field of the form fills; its own name for the others."""
    return FIELDS[name][0] if name in FIELDS else COMBINED.get(name, name)


def typed_from(line: Logged) -> dict[str, Any]:
    """Return a line as the form's fields hold it, to be changed, repeated or kept as a draft."""
    whole = [one for one in line.clauses if one[-1].isdigit()]
    return {
        **{name: as_typed(getattr(line, filled)) for name, (filled, _) in FIELDS.items()},
        "time": short(line.minutes) if line.minutes else "",
        "own_time": "" if line.own_minutes is None else short(line.own_minutes),
        "facilitated": bool(line.facilitated),
        "recused": bool(line.recused),
        "clause_ticks": whole,
        "clauses": ", ".join(one for one in line.clauses if one not in whole),
        "tag_ticks": [one for one in line.tags if one in KNOWN_TAGS],
        "tags": ", ".join(one for one in line.tags if one not in KNOWN_TAGS),
        "supervisor": "" if line.supervisor_id else line.supervisor or "",
        "ended_on": "" if is_one_night(line) else as_typed(line.ended_on),
        "begins": clock(line.begins) if line.begins else "",
        "ends": clock(line.ends) if line.ends else "",
    }


def as_typed(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{body}: {name}" for body, name in value.items())
    return ", ".join(value) if isinstance(value, tuple) else str(value)
