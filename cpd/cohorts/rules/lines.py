"""The participants in a file: which column is what, and what is wrong with a line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cpd.cohorts.rules.courses import LONGEST_COURSE, Course
from cpd.kernel.errors import RuleError
from cpd.kernel.hours import parse_duration, spoken
from cpd.kernel.spelling import folded
from cpd.people.rules import checked_name
from cpd.transfers.rules.tables import Raw, Table

MOST_LINES = 20_000
LONGEST_ADDRESS = 200
HEADS = {
    "email": ("email", "e-mail", "email address", "e-mail address", "mail", "address"),
    "name": ("name", "full name", "participant", "participant name", "holder"),
    "completed_on": ("completed", "completed on", "completion date", "date", "day", "attended"),
    "minutes": ("minutes", "time", "duration", "attended minutes"),
}


@dataclass(frozen=True)
class Participant:
    """One line of the file; `problem` says in words why no certificate can follow from it."""

    line: int
    name: str
    email: str
    completed_on: date | None
    minutes: int | None
    problem: str | None = None


def columns_of(heads: Sequence[str]) -> Mapping[str, int]:
    """Say which column is what, by its head. An address is needed, and a name to hold against."""
    plain = [" ".join(head.replace("_", " ").split()).casefold() for head in heads]
    found = {
        what: next((plain.index(word) for word in words if word in plain), None)
        for what, words in HEADS.items()
    }
    for what, called in (("email", "email"), ("name", "name")):
        if found[what] is None:
            raise RuleError(
                f"No column is called “{called}”. The first line must name the columns: name and "
                "email, and if you like completed and minutes."
            )
    return {what: place for what, place in found.items() if place is not None}


def participants(table: Table, course: Course, today: date) -> Iterator[Participant]:
    """Yield every line of the file, each with what is wrong with it, if anything is."""
    if len(table.rows) > MOST_LINES:
        raise RuleError(
            f"The file has {len(table.rows):,} lines; a cohort takes up to {MOST_LINES:,}."
        )
    columns, seen = columns_of(table.heads), dict[str, int]()
    for row in table.rows:
        one = read(row, columns, course, today)
        key = one.email.casefold()
        if one.problem is None and key in seen:
            one = replace(one, problem=f"The same address stands on line {seen[key]:,}.")
        seen.setdefault(key, row.number)
        yield one


def read(row: Raw, columns: Mapping[str, int], course: Course, today: date) -> Participant:
    """Read one line; the first thing wrong with it becomes its problem."""
    cells = {what: cell(row, place) for what, place in columns.items()}
    name, email = cells["name"][:200], cells["email"][:LONGEST_ADDRESS]
    try:
        return Participant(
            row.number,
            checked_name(cells["name"]),
            checked_address(cells["email"]),
            day_of(cells.get("completed_on", ""), course.completed_on, today),
            minutes_of(cells.get("minutes", ""), course),
        )
    except RuleError as error:
        return Participant(row.number, name, email, None, None, str(error))


def cell(row: Raw, place: int) -> str:
    return " ".join(row.cells[place].split()) if place < len(row.cells) else ""


def checked_address(text: str) -> str:
    if not text:
        raise RuleError("There is no e-mail address on this line.")
    if len(text) > LONGEST_ADDRESS or text.count("@") != 1 or text[0] == "@" or text[-1] == "@":
        raise RuleError(f"“{text[:60]}” is no e-mail address.")
    return text.lower()


def day_of(text: str, usual: date | None, today: date) -> date:
    """Read a day of the file, or take the course's. Which number is the month is never guessed."""
    if not text:
        if usual is None:
            raise RuleError("There is no day of completion, on this line or for the whole course.")
        return usual
    try:
        day = date.fromisoformat(text[:10])
    except ValueError as error:
        raise RuleError(
            f"The day “{text[:30]}” cannot be read: write it as 2026-03-02, year first."
        ) from error
    if day > today:
        raise RuleError(f"The day {day.isoformat()} is still to come.")
    if day.year < 2000:
        raise RuleError(f"The day {day.isoformat()} is too long ago.")
    return day


def minutes_of(text: str, course: Course) -> int:
    """Read whole minutes or a time, or take the course's own.

    A part of a course of several categories cannot be certified: nobody knows which part it was.
    """
    if not text:
        return course.minutes
    minutes = int(text) if text.isdecimal() else parse_duration(text, LONGEST_COURSE)
    if minutes > course.minutes:
        raise RuleError(
            f"{spoken(minutes)} is more than the whole course, {spoken(course.minutes)}."
        )
    if minutes < 1:
        raise RuleError("A certificate needs at least one minute.")
    if minutes != course.minutes and len(course.categories) > 1:
        raise RuleError(
            f"{spoken(minutes)} of {spoken(course.minutes)}: it is not said of which category. "
            "Make a cohort of its own for those who attended a part."
        )
    return minutes


def is_same_person(in_file: str, of_account: str) -> bool:
    """Say whether two names have a word in common, whatever its case or accents.

    It catches an address that slipped a line, not somebody who goes by another given name.
    """
    words, others = set(words_of(in_file)), set(words_of(of_account))
    return bool(words & others) or "".join(sorted(words)) == "".join(sorted(others))


def words_of(name: str) -> list[str]:
    return [word for word in folded(name).replace("-", " ").replace(".", " ").split() if word]
