"""What a course certifies: the part of every certificate of a cohort that is the same."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from cpd.certificates.rules.facts import CategoryFact, CodeFact, Delivery, NumberFact
from cpd.kernel.errors import RuleError
from cpd.kernel.hours import parse_duration

LONGEST_COURSE = 365 * 24 * 60
MOST_CATEGORIES, MOST_NUMBERS, MOST_OUTCOMES = 8, 8, 12
LONGEST_NAME, LONGEST_NUMBER, LONGEST_OUTCOME = 80, 60, 300
MOST_MONTHS = 120


@dataclass(frozen=True, kw_only=True)
class Course:
    """A course as its approval names it. `completed_on` is for lines that name no day."""

    title: str
    categories: tuple[CategoryFact, ...]
    delivery: Delivery
    outcomes: tuple[str, ...]
    codes: tuple[CodeFact, ...]
    approvals: tuple[NumberFact, ...]
    validity_months: int
    completed_on: date | None

    @property
    def minutes(self) -> int:
        return sum(category.minutes for category in self.categories)

    def to_facts(self) -> dict[str, Any]:
        """Return plain values for a JSON column."""
        return asdict(self) | {
            "categories": [asdict(one) for one in self.categories],
            "codes": [asdict(one) for one in self.codes],
            "approvals": [asdict(one) for one in self.approvals],
            "outcomes": list(self.outcomes),
            "delivery": str(self.delivery),
            "completed_on": self.completed_on and self.completed_on.isoformat(),
        }

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Self:
        day = facts["completed_on"]
        return cls(
            title=facts["title"],
            categories=tuple(CategoryFact(**one) for one in facts["categories"]),
            delivery=Delivery(facts["delivery"]),
            outcomes=tuple(facts["outcomes"]),
            codes=tuple(CodeFact(**one) for one in facts["codes"]),
            approvals=tuple(NumberFact(**one) for one in facts["approvals"]),
            validity_months=facts["validity_months"],
            completed_on=date.fromisoformat(day) if day else None,
        )


def categories_of(text: str) -> tuple[CategoryFact, ...]:
    """Read lines like “Core competencies: 1h30”. Raise RuleError, naming the line, for others."""
    found: list[CategoryFact] = []
    for number, name, time in pairs(text, "Core competencies: 1h30"):
        try:
            minutes = parse_duration(time, LONGEST_COURSE)
        except RuleError as error:
            raise RuleError(f"Line {number}: {error}") from error
        if name.casefold() in {one.name.casefold() for one in found}:
            raise RuleError(f"Line {number}: “{name}” stands there twice.")
        found.append(CategoryFact(name, minutes))
    if not found:
        raise RuleError("Enter at least one category with its time, like Ethics: 90 min.")
    if len(found) > MOST_CATEGORIES:
        raise RuleError(f"A certificate has room for {MOST_CATEGORIES} categories.")
    return tuple(found)


def numbers_of(text: str) -> tuple[NumberFact, ...]:
    """Read lines like “Northern Register: NR-2026-118”, or none at all."""
    found = tuple(
        NumberFact(body, number_of(line, number))
        for line, body, number in pairs(text, "Northern Register: NR-2026-118")
    )
    if len(found) > MOST_NUMBERS:
        raise RuleError(f"A certificate has room for {MOST_NUMBERS} approval numbers.")
    return found


def number_of(line: int, number: str) -> str:
    if len(number) > LONGEST_NUMBER:
        raise RuleError(f"Line {line}: a number can have at most {LONGEST_NUMBER} characters.")
    return number


def outcomes_of(text: str) -> tuple[str, ...]:
    """Read one learning outcome a line."""
    found = tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())
    if len(found) > MOST_OUTCOMES:
        raise RuleError(f"A certificate has room for {MOST_OUTCOMES} outcomes; name the main ones.")
    for number, outcome in enumerate(found, 1):
        if len(outcome) > LONGEST_OUTCOME:
            raise RuleError(
                f"Outcome {number} has {len(outcome)} characters; at most {LONGEST_OUTCOME}."
            )
    return found


def pairs(text: str, like: str) -> list[tuple[int, str, str]]:
    """Part each line that is not empty at its last colon; return its number and both halves.

    The last one, as a name may have a colon in it; the one inside a clock time is passed over.
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, value = parted(line)
        if not name or not value:
            raise RuleError(f"Line {number}: write it like {like}.")
        if len(name) > LONGEST_NAME:
            raise RuleError(f"Line {number}: a name can have at most {LONGEST_NAME} characters.")
        found.append((number, name, value))
    return found


def parted(line: str) -> tuple[str, str]:
    name, _, value = line.rpartition(": ")
    if not name:
        name, _, value = line.partition(":")
    return " ".join(name.split()), " ".join(value.split())


def as_text(facts: tuple[CategoryFact, ...] | tuple[NumberFact, ...]) -> str:
    """Write such lines again, as they can be read."""
    return "\n".join(
        f"{one.name}: {one.minutes} min"
        if isinstance(one, CategoryFact)
        else f"{one.body}: {one.number}"
        for one in facts
    )
