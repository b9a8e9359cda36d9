"""Who supervises a member: by whom accredited in which days, and what else they are to them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Self

from cpd.kernel.errors import RuleError
from cpd.records.rules.checking import FIRST_DAY
from cpd.records.rules.texts import checked_line, key

MOST_RUNS = 20
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Relation(StrEnum):
    """What a supervisor is or was besides, which some bodies ask about."""

    CORE_TRAINER = "core_trainer"
    COURSE_STAFF = "course_staff"
    PERSONAL_THERAPIST = "personal_therapist"
    LINE_MANAGER = "line_manager"
    COLLEAGUE = "colleague"
    FRIEND_OR_FAMILY = "friend_or_family"


RELATION_WORDS = {
    Relation.CORE_TRAINER: "Trainer on my core course",
    Relation.COURSE_STAFF: "On the staff of my course",
    Relation.PERSONAL_THERAPIST: "My own therapist or coach",
    Relation.LINE_MANAGER: "My line manager",
    Relation.COLLEAGUE: "A colleague I work with",
    Relation.FRIEND_OR_FAMILY: "A friend or relative",
}


@dataclass(frozen=True)
class Run:
    """Something that held for a run of days, both ends counting; an end may be open."""

    what: str
    since: date | None = None
    until: date | None = None

    def to_facts(self, name: str) -> dict[str, Any]:
        return {
            name: self.what,
            "from": self.since and self.since.isoformat(),
            "to": self.until and self.until.isoformat(),
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], name: str) -> Self:
        since, until = facts.get("from"), facts.get("to")
        return cls(
            facts[name],
            date.fromisoformat(since) if since else None,
            date.fromisoformat(until) if until else None,
        )


@dataclass(frozen=True, kw_only=True)
class Supervising:
    """What the list says of a supervisor."""

    name: str
    email: str | None = None
    accredited: tuple[Run, ...] = ()
    relations: tuple[Run, ...] = ()
    ended_on: date | None = None


def checked(given: Supervising, today: date) -> Supervising:
    """Return what will be kept. A run needs a word; its end is not before its beginning."""
    if given.ended_on is not None and not FIRST_DAY <= given.ended_on <= today:
        raise RuleError("The last day of working together cannot be still to come.")
    if max(len(given.accredited), len(given.relations)) > MOST_RUNS:
        raise RuleError(f"There is room for {MOST_RUNS} lines of each.")
    return replace(
        given,
        name=checked_name(given.name),
        email=checked_email(given.email or ""),
        accredited=tuple(checked_run(one) for one in given.accredited),
        relations=tuple(checked_run(one) for one in given.relations),
    )


def checked_name(text: str) -> str:
    name = checked_line(text, "A name")
    if not name:
        raise RuleError("Enter the name of your supervisor.")
    return name


def checked_email(text: str) -> str | None:
    email = checked_line(text, "An address").lower()
    if email and _EMAIL.fullmatch(email) is None:
        raise RuleError("Enter an e-mail address like name@example.org, or leave it out.")
    return email or None


def checked_run(run: Run) -> Run:
    if run.since and run.until and run.until < run.since:
        raise RuleError(f"“{run.what}” ends before it begins. Please look at both days.")
    return replace(run, what=checked_line(run.what, "A name"))


def body_key(text: str) -> str:
    """Return the key of a body as the rules know it: “BACP” is `bacp`."""
    return key(text)
