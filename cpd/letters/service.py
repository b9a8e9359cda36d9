"""Puts letters into the outbox, and settles those that are in doubt."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.kernel.events import Event
from cpd.letters import store
from cpd.letters.models import Letter
from cpd.letters.rules import Draft, Phase, may_send_again
from cpd.work import Work


@dataclass(frozen=True, kw_only=True)
class LetterSentAgain(Event):
    kind: ClassVar[str] = "letter.sent-again"

    letter: UUID


@dataclass(frozen=True, kw_only=True)
class LetterMarkedSent(Event):
    kind: ClassVar[str] = "letter.marked-sent"

    letter: UUID


@dataclass(frozen=True, kw_only=True)
class LetterDropped(Event):
    kind: ClassVar[str] = "letter.dropped"

    letter: UUID


def queue(work: Work, draft: Draft) -> Letter:
    """Owe this letter from the moment the transaction commits. Twice gives the first one back."""
    store.add_once(work.session, draft, work.at)
    letter = store.by_key(work.session, draft.key)
    if letter is None:
        raise LookupError(f"the outbox took {draft.key} and does not show it")
    return letter


def take_up(work: Work, draft: Draft) -> None:
    """Owe a letter anew that was dropped before it went out, in the words of today."""
    store.put_back(work.session, draft, work.at)


def drop(work: Work, keys: Collection[str]) -> frozenset[UUID]:
    """Drop those of these letters that still wait, and return which those were."""
    return store.drop(work.session, keys)


def forget_about(work: Work, keys: Collection[str]) -> None:
    """Drop those of these letters that wait, and blank all: their subject is not to be known."""
    store.drop(work.session, keys)
    store.blank(work.session, keys)


def drop_waiting(work: Work) -> int:
    """Drop every letter that still waits, as when a site is filled with what is long past."""
    return len(store.drop(work.session, None))


def send_again(work: Work, letter_id: UUID) -> None:
    """Put a refused or doubtful letter back, with all its tries before it."""
    letter = found(work, letter_id)
    if not may_send_again(letter.phase, is_forgotten=letter.is_forgotten):
        raise RuleError(
            "This letter cannot be sent again: it is on its way, or its words are gone."
        )
    fresh = {"phase": Phase.DUE, "tries": 0, "next_try_at": work.at, "owner": None}
    settle_once(work, letter, (Phase.REFUSED, Phase.UNKNOWN), fresh)
    work.announce(LetterSentAgain(letter=letter_id))


def mark_sent(work: Work, letter_id: UUID) -> None:
    """Believe that a doubtful letter arrived, because somebody asked."""
    letter = found(work, letter_id)
    settle_once(work, letter, (Phase.UNKNOWN,), {"phase": Phase.SENT, "sent_at": work.at})
    store.forget_words(work.session, letter_id)
    work.announce(LetterMarkedSent(letter=letter_id))


def give_up(work: Work, letter_id: UUID) -> None:
    """Drop a refused or doubtful letter for good."""
    letter = found(work, letter_id)
    settle_once(work, letter, (Phase.REFUSED, Phase.UNKNOWN), {"phase": Phase.DROPPED})
    store.forget_words(work.session, letter_id)
    work.announce(LetterDropped(letter=letter_id))


def found(work: Work, letter_id: UUID) -> Letter:
    letter = store.by_id(work.session, letter_id)
    if letter is None:
        raise NotFoundError("There is no such letter.")
    return letter


def settle_once(
    work: Work, letter: Letter, come_from: Collection[Phase], values: dict[str, object]
) -> None:
    usual = {"owner": None, "lease_until": None}
    if not store.move(work.session, letter.id, come_from, **(usual | values)):
        raise RuleError("This letter was settled meanwhile. Reload the page to see how it stands.")
    work.session.refresh(letter)
