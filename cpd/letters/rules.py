"""What a letter is, how far it has come, and when it is tried again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from unicodedata import category
from uuid import UUID

LEASE = timedelta(minutes=2)
MOST_TRIES = 12
LONGEST_SUBJECT = 200
LONGEST_ANSWER = 500
WAIT_WHILE_CLOSED = timedelta(seconds=20)
LONGEST_WAIT = timedelta(hours=6)
CLOCK_WENT_BACK = timedelta(hours=12)
LINE_BREAKERS = {"Cc", "Cs", "Zl", "Zp"}


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


class Step(IntEnum):
    """What was last asked of the mail server, in order."""

    CONNECT = 1
    GREETING = 2
    ENCRYPTION = 3
    SIGN_IN = 4
    SENDER = 5
    RECIPIENT = 6
    DATA = 7
    CONTENT = 8
    DOT = 9


class Ending(StrEnum):
    """How one try ended.

    `closed` is the server's trouble, not the letter's; `lost` is a claim that ran out or was taken.
    """

    SENT = "sent"
    REFUSED = "refused"
    LATER = "later"
    CLOSED = "closed"
    IN_DOUBT = "in_doubt"
    LOST = "lost"


FORGETTING = frozenset({Phase.SENT, Phase.REFUSED, Phase.DROPPED})
UNSETTLED = (Phase.DUE, Phase.CLAIMED, Phase.HANDOVER)


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
            if not line or any(category(mark) in LINE_BREAKERS for mark in line):
                raise ValueError("key, recipient and subject are each one line of text")


@dataclass(frozen=True)
class Report:
    """What came of one try, with the server's answer in words."""

    ending: Ending
    step: Step
    answer: str


@dataclass(frozen=True)
class Settlement:
    """Where a letter stands after a try; `next_try_at` only if there will be another."""

    phase: Phase
    tries: int
    next_try_at: datetime | None = None


@dataclass(frozen=True)
class Tally:
    """How many letters were ever queued, and how many stand in each phase."""

    queued: int
    by_phase: Mapping[Phase, int]

    @property
    def adds_up(self) -> bool:
        """No letter is anywhere else: the promise every fault test ends with."""
        return self.queued == sum(self.by_phase.values())

    @property
    def waiting(self) -> int:
        return sum(self.by_phase[phase] for phase in UNSETTLED)


def may_send_again(phase: Phase, *, is_forgotten: bool) -> bool:
    """Say whether a person may put the letter back; one whose words are gone cannot be."""
    return phase in {Phase.REFUSED, Phase.UNKNOWN} and not is_forgotten


def shortened(subject: str, most: int = LONGEST_SUBJECT) -> str:
    """Return a line that fits its column, cut at the end if it must be."""
    return subject if len(subject) <= most else subject[: most - 1] + "…"


def wait_before_try(tries: int) -> timedelta:
    """Return how long to wait after this many tries: doubling from a minute, at most six hours."""
    return min(timedelta(minutes=2 ** min(max(0, tries - 1), 10)), LONGEST_WAIT)


def ending(step: Step, code: int | None) -> Ending:
    """Judge a try by how far it came, never by the kind of failure.

    `code` is the server's last answer; None when the line broke or stayed silent. Before the final
    dot nothing can have been delivered; after it only a plain answer says whether it was.
    """
    kind = code // 100 if code is not None else None
    if step is Step.DOT:
        after = {2: Ending.SENT, 4: Ending.LATER, 5: Ending.REFUSED}
        return Ending.IN_DOUBT if kind is None else after.get(kind, Ending.IN_DOUBT)
    if step < Step.SENDER:
        return Ending.CLOSED
    return Ending.REFUSED if kind == 5 and step > Step.SENDER else Ending.LATER


def settle(how: Ending, *, tries: int, in_doubt: InDoubt, at: datetime) -> Settlement:
    """Say where the letter goes after its try number `tries` ended so."""
    if how is Ending.SENT:
        return Settlement(Phase.SENT, tries)
    if how is Ending.CLOSED:
        return Settlement(Phase.DUE, tries - 1, at + WAIT_WHILE_CLOSED)
    if how is Ending.IN_DOUBT and (in_doubt is InDoubt.ASK or tries >= MOST_TRIES):
        return Settlement(Phase.UNKNOWN, tries)
    if how is Ending.REFUSED or tries >= MOST_TRIES:
        return Settlement(Phase.REFUSED, tries)
    return Settlement(Phase.DUE, tries, at + wait_before_try(tries))
