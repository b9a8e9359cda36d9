from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, distinct, func, or_, select
from sqlalchemy.orm import Session

from cpd.bodies.rules import RUNS_OUT_SOON, Held, Line, Search, Show, Tally
from cpd.certificates.models import Certificate
from cpd.certificates.rules.listing import Search as BySerial
from cpd.certificates.rules.validity import Validity
from cpd.db import has_words
from cpd.people.models import Membership, Organisation, Person
from cpd.people.rules import Role

MEMBERS = (Role.TRAINEE, Role.PRACTITIONER)
CURRENT = and_(
    Certificate.withdrawn_at.is_(None),
    Certificate.replaced_at.is_(None),
    Certificate.suspended_at.is_(None),
    Certificate.erased_at.is_(None),
)


def names(session: Session, body_ids: Collection[UUID]) -> Mapping[UUID, str]:
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(body_ids))
    return {row.id: row.name for row in session.execute(query.order_by(Organisation.name))}


def roster(
    session: Session, body_ids: Collection[UUID], search: Search, today: date
) -> tuple[Sequence[Line], int]:
    """Return one page of the roster of these bodies, and how many lines there are."""
    found = _lines(body_ids, search, today)
    count = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    page = _in_order(found, today)
    page = page.limit(search.per_page).offset((search.page - 1) * search.per_page)
    return [_line(row) for row in session.execute(page)], count


def whole(
    session: Session, body_ids: Collection[UUID], search: Search, today: date
) -> Iterator[Line]:
    """Yield every line that the search finds, in the same order."""
    rows = session.execute(_in_order(_lines(body_ids, search, today), today))
    return (_line(row) for row in rows)


def tally(session: Session, body_ids: Collection[UUID], today: date) -> Tally:
    """Count heads: a member of two of the bodies is one."""
    valid = and_(CURRENT, Certificate.issued_at.is_not(None), Certificate.expires_on >= today)
    soon = and_(valid, Certificate.expires_on <= today + timedelta(days=RUNS_OUT_SOON))
    query = (
        select(
            func.count(distinct(Membership.person_id)),
            func.count(distinct(case((valid, Membership.person_id)))),
            func.count(distinct(case((soon, Membership.person_id)))),
        )
        .outerjoin(Certificate, Certificate.person_id == Membership.person_id)
        .where(*_is_member(body_ids))
    )
    members, with_valid, running_out = session.execute(query).one()
    return Tally(members, with_valid, running_out)


def _is_member(body_ids: Collection[UUID]) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.organisation_id.in_(body_ids),
        Membership.role.in_(MEMBERS),
        Membership.ended_on.is_(None),
    )


def _lines(body_ids: Collection[UUID], search: Search, today: date) -> Select[Any]:
    """Pair current members with what they hold; what was replaced shows by what replaced it."""
    is_shown = and_(
        Certificate.person_id == Membership.person_id,
        Certificate.issued_at.is_not(None),
        Certificate.replaced_at.is_(None),
        Certificate.erased_at.is_(None),
    )
    query = (
        select(
            Membership.organisation_id,
            Membership.member_number,
            Person.name,
            Certificate.serial,
            Certificate.token,
            Certificate.title,
            Certificate.facts["minutes"].as_integer().label("minutes"),
            Certificate.issued_on,
            Certificate.expires_on,
            Certificate.withdrawn_at,
            Certificate.suspended_at,
        )
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(Certificate, is_shown)
        .where(*_is_member(body_ids), *_shown(search.show, today))
    )
    return query.where(_named(search.text)) if search.text else query


def _named(text: str) -> ColumnElement[bool]:
    return or_(
        has_words(text, Person.name, Membership.member_number),
        Certificate.serial == BySerial(text).serial,
    )


def _shown(show: Show, today: date) -> tuple[ColumnElement[bool], ...]:
    soon = today + timedelta(days=RUNS_OUT_SOON)
    conditions: dict[Show, tuple[ColumnElement[bool], ...]] = {
        Show.ALL: (),
        Show.SOON: (CURRENT, Certificate.expires_on.between(today, soon)),
        Show.EXPIRED: (CURRENT, Certificate.expires_on < today),
        Show.NONE: (Certificate.id.is_(None),),
    }
    return conditions[show]


def _in_order(query: Select[Any], today: date) -> Select[Any]:
    """Put what runs out next first, then what has expired or was taken back, then who has none."""
    rank = case(
        (Certificate.id.is_(None), 3),
        (or_(Certificate.withdrawn_at.is_not(None), Certificate.suspended_at.is_not(None)), 2),
        (Certificate.expires_on < today, 1),
        else_=0,
    )
    return query.order_by(
        rank, Certificate.expires_on, Person.name, Membership.id, Certificate.serial
    )


def _line(row: Row[Any]) -> Line:
    held = None
    if row.serial is not None:
        validity = Validity(
            row.issued_on,
            row.expires_on,
            withdrawn_at=row.withdrawn_at,
            suspended_at=row.suspended_at,
        )
        held = Held(row.serial, row.title, row.minutes, validity, row.token)
    return Line(row.organisation_id, row.name, row.member_number, held)
