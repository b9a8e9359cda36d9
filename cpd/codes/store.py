from collections.abc import Collection, Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from sqlalchemy import ColumnElement, delete, distinct, func, literal_column, select
from sqlalchemy.orm import Session

from cpd.codes.models import ClauseCitation, ClauseWording
from cpd.db import insert_into

_LETTERS: ColumnElement[str] = literal_column(f"'{ascii_lowercase}'")
_cited_clause = func.rtrim(ClauseCitation.number, _LETTERS)
_worded_clause = func.rtrim(ClauseWording.number, _LETTERS)


def forget_citations(session: Session, module_key: str) -> None:
    session.execute(delete(ClauseCitation).where(ClauseCitation.module_key == module_key))


def citations_of(session: Session, code: str, number: str) -> Sequence[ClauseCitation]:
    """Return what cites the clause, lettered parts included, module by module."""
    query = select(ClauseCitation).where(ClauseCitation.code == code, _cited_clause == number)
    module = (ClauseCitation.module_title, ClauseCitation.module_key)
    place = (ClauseCitation.part, ClauseCitation.place)
    return session.scalars(query.order_by(*module, *place, ClauseCitation.number)).all()


def citation_counts(session: Session, code: str) -> Mapping[str, int]:
    """Return, by clause number, how many places cite it; one that cites two parts counts once."""
    place = ClauseCitation.module_key + "/" + ClauseCitation.part + "/" + ClauseCitation.place
    query = (
        select(_cited_clause, func.count(distinct(place)))
        .where(ClauseCitation.code == code)
        .group_by(_cited_clause)
    )
    return dict(session.execute(query).all())


def wording_of(session: Session, code: str, edition: str, number: str) -> Sequence[ClauseWording]:
    """Return the wording of the clause, then of its lettered parts, as far as it was imported."""
    query = select(ClauseWording).where(_of(code, edition), _worded_clause == number)
    return session.scalars(query.order_by(ClauseWording.number)).all()


def count_wording(session: Session, code: str, edition: str, number: str) -> int:
    """Count without reading a word, for whoever may only know that there is some."""
    query = select(func.count()).where(_of(code, edition), _worded_clause == number)
    return session.scalars(query).one()


def wording_held(session: Session) -> Sequence[tuple[str, str, int, Any]]:
    """Return code, edition, number of clauses and last import of every code with wording."""
    query = select(
        ClauseWording.code,
        ClauseWording.edition,
        func.count(distinct(_worded_clause)),
        func.max(ClauseWording.imported_at),
    )
    grouped = query.group_by(ClauseWording.code, ClauseWording.edition)
    return [(*row,) for row in session.execute(grouped)]


def put_wording(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Add the rows, or write them over those of the same code, edition and number."""
    upsert = insert_into(session, ClauseWording).values(list(rows))
    newer = {name: upsert.excluded[name] for name in ("wording", "imported_at", "imported_by")}
    session.execute(
        upsert.on_conflict_do_update(index_elements=["code", "edition", "number"], set_=newer)
    )


def forget_other_parts(session: Session, code: str, edition: str, numbers: Collection[str]) -> None:
    """Drop lettered parts that the clauses among `numbers` had in an earlier text."""
    session.execute(
        delete(ClauseWording).where(
            _of(code, edition),
            _worded_clause.in_(numbers),
            ClauseWording.number.not_in(numbers),
        )
    )


def forget_wording(session: Session, code: str, edition: str) -> None:
    session.execute(delete(ClauseWording).where(_of(code, edition)))


def _of(code: str, edition: str) -> ColumnElement[bool]:
    return (ClauseWording.code == code) & (ClauseWording.edition == edition)
