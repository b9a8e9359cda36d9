"""What somebody can do about a row that asks: mend their log, or write down what the body said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from cpd.documents.rules.declarations import Declared
from cpd.requirements.rules.answers import Row, Verdict
from cpd.requirements.rules.kinds import Common, Manual, MaxGap, Pack
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.unsettled import is_placed
from cpd.standings.rules.mending import Mend

ASKING = frozenset({Verdict.NEEDS_REVIEW, Verdict.NEEDS_EXPLANATION})
_SILENT = (
    "no published text says",
    "The published table for joiners leaves",
    "Not published",
    "not published",
)


class To(StrEnum):
    """Where a way leads."""

    PRACTICE = "practice"
    ABSENCES = "absences"
    DETAILS = "details"
    SUPERVISORS = "supervisors"
    PAPERS = "papers"
    RENEWAL = "renewal"
    ENTRY = "entry"


@dataclass(frozen=True, kw_only=True)
class Way:
    """Something a member can do. `year` is for practice, `mend` for an entry."""

    to: To
    says: str
    year: int = 0
    mend: Mend | None = None


_PAPERS = {
    "qualifies": Way(to=To.SUPERVISORS, says="Say by whom your supervisors are accredited"),
    "document": Way(to=To.PAPERS, says="Look at your papers"),
    "declaration": Way(to=To.PAPERS, says="Look at your papers"),
}


def asks(row: Row) -> bool:
    return row.verdict in ASKING


def is_answerable(row: Row, requirement: Common | None) -> bool:
    """Say whether a word of the body settles it: it must be plain which time the word is about."""
    if requirement is None or row.start is None:
        return False
    if isinstance(requirement, Manual):  # the latest word holds
        return True
    if isinstance(requirement, MaxGap):
        return row.verdict is Verdict.NEEDS_EXPLANATION
    return asks(row) and is_placed(requirement)


def is_silent(row: Row) -> bool:
    """Say whether the row hangs on what nobody has published, so that only the body can say."""
    return any(words in line for line in row.explanation for words in _SILENT)


def ways(row: Row, requirement: Common | None, mends: Iterable[Mend]) -> tuple[Way, ...]:
    """Return what the member can do before anybody has to be asked, the most likely first."""
    if not asks(row):
        return ()
    text = " ".join(row.explanation)
    needs_break = requirement is not None and bool(requirement.not_applicable_needs)
    in_log = [*_about_practice(row, text, needs_break=needs_break), *_about_oneself(row, text)]
    mine = (one for one in mends if (one.requirement, one.start) == (row.requirement, row.start))
    entries = [Way(to=To.ENTRY, says=f"{one.way}: {one.title}", mend=one) for one in mine]
    papers = [_PAPERS[row.kind]] if row.kind in _PAPERS else []
    return (*in_log, *papers, *entries)


def _about_practice(row: Row, text: str, *, needs_break: bool) -> Iterator[Way]:
    year = row.start.year if row.start else 0
    if "nor said to be none" in text:
        yield Way(to=To.PRACTICE, says="Log your practice, or say there was none", year=year)
        if needs_break:
            yield Way(to=To.ABSENCES, says="Note a break from clients")
    if "On leave for the whole of" in text:
        yield Way(to=To.ABSENCES, says="Look at your leave")
        yield Way(to=To.PRACTICE, says="Look at your practice", year=year)


def _about_oneself(row: Row, text: str) -> Iterator[Way]:
    is_asked = row.start is None or "depends on the" in text or "grade" in text
    if "not known" in text and is_asked:
        yield Way(to=To.DETAILS, says="Say it")
    if "If you renewed in time" in text:
        yield Way(to=To.RENEWAL, says="Note the day you renewed")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a member wrote down of a body's word."""

    id: UUID
    requirement: str
    about: date
    on: date
    verdict: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Word:
    """What a body said and when; `about` is a day of the gap it explains, where it is about one."""

    verdict: str
    said_on: date
    about: date | None = None
    note: str = ""


def declared(pack: Pack, row: Row, word: Word) -> Declared:
    """Return a body's word as it is kept: with a day of the time it is about, and when it came."""
    about = word.about or _day_in(row, word.said_on)
    return Declared(
        declaration="judged",
        happened_on=about,
        declared_on=word.said_on if word.said_on > about else None,
        declared_to=who(pack)[:200],
        requirement=f"{pack.id}/{row.requirement}",
        verdict=word.verdict,
        note=word.note.strip(),
    )


def _day_in(row: Row, said_on: date) -> date:
    if row.start is None or row.end is None:
        return said_on
    place = Period(row.start, row.end)
    return min(max(said_on, place.start), place.last)


def who(pack: Pack) -> str:
    return pack.body.short or pack.body.name
