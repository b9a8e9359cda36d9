"""Members by the thousand who follow a body, each with a log, put in at once."""

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, insert, select

from cpd.db import writing
from cpd.people.models import Person
from cpd.people.rules import Role
from cpd.records.models import Entry
from cpd.requirements import files
from cpd.standings.models import Following
from tests.bench.lives import LOGGED_AT, a_life, as_row, details
from tests.bench.site import analyse

ENTRIES, YEARS = 50, 1
AT_ONCE = 1000


def add_followers(engine: Engine, pack_id: str, members: int) -> None:
    """Add so many members with their logs, the same ones every time."""
    chance = random.Random(pack_id)
    numbers = iter(range(members))
    while batch := {number: an_id(chance) for number in islice(numbers, AT_ONCE)}:
        with writing(), engine.begin() as connection:
            connection.execute(insert(Person), [a_member(id_) for id_ in batch.values()])
            rows = (row for number, id_ in batch.items() for row in log(number, id_, pack_id))
            connection.execute(insert(Entry), list(rows))
    follow_too(engine, pack_id)
    if engine.dialect.name == "postgresql":
        analyse(engine)


def an_id(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def a_member(id_: UUID) -> dict[str, Any]:
    return {
        "id": id_,
        "name": f"Member {id_.hex[:8]}",
        "email": f"{id_.hex}@example.org",
        "role": Role.PRACTITIONER,
        "time_zone": "Europe/London",
        "password_hash": "-",
        "registered_at": LOGGED_AT,
        "confirmed_at": LOGGED_AT,
    }


def log(number: int, person_id: UUID, pack_id: str) -> Iterator[dict[str, Any]]:
    chance = random.Random(number)
    for done in a_life(number, files.pack(pack_id)[-1], ENTRIES, YEARS):
        yield as_row(person_id, an_id(chance), done)


def follow_too(engine: Engine, pack_id: str) -> None:
    """Let everybody with a log follow a body."""
    about = details(files.pack(pack_id)[-1])
    with writing(), engine.begin() as connection:
        people = connection.scalars(select(Person.id).where(Person.id.in_(select(Entry.person_id))))
        rows = [
            {
                "person_id": id_,
                "pack_id": pack_id,
                "grade": about.grade,
                "joined_on": about.joined_on,
                "anchors": {name: day.isoformat() for name, day in about.anchors.items()},
                "began_at": LOGGED_AT,
            }
            for id_ in people
        ]
        connection.execute(insert(Following), rows)
