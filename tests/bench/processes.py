"""What a process took from its start to its end."""

import os
import sys
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
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - began
    assert os.waitstatus_to_exitcode(status) == 0, command
    return Spent(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
