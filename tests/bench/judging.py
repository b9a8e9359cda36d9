"""One log judged by one pack: in the process, and as `cpd rules check` from start to end."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

from cpd.requirements import files
from cpd.requirements.rules.evaluate import evaluate
from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.logs import LogEntry
from cpd.standings.rules.strips import first_shown
from tests.bench.lives import UNTIL, a_log
from tests.bench.measuring import Task, interleaved
from tests.bench.processes import cpd, python, spent

PACKS = (
    "bacp.accredited",
    "icf.pcc",
    "emcc.practitioner",
    "napcp.accredited",
    "pacfa.member",
)
YEAR, TEN_YEARS = 150, 1000
ROUNDS = 9
CHECKED = PACKS[0]


def judging_figures(folder: Path) -> None:
    logs = f"{YEAR} entries of a year; {TEN_YEARS:,} of ten years, every period of them judged"
    print(f"\nOne log judged by one pack, CPU ms: {logs}.")
    print("The page of all bodies, and the job, leave out what ended more than a year ago.")
    versions = {id_: files.pack(id_) for id_ in PACKS}
    entries = a_log(versions[CHECKED][-1], TEN_YEARS, 10).entries
    tasks: dict[str, Task] = {"sums": partial(plain_sums, entries)}
    for id_, pack in versions.items():
        tasks |= ways(id_, pack)
    costs = interleaved(tasks, seconds=0.05)
    print(f"  {'':<22} {'a year':>8} {'ten years':>10} {'the last of ten':>16} {'entries/s':>10}")
    for id_ in PACKS:
        year, ten, last = (costs[f"{id_} {way}"].cpu for way in ("year", "ten", "last"))
        print(
            f"  {id_:<22} {year:>8.2f} {ten:>10.2f} {last:>16.2f} {1000 * TEN_YEARS / ten:>10,.0f}"
        )
    print(f"  {'plain sums, ten years':<22} {'':>8} {costs['sums'].cpu:>10.2f}")
    process_figures(folder)


def ways(id_: str, pack: tuple[Pack, ...]) -> dict[str, Task]:
    year, ten = a_log(pack[-1], YEAR, 1), a_log(pack[-1], TEN_YEARS, 10)
    return {
        f"{id_} year": partial(evaluate, pack, year, UNTIL),
        f"{id_} ten": partial(evaluate, pack, ten, UNTIL),
        f"{id_} last": partial(evaluate, pack, ten, UNTIL, since=first_shown(UNTIL)),
    }


def plain_sums(entries: Sequence[LogEntry]) -> dict[tuple[str, int, int], int]:
    """Add up minutes by kind and month, and nothing more."""
    found: dict[tuple[str, int, int], int] = {}
    for one in entries:
        key = one.kind, one.start_on.year, one.start_on.month
        found[key] = found.get(key, 0) + one.minutes
    return found


def process_figures(folder: Path) -> None:
    """Start the command as an evaluator would, in turn with a bare Python."""
    log = folder / "log.json"
    pack = files.pack(CHECKED)[-1]
    log.write_text(json.dumps(as_file(pack, YEAR)), encoding="utf-8")
    day = UNTIL.isoformat()
    check = cpd("rules", "check", "--pack", CHECKED, "--log", str(log), "--as-of", day)
    bare: list[float] = []
    checks: list[float] = []
    for _ in range(ROUNDS):
        bare.append(1000 * spent(python("-c", "pass")).wall)
        checks.append(1000 * spent(check).wall)
    one, other = median(bare), median(checks)
    print(f"  `cpd rules check` of {YEAR} entries, start to end: {other:.0f} ms wall;", end=" ")
    print(f"`python -c pass`: {one:.0f} ms ({other / one:.1f} times as long)")


def as_file(pack: Pack, entries: int) -> dict[str, object]:
    return {
        "member": {"time_zone": "Europe/London"},
        "entries": [
            {
                "id": one.id,
                "kind": one.kind,
                "start": one.start_on.isoformat(),
                "minutes": one.minutes,
                "title": one.title,
            }
            | ({"format": one.format} if one.format else {})
            | ({"size": {"contracted": one.size.contracted}} if one.size.contracted else {})
            for one in a_log(pack, entries, 1).entries
        ],
    }
