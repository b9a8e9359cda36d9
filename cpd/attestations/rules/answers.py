"""What a supervisor can say about a session that they are asked to attest."""

from dataclasses import dataclass
from enum import StrEnum

from cpd.kernel.errors import RuleError
from cpd.records.rules.texts import without_steering

LONGEST_REMARK = 1000
LONGEST_TIME = 31 * 24 * 60


class Answer(StrEnum):
    AGREED = "agreed"
    DISAGREED = "disagreed"


@dataclass(frozen=True)
class Reply:
    """An answer, with the time it was instead, and a few words."""

    answer: Answer
    minutes: int | None = None
    remark: str = ""


def checked_remark(text: str) -> str:
    """Return the words on as many lines as they have, without characters that steer or hide."""
    remark = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(remark) <= 2 * LONGEST_REMARK:
        remark = without_steering(remark).strip()
    if len(remark) > LONGEST_REMARK:
        raise RuleError(
            f"A remark can have at most {LONGEST_REMARK:,} characters; this has {len(remark):,}."
        )
    return remark


def refuse_empty_disagreement(reply: Reply, minutes: int) -> None:
    """Ask what was different, of whoever says that something was."""
    if reply.answer is Answer.DISAGREED and not reply.remark and reply.minutes in {None, minutes}:
        raise RuleError("Say what was different: the time, or a few words.")
