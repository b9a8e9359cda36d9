"""What a dated paper is: its sorts, what each asks for, and whether it holds on a day."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from cpd.kernel.errors import RuleError
from cpd.kernel.periods import months_after

LONGEST_LINE = 200
LONGEST_COUNTRY = 80
KEY = re.compile(r"[a-z][a-z0-9_]{1,60}")
FIRST_DAY = date(1950, 1, 1)
YEARS_AHEAD = 20


@dataclass(frozen=True)
class Sort:
    """A sort of paper. `covers`: it names a first and a last day, not the day it was issued."""

    key: str
    word: str
    hint: str
    covers: bool = False
    asks: frozenset[str] = frozenset()  # version_of, level, seen_by, country
    is_file_kept: bool = True


SORTS = {
    sort.key: sort
    for sort in (
        Sort(
            "indemnity_insurance",
            "Professional indemnity insurance",
            "The first and the last day it covers you, as the policy says.",
            covers=True,
            asks=frozenset({"country"}),
        ),
        Sort(
            "signed_undertaking",
            "Undertaking to be bound by a code",
            "The day you signed, and which version you signed.",
            asks=frozenset({"version_of"}),
        ),
        Sort(
            "dbs_check",
            "DBS check",
            "Only its date, its level and who saw it are kept. The certificate itself stays with "
            "you.",
            asks=frozenset({"level", "seen_by"}),
            is_file_kept=False,
        ),
        Sort(
            "criminal_history_check",
            "Criminal history check",
            "Only its date, its level and who saw it are kept.",
            asks=frozenset({"level", "seen_by"}),
            is_file_kept=False,
        ),
        Sort(
            "working_with_children_check",
            "Working with children check",
            "The days it covers, its level and who saw it.",
            covers=True,
            asks=frozenset({"level", "seen_by"}),
            is_file_kept=False,
        ),
        Sort(
            "acknowledgement_of_codes",
            "Code or policy read and acknowledged",
            "The day you acknowledged it, and which version it was.",
            asks=frozenset({"version_of"}),
        ),
        Sort("crisis_plan", "Emergency protocol", "The day it was last reviewed."),
        Sort("supervisor_statement", "Statement of the supervisor", "The day it was signed."),
    )
}
ASKED_WORDS = {
    "version_of": "Which version",
    "level": "Level",
    "seen_by": "Seen by",
    "country": "Country it holds in",
}


def sort_of(key: str) -> Sort:
    """Return the sort of a paper; one that only a body's rules know has no more than its word."""
    if not KEY.fullmatch(key):
        raise RuleError("There is no such sort of paper.")
    known = SORTS.get(key)
    word = key.replace("_", " ").capitalize()
    return known or Sort(key, word, "The day it was issued or signed.")


@dataclass(frozen=True, kw_only=True)
class Written:
    """What stands on a paper. Both days of a cover count."""

    document: str
    title: str = ""
    issued_on: date | None = None
    first_on: date | None = None
    last_on: date | None = None
    version_of: str | None = None
    level: str | None = None
    seen_by: str | None = None
    country: str | None = None


def checked(written: Written, today: date) -> Written:
    """Return the paper as it will be kept."""
    sort = sort_of(written.document)
    if sort.covers:
        checked_cover(written.first_on, written.last_on, today)
    else:
        checked_issue(written.issued_on, today)

    def asked(name: str) -> str | None:
        return checked_line(getattr(written, name) or "") if name in sort.asks else None

    return Written(
        document=written.document,
        title=checked_line(written.title) or sort.word,
        issued_on=None if sort.covers else written.issued_on,
        first_on=written.first_on if sort.covers else None,
        last_on=written.last_on if sort.covers else None,
        version_of=asked("version_of"),
        level=asked("level"),
        seen_by=asked("seen_by"),
        country=checked_country(asked("country")),
    )


def checked_country(name: str | None) -> str | None:
    if name is not None and len(name) > LONGEST_COUNTRY:
        raise RuleError(f"A country can have at most {LONGEST_COUNTRY} characters.")
    return name


def checked_cover(first: date | None, last: date | None, today: date) -> None:
    if first is None:
        raise RuleError("Enter the first day it covers.")
    if last is None:
        raise RuleError("Enter the last day it covers.")
    if last < first:
        raise RuleError("The last day lies before the first. Please look at both again.")
    refuse_far(first, today)
    refuse_far(last, today)


def checked_issue(issued: date | None, today: date) -> None:
    if issued is None:
        raise RuleError("Enter the day it was issued or signed.")
    if issued > today:
        raise RuleError("This day is still to come. Enter the paper when you have it.")
    refuse_far(issued, today)


def refuse_far(day: date, today: date) -> None:
    if not FIRST_DAY <= day <= months_after(today, 12 * YEARS_AHEAD):
        raise RuleError("That is too far away. Please check the year.")


def checked_line(text: str) -> str | None:
    line = " ".join("".join(mark for mark in text if mark.isprintable()).split())
    if len(line) > LONGEST_LINE:
        raise RuleError(f"Use at most {LONGEST_LINE} characters; this has {len(line):,}.")
    return line or None


def refuse_proof(document: str, withdrawn_at: datetime | None) -> None:
    """Refuse a copy of what only its owner may keep, and of what is withdrawn."""
    if not sort_of(document).is_file_kept:
        raise RuleError("No copy of a check is kept here: its date, its level and who saw it do.")
    if withdrawn_at is not None:
        raise RuleError("This paper is withdrawn. Restore it first.")


def covers(written: Written, day: date) -> bool | None:
    """Say whether a cover holds on a day; None for a paper that names no last day."""
    if written.first_on is None or written.last_on is None:
        return None
    return written.first_on <= day <= written.last_on
