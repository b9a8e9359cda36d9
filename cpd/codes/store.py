from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cpd.codes.models import ClauseCitation, ClauseWording


def forget_citations(session: Session, module_key: str) -> None:
    session.execute(delete(ClauseCitation).where(ClauseCitation.module_key == module_key))


def citations_of(session: Session, code: str, number: str) -> Sequence[ClauseCitation]:
    """Return what cites the clause, lettered parts included, module by module."""
    query = select(ClauseCitation).where(
        ClauseCitation.code == code,
        (ClauseCitation.number == number)
        | ClauseCitation.number.in_([f"{number}{letter}" for letter in "abcdefgh"]),
    )
    order = (ClauseCitation.module_title, ClauseCitation.part, ClauseCitation.place)
    return session.scalars(query.order_by(*order)).all()


def citation_counts(session: Session, code: str) -> Mapping[str, int]:
    """Return, by clause number, how many places cite it."""
    query = (
        select(ClauseCitation.number, func.count())
        .where(ClauseCitation.code == code)
        .group_by(ClauseCitation.number)
    )
    return dict(session.execute(query).tuples().all())


def wording_of(session: Session, code: str, edition: str, number: str) -> ClauseWording | None:
    query = select(ClauseWording).where(
        ClauseWording.code == code,
        ClauseWording.edition == edition,
        ClauseWording.number == number,
    )
    return session.scalar(query)


def wordings(session: Session, code: str, edition: str) -> Mapping[str, ClauseWording]:
    query = select(ClauseWording).where(
        ClauseWording.code == code, ClauseWording.edition == edition
    )
    return {wording.number: wording for wording in session.scalars(query)}
