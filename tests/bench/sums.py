"""The yardsticks of judging everybody: hours by member, category and month, and the largest gap."""

import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, func, select

from cpd.records.models import Entry
from cpd.records.rules.kinds import EntryKind

IT = Entry.__table__.c
STANDS = IT.withdrawn_at.is_(None)
SESSION = EntryKind.SUPERVISION


def seconds_in_sql(engine: Engine) -> tuple[float, float]:
    """Return how long one query with window functions takes; twice, as nothing else is done."""
    with engine.connect() as connection:
        began = time.perf_counter()
        found = connection.execute(query(engine.dialect.name)).all()
        whole = time.perf_counter() - began
    assert found
    return whole, whole


def query(dialect: str) -> Select[Any]:
    previous = func.lag(IT.done_on).over(partition_by=IT.person_id, order_by=IT.done_on)
    month, gap = func.date_trunc("month", IT.done_on), IT.done_on - previous
    if dialect == "sqlite":
        month = func.strftime("%Y-%m", IT.done_on)
        gap = func.julianday(IT.done_on) - func.julianday(previous)
    days = select(IT.person_id, gap.label("gap")).where(IT.kind == SESSION, STANDS).subquery()
    largest = select(days.c.person_id, func.max(days.c.gap).label("gap"))
    largest = largest.group_by(days.c.person_id).subquery()
    joined = Entry.__table__.outerjoin(largest, largest.c.person_id == IT.person_id)
    hours = select(IT.person_id, IT.category, month, func.sum(IT.minutes), func.max(largest.c.gap))
    return hours.select_from(joined).where(STANDS).group_by(IT.person_id, IT.category, month)


def seconds_in_python(engine: Engine) -> tuple[float, float]:
    """Return how long reading the rows and adding them up takes, and the adding up alone."""
    with engine.connect() as connection:
        began = time.perf_counter()
        rows = read(connection)
        loaded = time.perf_counter()
    add_up(rows)
    ended = time.perf_counter()
    return ended - began, ended - loaded


def read(connection: Connection) -> Sequence[Row[Any]]:
    columns = select(IT.person_id, IT.category, IT.kind, IT.done_on, IT.minutes)
    return connection.execute(columns.where(STANDS).order_by(IT.person_id, IT.done_on)).all()


def add_up(rows: Sequence[Row[Any]]) -> None:
    """Go through the rows once, by member and day."""
    sums: defaultdict[tuple[Any, ...], int] = defaultdict(int)
    gaps: dict[Any, int] = {}
    member, before = None, date.min
    for person_id, category, kind, on, minutes in rows:
        if person_id != member:
            member, before = person_id, date.max
        sums[person_id.int, category, on.year, on.month] += minutes
        if kind is SESSION:
            gaps[member.int] = max(gaps.get(member.int, 0), (on - before).days)
            before = on
    assert sums
    assert gaps
