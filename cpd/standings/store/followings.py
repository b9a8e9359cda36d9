from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from cpd.db import insert_into
from cpd.standings.models import Absence, Following
from cpd.standings.rules.following import Away, Details, Followed
from cpd.standings.rules.working import checked_shares

AnyQuery: TypeAlias = Select[*tuple[Any, ...]]
AnyRow: TypeAlias = Row[*tuple[Any, ...]]

_FOLLOWED = (
    Following.id, Following.person_id, Following.pack_id, Following.grade, Following.joined_on,
    Following.anchors, Following.working_share, Following.version,
)  # fmt: skip


def _followed(row: AnyRow) -> Followed:
    return Followed(
        id=row.id,
        person_id=row.person_id,
        pack_id=row.pack_id,
        details=Details(
            grade=row.grade,
            joined_on=row.joined_on,
            anchors={name: date.fromisoformat(day) for name, day in row.anchors.items()},
            working_share=checked_shares(row.working_share or ""),
        ),
        version=row.version,
    )


def _current(*conditions: ColumnElement[bool]) -> AnyQuery:
    query = select(*_FOLLOWED).where(Following.ended_at.is_(None), *conditions)
    return query.order_by(Following.person_id, Following.began_at, Following.id)


def followed_by(session: Session, person_id: UUID) -> list[Followed]:
    """Return the bodies somebody follows now, the first one first."""
    rows = session.execute(_current(Following.person_id == person_id))
    return [_followed(row) for row in rows]


def one_followed(session: Session, person_id: UUID, following_id: UUID) -> Followed | None:
    query = _current(Following.person_id == person_id, Following.id == following_id)
    row = session.execute(query).one_or_none()
    return None if row is None else _followed(row)


def followed_by_all(
    session: Session, person_ids: Collection[UUID]
) -> Mapping[UUID, list[Followed]]:
    """Return what each of these people follows now."""
    found: dict[UUID, list[Followed]] = {}
    for row in session.execute(_current(Following.person_id.in_(person_ids))):
        found.setdefault(row.person_id, []).append(_followed(row))
    return found


def ended(session: Session, person_id: UUID) -> Sequence[AnyRow]:
    """Return what somebody followed once and does not now, the last one first."""
    now = select(Following.pack_id).where(
        Following.person_id == person_id, Following.ended_at.is_(None)
    )
    query = select(Following.id, Following.pack_id, Following.ended_at).where(
        Following.person_id == person_id,
        Following.ended_at.is_not(None),
        Following.pack_id.not_in(now),
    )
    return session.execute(query.order_by(Following.ended_at.desc())).all()


def mine_locked(session: Session, person_id: UUID, following_id: UUID) -> Following | None:
    """Return somebody's own following, fresh, and hold it until the transaction ends."""
    query = select(Following).where(Following.id == following_id, Following.person_id == person_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def add_once(session: Session, **values: object) -> UUID | None:
    """Begin to follow; None if this pack is followed already."""
    insert = insert_into(session, Following).values(id=uuid4(), version=1, **values)
    return session.scalar(insert.on_conflict_do_nothing().returning(Following.id))


def current_id(session: Session, person_id: UUID, pack_id: str) -> UUID | None:
    return session.scalar(
        select(Following.id).where(
            Following.person_id == person_id,
            Following.pack_id == pack_id,
            Following.ended_at.is_(None),
        )
    )


# Days away


def absences(session: Session, person_id: UUID) -> Sequence[Absence]:
    """Return somebody's days away, withdrawn ones too, the latest first."""
    query = select(Absence).where(Absence.person_id == person_id)
    return session.scalars(query.order_by(Absence.since.desc(), Absence.added_at.desc())).all()


def absence_locked(session: Session, person_id: UUID, absence_id: UUID) -> Absence | None:
    query = select(Absence).where(Absence.id == absence_id, Absence.person_id == person_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def same_absence(session: Session, person_id: UUID, away: Away) -> Absence | None:
    """Return what says the same already, if it is not withdrawn."""
    query = select(Absence).where(
        Absence.person_id == person_id,
        Absence.kind == away.kind,
        Absence.since == away.since,
        Absence.until.is_(None) if away.until is None else Absence.until == away.until,
        Absence.withdrawn_at.is_(None),
    )
    return session.scalars(query.limit(1)).first()
