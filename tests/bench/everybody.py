"""Everybody judged by the job of `cpd standings`: `make bench-everybody` prints it at full size."""

import os
import platform
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, func, select

from cpd.app import create_app
from cpd.db import db
from cpd.settings import Settings
from cpd.standings.models import Following, Standing
from cpd.upgrading import upgrade_now
from tests.bench.following import ENTRIES, add_followers, follow_too
from tests.bench.lives import UNTIL
from tests.bench.processes import Spent, cpd, spent
from tests.bench.site import SECRET, environment
from tests.bench.sums import seconds_in_python, seconds_in_sql
from tests.postgres import throw_away

MEMBERS = 20_000
ONE, TWO = "bacp.accredited", "icf.pcc"


@dataclass(frozen=True)
class Database:
    """Where members follow bodies, and how a process of ours finds it."""

    engine: Engine
    environment: dict[str, str]


def main() -> None:
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, ", end="")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    everybody_figures(MEMBERS, rounds=1)


def everybody_figures(members: int, *, rounds: int) -> None:
    """Judge everybody by one pack, then by two, in turn on each database."""
    print(f"\nEverybody judged: {members:,} members of {ENTRIES} entries in the last year, by")
    print("`cpd standings judge` from start to end, in one process; rows are those of the log.")
    print("The yardsticks add up hours by member, category and month, and find the largest gap")
    print("between sessions: in one SQL query with window functions, and in plain Python.")
    with crowds(members) as databases:
        for name, database in databases.items():
            yardsticks(name, database.engine, rounds)
        judge_in_turn(databases, ONE, members, rounds)
        for database in databases.values():
            follow_too(database.engine, TWO)
        judge_in_turn(databases, f"{ONE} and {TWO}", members, rounds)


@contextmanager
def crowds(members: int) -> Iterator[dict[str, Database]]:
    with (
        tempfile.TemporaryDirectory(prefix="cpd-bench-", ignore_cleanup_errors=True) as kept,
        throw_away(is_durable=True) as url,
    ):
        folder = Path(kept)
        databases = {
            "SQLite": a_database(folder / "sqlite", f"sqlite:///{folder / 'bench.sqlite'}"),
            "PostgreSQL": a_database(folder / "postgresql", url),
        }
        began = time.perf_counter()
        for database in databases.values():
            add_followers(database.engine, ONE, members)
        print(f"  (putting them in took {time.perf_counter() - began:.0f} seconds, not counted)")
        yield databases
        for database in databases.values():
            database.engine.dispose()


def a_database(folder: Path, url: str) -> Database:
    """Make the tables, and nobody in them."""
    folder.mkdir(parents=True)
    app = create_app(
        Settings(data_dir=folder, database_url=url, secret_key=SECRET, base_url="http://localhost")
    )
    with app.app_context():
        upgrade_now()
        return Database(db.engine, environment(folder, url))


def yardsticks(name: str, engine: Engine, rounds: int) -> None:
    ways = {"one SQL query": seconds_in_sql, "plain Python": seconds_in_python}
    for what, way in ways.items():
        timed = [way(engine) for _ in range(rounds)]
        whole, alone = (median(one) for one in zip(*timed, strict=True))
        beside = f", of it adding up {alone:.2f} s" if alone < whole else ""
        print(f"  {f'{name}, {what}':<44} {whole:>7.2f} s{beside}")


def judge_in_turn(databases: dict[str, Database], packs: str, members: int, rounds: int) -> None:
    judged: dict[str, list[Spent]] = {name: [] for name in databases}
    for _ in range(rounds):
        for name, database in databases.items():
            judged[name].append(judge(database))
    for name, each in judged.items():
        tell(f"{name}, {packs}", each, members)


def judge(database: Database) -> Spent:
    """Run the job afresh, and see that it reached everybody."""
    command = cpd("standings", "judge", "--as-of", UNTIL.isoformat())
    done = spent(command, database.environment)
    with database.engine.connect() as connection:
        followed = connection.scalar(select(func.count()).select_from(Following))
        written = connection.scalar(select(func.count()).where(Standing.as_of == UNTIL))
    assert written == followed, (written, followed)
    return done


def tell(name: str, each: list[Spent], members: int) -> None:
    wall, cpu = median(one.wall for one in each), median(one.cpu for one in each)
    rows, peak = members * ENTRIES, max(one.megabytes for one in each)
    print(
        f"  {name:<44} {wall:>7.2f} s, CPU {cpu:.2f} s, {members / wall:,.0f} members/s, "
        f"{rows / wall:,.0f} rows/s, peak {peak:.0f} MB"
    )


if __name__ == "__main__":
    main()
