"""What can be done about how one stands: follow a body, be away, and judge everybody."""

from cpd.standings.service.absences import add_absence, restore_absence, withdraw_absence
from cpd.standings.service.answering import write_down
from cpd.standings.service.following import change, follow, resume, stop
from cpd.standings.service.judging import (
    JOB,
    Judged,
    Opens,
    current,
    judge,
    judge_everybody,
    offered,
    versions_of,
)

__all__ = [
    "JOB",
    "Judged",
    "Opens",
    "add_absence",
    "change",
    "current",
    "follow",
    "judge",
    "judge_everybody",
    "offered",
    "restore_absence",
    "resume",
    "stop",
    "versions_of",
    "withdraw_absence",
    "write_down",
]
