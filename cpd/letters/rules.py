"""What a letter is, how far it has come, and when it is tried again."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

LEASE = timedelta(minutes=2)
MOST_TRIES = 12
LONGEST_SUBJECT = 200


class Phase(StrEnum):
    """`handover` is committed just before the final dot of the SMTP conversation.

    A letter found there after its lease ran out may or may not have arrived: `unknown`.
    """

    DUE = "due"
    CLAIMED = "claimed"
    HANDOVER = "handover"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class InDoubt(StrEnum):
    """What to do with a letter that may or may not have arrived."""

    RESEND = "resend"
    ASK = "ask"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A letter as a slice writes it. The same `key` is the same letter, however often it is queued.

    A secret letter holds a link that is good for whoever has it: its words are forgotten once sent.
    """

    key: str
    person_id: UUID | None
    recipient: str
    subject: str
    text: str
    html: str
    is_secret: bool = False
    in_doubt: InDoubt = InDoubt.RESEND

    def __post_init__(self) -> None:
        for line in (self.key, self.recipient, self.subject):
            if not line or not line.isprintable():
                raise ValueError("key, recipient and subject are each one line of printable text")


def shortened(subject: str) -> str:
    """Return a subject that fits its column, cut at the end if it must be."""
    return subject if len(subject) <= LONGEST_SUBJECT else subject[: LONGEST_SUBJECT - 1] + "…"


def wait_before_try(tries: int) -> timedelta:
    """Return how long to wait after this many tries: doubling from a minute, at most six hours."""
    return min(timedelta(minutes=2 ** min(max(0, tries - 1), 10)), timedelta(hours=6))
