"""What somebody declares to a body, and what a body has said about them."""

import re
from dataclasses import dataclass, replace
from datetime import date

from cpd.documents.rules.papers import FIRST_DAY, checked_line
from cpd.kernel.errors import RuleError
from cpd.kernel.hours import DAY
from cpd.records.rules.texts import without_steering

LONGEST_NOTE = 2000
VERDICTS = {"met": "Met", "not_met": "Not met", "exempt": "Exempt"}
STANDARD = re.compile(r"[a-z0-9][a-z0-9.-]{1,60}/[A-Za-z0-9_]{1,60}")
MOST_MINUTES = 366 * DAY


@dataclass(frozen=True)
class Sort:
    """A sort of declaration; `asks` names the fields it has besides the day it happened on."""

    key: str
    word: str
    hint: str
    asks: frozenset[str] = frozenset()


SORTS = {
    sort.key: sort
    for sort in (
        Sort(
            "complaint_upheld",
            "A complaint against me was upheld",
            "The day of the decision, and the day you told the body. Write down nobody's name.",
            frozenset({"declared_on", "declared_to"}),
        ),
        Sort(
            "relevant_conviction",
            "A relevant conviction",
            "The day of the conviction, and the day you told the body.",
            frozenset({"declared_on", "declared_to"}),
        ),
        Sort(
            "civil_judgment",
            "Civil proceedings against me succeeded",
            "The day of the judgment, and the day you told the body.",
            frozenset({"declared_on", "declared_to"}),
        ),
        Sort(
            "renewal_submitted",
            "I handed in a renewal",
            "The day you sent it. Some rules are chosen by this day.",
            frozenset({"declared_to"}),
        ),
        Sort(
            "granted_grace",
            "A body granted me more time for some hours",
            "How many hours they put off. They are added to your next period.",
            frozenset({"declared_to", "minutes"}),
        ),
        Sort(
            "judged",
            "A body judged a standard",
            "What they decided about a standard that only a person can judge.",
            frozenset({"declared_on", "declared_to", "requirement", "verdict"}),
        ),
    )
}


def sort_of(key: str) -> Sort:
    if key not in SORTS:
        raise RuleError("There is no such declaration.")
    return SORTS[key]


@dataclass(frozen=True, kw_only=True)
class Declared:
    declaration: str
    happened_on: date | None = None
    declared_on: date | None = None
    declared_to: str | None = None
    requirement: str | None = None  # `pack/requirement`
    minutes: int | None = None
    verdict: str | None = None
    note: str = ""


def checked(declared: Declared, today: date) -> Declared:
    """Return the declaration as it will be kept."""
    sort = sort_of(declared.declaration)
    happened = checked_past(declared.happened_on, today)
    if declared.declared_on is not None:
        checked_past(declared.declared_on, today)
        if declared.declared_on < happened and "verdict" not in sort.asks:
            raise RuleError("You cannot have declared it before it happened.")
    if "minutes" in sort.asks and not 1 <= (declared.minutes or 0) <= MOST_MINUTES:
        raise RuleError("Enter how many hours were put off.")
    if "verdict" in sort.asks and declared.verdict not in VERDICTS:
        raise RuleError("Choose what the body decided.")
    if "requirement" in sort.asks and not STANDARD.fullmatch(declared.requirement or ""):
        raise RuleError("Open this from the standard that was judged, on the page of what you owe.")
    body = checked_line(declared.declared_to or "")
    names = ("declared_on", "declared_to", "requirement", "minutes", "verdict")
    dropped = {name: None for name in names if name not in sort.asks}
    kept = replace(declared, declared_to=body, note=checked_note(declared.note))
    return replace(kept, **dropped)  # type: ignore[arg-type] # None is what each may be


def checked_note(text: str) -> str:
    """Return the note without what a database trips over."""
    if len(text) > LONGEST_NOTE:
        raise RuleError(f"Use at most {LONGEST_NOTE:,} characters.")
    return without_steering(text)


def checked_past(day: date | None, today: date) -> date:
    if day is None:
        raise RuleError("Enter the day it happened.")
    if day > today:
        raise RuleError("This day is still to come.")
    if day < FIRST_DAY:
        raise RuleError("This day is too long ago. Please check the year.")
    return day
