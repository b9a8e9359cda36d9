"""What can be done with the codes: noting what cites a clause, and keeping the wording."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import ClassVar
from uuid import UUID

from sqlalchemy.orm import Session

from cpd.codes import store
from cpd.codes.checking import Checked, compare
from cpd.codes.files import register
from cpd.codes.models import ClauseCitation
from cpd.codes.rules.clauses import FoundClause
from cpd.codes.rules.comparing import matched
from cpd.codes.rules.reading import Stray, read
from cpd.codes.rules.registers import Clause, Code
from cpd.kernel.errors import RuleError
from cpd.kernel.events import Event
from cpd.work import Work


@dataclass(frozen=True, kw_only=True)
class WordingImported(Event):
    kind: ClassVar[str] = "wording.imported"

    code: str
    edition: str
    clauses: int


@dataclass(frozen=True, kw_only=True)
class WordingRemoved(Event):
    kind: ClassVar[str] = "wording.removed"

    code: str
    edition: str
    clauses: int


@dataclass(frozen=True)
class CitedBy:
    """A place that cites a clause: an item, an option, or a choice in a scene."""

    code: str
    number: str
    part: str
    place: str


@dataclass(frozen=True)
class Citing:
    """How many places of one part of a module cite a clause; which, only for those who edit."""

    module_key: str
    module_title: str
    part: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    """A clause as its publisher words it: paragraphs, then lettered parts."""

    paragraphs: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    imported_at: datetime


@dataclass(frozen=True)
class Held:
    """How much of a code's wording is held here; nothing was imported without `imported_at`."""

    code: Code
    clauses: int = 0
    imported_at: datetime | None = None


@dataclass(frozen=True)
class Found:
    """One code that was found in a text, and the wording that would be kept, by number."""

    checked: Checked
    wording: Mapping[str, str]

    @property
    def code(self) -> Code:
        return self.checked.code

    @property
    def clauses(self) -> Sequence[Clause]:
        return [clause for clause in self.code.clauses if clause.number in self.wording]


@dataclass(frozen=True)
class Preview:
    """What a text holds, before anything of it is kept."""

    found: tuple[Found, ...]
    again: tuple[Code, ...]
    unplaced: tuple[Stray, ...]


def replace_citations(
    work: Work, module_key: str, module_title: str, cited: Iterable[CitedBy]
) -> None:
    """Forget what this module cited before, and note what it cites now."""
    store.forget_citations(work.session, module_key)
    work.session.add_all(
        ClauseCitation(
            code=one.code,
            number=one.number,
            module_key=module_key,
            module_title=module_title,
            part=one.part,
            place=one.place,
        )
        for one in sorted(set(cited), key=lambda one: (one.code, one.number, one.part, one.place))
    )


def citing(session: Session, clause: Clause) -> Sequence[Citing]:
    """Tell what cites a clause or a part of it, module by module; a place counts once."""
    rows = store.citations_of(session, clause.code, clause.number)
    grouped = groupby(rows, lambda row: (row.module_key, row.module_title, row.part))
    return [
        Citing(*which, tuple(dict.fromkeys(row.place for row in places)))
        for which, places in grouped
    ]


def wording(session: Session, code: Code, clause: Clause) -> Wording | None:
    """Give the publisher's wording of a clause, if it was imported."""
    rows = store.wording_of(session, code.key, code.edition, clause.number)
    if not rows:
        return None
    whole = "\n\n".join(row.wording for row in rows if row.number == clause.number)
    parts = [(row.number[-1], row.wording) for row in rows if row.number != clause.number]
    return Wording(
        tuple(filter(None, whole.split("\n\n"))),
        tuple(parts),
        max(row.imported_at for row in rows),
    )


def held(session: Session) -> Sequence[Held]:
    """Tell of each code, in its newest edition, how much wording is held."""
    rows = {(key, edition): rest for key, edition, *rest in store.wording_held(session)}
    return [
        Held(code, *rows.get((code.key, code.edition), ())) for code in register().current.values()
    ]


def look(text: str) -> Preview:
    """Say which codes a text holds and what would be kept of it. Changes nothing."""
    reading = read(text)
    report = compare({"text": reading}, register())
    return Preview(
        tuple(Found(each, _wording_in(each)) for each in report.codes if each.file),
        tuple(each.code for each in report.again),
        reading.unplaced,
    )


def import_wording(work: Work, person_id: UUID, text: str) -> Sequence[Found]:
    """Keep the wording of every clause that a text holds and a register knows."""
    preview = look(text)
    kept = [found for found in preview.found if found.wording]
    if not kept:
        raise RuleError("No clause of a code was recognised in this text. Nothing was kept.")
    for found in kept:
        _keep(work, person_id, found)
    return kept


def remove_wording(work: Work, code: Code) -> None:
    """Forget the publisher's wording of a code; its register stays."""
    clauses = next((each.clauses for each in held(work.session) if each.code is code), 0)
    if not clauses:
        raise RuleError(f"No wording of {code.title} is held here.")
    store.forget_wording(work.session, code.key, code.edition)
    work.announce(WordingRemoved(code=code.key, edition=code.edition, clauses=clauses))


def _keep(work: Work, person_id: UUID, found: Found) -> None:
    key, edition = found.code.key, found.code.edition
    common = {"imported_at": work.at, "imported_by": person_id, "code": key, "edition": edition}
    rows = [common | {"number": number, "wording": it} for number, it in found.wording.items()]
    store.put_wording(work.session, rows)
    store.forget_other_parts(work.session, key, edition, tuple(found.wording))
    work.announce(WordingImported(code=key, edition=edition, clauses=len(found.clauses)))


def _wording_in(checked: Checked) -> Mapping[str, str]:
    """Give the wording by number, lettered parts apart: `33`, `33a`, `33b`."""
    kept: dict[str, str] = {}
    for number, clause in matched(checked.code, checked.found).items():
        kept[number] = _text_of(clause)
        kept |= {number + part.letter: part.wording for part in clause.parts}
    return kept


def _text_of(clause: FoundClause) -> str:
    return "\n\n".join(filter(None, (clause.heading, clause.wording)))
