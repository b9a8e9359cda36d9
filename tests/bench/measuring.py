"""Interleaved runs, medians, and how a figure is printed."""

import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Engine, event

Task = Callable[[], object]


@dataclass(frozen=True)
class Cost:
    """Medians over the runs, in milliseconds for one time."""

    cpu: float
    wall: float


def interleaved(tasks: Mapping[str, Task], *, runs: int, times: int) -> dict[str, Cost]:
    """Do each task `times` times in turn, `runs` rounds after one to warm up."""
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in tasks}
    for number in range(runs + 1):
        for name, task in tasks.items():
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in range(times):
                task()
            cost = (time.process_time() - cpu, time.perf_counter() - wall)
            if number:
                measured[name].append(cost)
    return {
        name: Cost(
            cpu=1000 * median(cpu for cpu, _ in costs) / times,
            wall=1000 * median(wall for _, wall in costs) / times,
        )
        for name, costs in measured.items()
    }


@contextmanager
def counted_queries(engine: Engine):
    """Yield a list that grows by every statement sent to the database, BEGIN and the like apart."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def line(name: str, cost: Cost, yardstick: Cost, *, queries: int | None = None, size: int = 0):
    extra = "" if queries is None else f"  {queries:>3} queries"
    extra += f"  {size / 1024:>6.1f} KB" if size else ""
    print(
        f"  {name:<34}{cost.cpu:>9.2f} ms CPU {cost.wall:>9.2f} ms wall"
        f"  {yardstick.cpu / cost.cpu:>6.3f} of the yardstick's rate{extra}"
    )
