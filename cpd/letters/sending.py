"""Takes letters out of the outbox and hands them in, so that none is lost unseen."""

import logging
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from cpd.kernel.errors import RuleError
from cpd.letters import store
from cpd.letters.mail import Office, Words, hand_in, written
from cpd.letters.rules import Ending, InDoubt, Report, Step, settle
from cpd.work import Work

NOT_A_LETTER = "No letter can be made of this. Is the address right?"
LEFT_AT_THE_DOT = "The sender stopped while the server was taking the letter in."
log = logging.getLogger(__name__)

Begin = Callable[[], AbstractContextManager[Work]]


@dataclass(frozen=True)
class Claim:
    """A letter in our hands, apart from any transaction."""

    words: Words
    owner: str
    tries: int
    in_doubt: InDoubt
    at: datetime


@dataclass(frozen=True)
class Batch:
    """How far one run may go: `goes_on` is asked before each letter, so that a stop is heard."""

    most: int = 200
    longest: timedelta = timedelta(seconds=60)
    goes_on: Callable[[], bool] = lambda: True


def drain(begin: Begin, office: Office, batch: Batch) -> int:
    """Send what is due, oldest first, and return how many were tried.

    A server in trouble ends the run after one try: the rest would only wait for it too.
    """
    tried, began_at = 0, None
    while tried < batch.most and batch.goes_on():
        claim = take(begin)
        if claim is None:
            break
        tried += 1
        began_at = began_at or claim.at
        if send(begin, office, claim) is Ending.CLOSED or claim.at - began_at > batch.longest:
            break
    return tried


def take(begin: Begin) -> Claim | None:
    """Claim the oldest letter that is due, under a name nobody else has."""
    owner = secrets.token_hex(16)
    with begin() as work:
        letter = store.claim_next(work.session, owner, work.at)
        if letter is None:
            return None
        words = Words(
            letter_id=letter.id,
            recipient=letter.recipient,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
        )
        return Claim(words, owner, letter.tries, letter.in_doubt, work.at)


def send(begin: Begin, office: Office, claim: Claim) -> Ending:
    """Hand one letter in and write down what became of it.

    What a server says of a recipient stands in the outbox, and not in the log.
    """

    def hand_over() -> bool:
        with begin() as work:
            return store.hand_over(work.session, claim.words.letter_id, claim.owner, work.at)

    try:
        envelope = written(claim.words, office.sender, claim.at)
    except RuleError as error:
        report = Report(Ending.REFUSED, Step.CONNECT, str(error))
    except Exception:  # whatever it stumbles over, it would again, and hold up the run each time
        log.exception("letter %s cannot be written out", claim.words.letter_id)
        report = Report(Ending.REFUSED, Step.CONNECT, NOT_A_LETTER)
    else:
        report = hand_in(office, envelope, hand_over)
    if report.ending is not Ending.SENT:
        said = report.answer if report.ending is Ending.CLOSED else f"at {report.step.name.lower()}"
        log.warning("letter %s: %s, %s", claim.words.letter_id, report.ending, said)
    if report.ending is not Ending.LOST:
        close(begin, claim, report)
    return report.ending


def close(begin: Begin, claim: Claim, report: Report) -> None:
    with begin() as work:
        end = settle(report.ending, tries=claim.tries, in_doubt=claim.in_doubt, at=work.at)
        letter = claim.words.letter_id
        if not store.close_try(work.session, letter, claim.owner, end, report.answer, work.at):
            log.warning("letter %s was taken over before its try ended", letter)


def recover(work: Work) -> int:
    """Give back what dead workers left, and return how many letters moved."""
    return store.recover(work.session, work.at, LEFT_AT_THE_DOT)
