"""What somebody did in their working life: the same for the same seed, for the rules or a table."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from cpd.records.rules.kinds import EntryKind, Mode, Part, Source, SupervisionFormat
from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.logs import Log, LogEntry, Member, Paper, Size
from cpd.standings.rules.asking import questions
from cpd.standings.rules.following import Details

UNTIL = date(2026, 3, 2)  # a Monday like any other, and the first of no period
LEARNING, SUPERVISION, PRACTICE = (
    EntryKind.ACTIVITY,
    EntryKind.SUPERVISION,
    EntryKind.PRACTICE,
)
SHARES = [LEARNING] * 5 + [SUPERVISION] * 3 + [PRACTICE] * 2
MODES = (Mode.LIVE, Mode.SELF_PACED)
TOPICS = ("ethics", "trauma", "listening", None)
LOGGED_AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


class Done(NamedTuple):
    """One thing that was done."""

    kind: EntryKind
    on: date
    minutes: int
    title: str
    category: str | None = None
    topic: str | None = None
    tags: tuple[str, ...] = ()
    mode: Mode | None = None
    format: SupervisionFormat | None = None
    size: int | None = None


def a_life(
    seed: int, pack: Pack, entries: int, years: float, until: date = UNTIL
) -> Iterator[Done]:
    """Yield so many things in so many years up to a day, in the words of a pack, by day."""
    chance = random.Random(seed)
    days = int(365 * years)
    offsets = sorted((chance.randrange(days) for _ in range(entries)), reverse=True)
    for number, ago in enumerate(offsets):
        on = until - timedelta(days=ago)
        kind = chance.choice(SHARES)
        if kind is PRACTICE:
            yield Done(kind, on, chance.choice((180, 300, 600)), "Practice")
        elif kind is SUPERVISION:
            yield _session(chance, on)
        else:
            yield _learning(chance, pack, on, number)


def _session(chance: random.Random, on: date) -> Done:
    way = chance.choice(tuple(SupervisionFormat))
    size = None if way is SupervisionFormat.INDIVIDUAL else chance.randint(2, 8)
    minutes = chance.choice((60, 90, 120))
    return Done(SUPERVISION, on, minutes, "Supervision", format=way, size=size)


def _learning(chance: random.Random, pack: Pack, on: date, number: int) -> Done:
    return Done(
        LEARNING,
        on,
        chance.choice((30, 60, 90, 120, 360)),
        f"What was learnt the {number}th time",
        category=chance.choice(pack.categories) if pack.categories else None,
        topic=chance.choice(TOPICS),
        tags=(chance.choice(pack.tags),) if pack.tags else (),
        mode=chance.choice(MODES),
    )


def details(pack: Pack) -> Details:
    """Say all about a member that the pack asks: in it since a bit more than ten years."""
    asked = questions(pack)
    joined = date(UNTIL.year - 10, 1, 15)
    return Details(
        grade=asked.grades[0] if asked.grades else None,
        joined_on=joined,
        anchors=dict.fromkeys(asked.anchors, joined),
    )


def a_log(pack: Pack, entries: int, years: float, seed: int = 1) -> Log:
    """Return the log of somebody as the rules read it."""
    about = details(pack)
    return Log(
        member=Member(
            time_zone="Europe/London",
            grade=about.grade,
            joined=about.joined_on,
            anchors=about.anchors,
        ),
        entries=tuple(map(as_logged, range(entries), a_life(seed, pack, entries, years))),
        documents=(Paper(document="indemnity_insurance", first=date(UNTIL.year, 1, 1)),),
    )


def as_logged(number: int, done: Done) -> LogEntry:
    return LogEntry(
        id=f"{number:06}",
        kind=done.kind.value,
        start_on=done.on,
        end_on=done.on,
        minutes=done.minutes,
        title=done.title,
        category=done.category,
        topic=done.topic,
        tags=frozenset(done.tags),
        mode=done.mode.value if done.mode else None,
        format=done.format.value if done.format else None,
        size=Size(contracted=done.size),
        role="received" if done.kind is SUPERVISION else None,
    )


def as_row(person_id: UUID, entry_id: UUID, done: Done) -> dict[str, Any]:
    """Return the same for the table of entries."""
    return {
        "id": entry_id,
        "person_id": person_id,
        "kind": done.kind,
        "done_on": done.on,
        "minutes": done.minutes,
        "title": done.title,
        "reflection": "",
        "category": done.category,
        "topic": done.topic,
        "tags": list(done.tags),
        "mode": done.mode,
        "supervision_format": done.format,
        "contracted": done.size,
        "part": Part.RECEIVED if done.kind is SUPERVISION else None,
        "source": Source.TYPED,
        "logged_at": LOGGED_AT,
        "changed_at": LOGGED_AT,
    }
