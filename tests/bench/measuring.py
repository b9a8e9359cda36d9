"""Interleaved runs, medians, and how a figure is printed."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Engine, event

Task = Callable[[], object]

ROUNDS = 7
SECONDS_EACH = 0.1
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@dataclass(frozen=True)
class Cost:
    """Medians over the rounds, in milliseconds for one time."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Seen:
    """What one answer took and gave: statements sent to the database, and bytes."""

    queries: int
    size: int = 0


def interleaved(
    tasks: Mapping[str, Task], *, rounds: int = ROUNDS, seconds: float = SECONDS_EACH
) -> dict[str, Cost]:
    """Do the tasks in turn, each for about `seconds`, in every round."""
    times = {name: how_often(task, seconds) for name, task in tasks.items()}
    measured: dict[str, list[Cost]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            measured[name].append(timed(task, times[name]))
    return {name: median_of(costs) for name, costs in measured.items()}


def how_often(task: Task, seconds: float) -> int:
    """Warm the task up, and say how often it can be done in that time."""
    task()
    one = timed(task, 3).wall / 1000
    return max(1, int(seconds / one))


def timed(task: Task, times: int) -> Cost:
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(times):
        task()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return Cost(cpu=1000 * cpu / times, wall=1000 * wall / times)


def median_of(costs: list[Cost]) -> Cost:
    return Cost(median(one.cpu for one in costs), median(one.wall for one in costs))


@contextmanager
def counted_queries(engine: Engine) -> Iterator[list[str]]:
    """Yield a list that grows by every statement; the bounds of transactions are not counted."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(NOT_COUNTED):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def heads(yardstick: str, columns: str = "queries       KB") -> None:
    print(f"  {'':<38} {'CPU ms':>8} {'wall ms':>8}  {yardstick:>12}  {columns}")


def line(name: str, cost: Cost, yardstick: Cost, seen: Seen | None = None) -> None:
    """Print a figure; the ratio is how often it is done while the yardstick is done once."""
    extra = f"  {seen.queries:>7}" if seen else ""
    extra += f"  {seen.size / 1024:>7.1f}" if seen and seen.size else ""
    ratio = yardstick.cpu / cost.cpu
    print(f"  {name:<38} {cost.cpu:>8.2f} {cost.wall:>8.2f}  {ratio:>12.3g}{extra}")
