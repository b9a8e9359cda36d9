"""What a process took from its start to its end."""

import os
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("cpd")
UNHEARD = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)


@dataclass(frozen=True)
class Spent:
    """Seconds of wall time and of CPU, and the most memory it held."""

    wall: float
    cpu: float
    megabytes: float


def cpd(*words: str) -> list[str]:
    return [str(PROGRAM), *words]


def python(*words: str) -> list[str]:
    return [sys.executable, *words]


def spent(command: list[str], environment: Mapping[str, str] | None = None) -> Spent:
    """Run a command; what it says is not heard."""
    began = time.perf_counter()
    everything = os.environ | dict(environment or {})
    pid = os.posix_spawn(command[0], command, everything, file_actions=[UNHEARD])
    peaks = [0.0]
    watcher = threading.Thread(target=watch, args=[pid, peaks])
    watcher.start()
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - began
    watcher.join()
    assert os.waitstatus_to_exitcode(status) == 0, command
    return Spent(wall, usage.ru_utime + usage.ru_stime, max(peaks))


def watch(pid: int, peaks: list[float]) -> None:
    """Note the most memory of a process. What `wait4` says of it counts our own before the exec."""
    status = Path(f"/proc/{pid}/status")
    while found := peak_in(status):
        peaks.append(found)
        time.sleep(0.05)


def peak_in(status: Path) -> float:
    """Return the megabytes of a process at its largest; nothing of one that has ended."""
    try:
        lines = status.read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    found = [line for line in lines if line.startswith("VmHWM")]
    return int(found[0].split()[1]) / 1024 if found else 0.0
