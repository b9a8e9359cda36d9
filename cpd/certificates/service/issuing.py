"""Makes what was ordered: each certificate once, however many schedulers look for work."""

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.exc import OperationalError, SQLAlchemyError

from cpd.certificates.documents import TEMPLATE_VERSION
from cpd.certificates.making import Failure, GoesOn, Maker, Outcome
from cpd.certificates.minting import AGAIN, UNFORESEEN, Minted, MintOrder
from cpd.certificates.models import Certificate, CertificateFile
from cpd.certificates.rules.life import Stage
from cpd.certificates.rules.trying import SIGNER_WAIT, try_after
from cpd.certificates.service.events import CertificateIssued
from cpd.certificates.service.ordering import ready
from cpd.certificates.store import issuers, waiting
from cpd.credentials.rules.awards import StatusPlace
from cpd.transparency.rules.leaves import Leaf, Operation, commitment
from cpd.transparency.service import append
from cpd.work import Work

log = logging.getLogger(__name__)

JOB = "issue-certificates"
CLAIMED_AT_ONCE = 4
LONGEST_RUN = 20.0  # seconds; other jobs wait meanwhile, and the next run is soon
NOT_KEPT = f"{UNFORESEEN[Stage.KEEPING]} {AGAIN}"

Begin = Callable[[], AbstractContextManager[Work]]


def always() -> bool:
    return True


def issue_waiting(
    begin: Begin,
    maker: Maker,
    base_url: str,
    goes_on: GoesOn = always,
    longest: float = LONGEST_RUN,
) -> int:
    """Issue what is due until nothing is, or the run has lasted long enough; return how many.

    Nothing is locked while a certificate is made. What another process made meanwhile stays.
    """
    run = Run(begin, base_url, time.monotonic() + longest)
    try:
        return sum(run.settle(outcome) for outcome in maker.made(run.orders(), goes_on))
    finally:
        with suppress(SQLAlchemyError):  # a claim that cannot be given back runs out by itself
            run.give_back()


@dataclass
class Run:
    """One run of one process: claims what is due under a name of its own, a few at a time."""

    begin: Begin
    base_url: str
    ends: float
    owner: str = field(default_factory=lambda: secrets.token_hex(16))
    is_signer_away: bool = False

    def orders(self) -> Iterator[MintOrder]:
        while not self.is_signer_away and time.monotonic() < self.ends:
            with self.begin() as work:
                claimed = waiting.claim(work.session, self.owner, work.at, CLAIMED_AT_ONCE)
                found = [order_of(work, one, self.base_url) for one in claimed]
            if not found:
                return
            yield from (order for order in found if order is not None)

    def settle(self, outcome: Outcome) -> bool:
        """Write down what came of an order; say whether it is issued now."""
        certificate_id, result = outcome.certificate_id, outcome.result
        if isinstance(result, Minted):
            try:
                with self.begin() as work:
                    return keep(work, self.owner, certificate_id, result)
            except OperationalError:  # the database's own trouble is everybody's
                raise
            except Exception:  # whatever broke, nothing of it is there, and it is tried again
                log.exception("certificate %s could not be kept", certificate_id)
                result = Failure(Stage.KEEPING, NOT_KEPT)
        self.is_signer_away = self.is_signer_away or result.is_waiting
        with self.begin() as work:
            certificate = waiting.held(work.session, certificate_id, self.owner)
            if certificate is not None:
                fail(work, certificate, result)
        return False

    def give_back(self) -> None:
        with self.begin() as work:
            waiting.give_back(work.session, self.owner)


def order_of(work: Work, certificate: Certificate, base_url: str) -> MintOrder | None:
    """Return what to make; nothing, and a note of why, where something still stands in the way."""
    trouble = ready(work, certificate)
    if trouble is not None:
        fail(work, certificate, Failure(Stage.FREEZING, trouble))
        return None
    facts = certificate.printed
    return MintOrder(
        certificate_id=certificate.id,
        subject_id=certificate.subject_id,
        facts=facts,
        base_url=base_url,
        place=place_of(certificate),
        logo=issuers.logo(work.session, facts.logo),
        made_at=work.at,
    )


def place_of(certificate: Certificate) -> StatusPlace | None:
    if certificate.status_list is None or certificate.status_position is None:
        return None
    return StatusPlace(certificate.status_list, certificate.status_position)


def keep(work: Work, owner: str, certificate_id: UUID, minted: Minted) -> bool:
    """Keep the bytes for good, tell, and write it into the log: from now on it is public.

    False if it was taken over, replaced or erased while it was made: then nothing is kept.
    """
    certificate = waiting.held(work.session, certificate_id, owner)
    if certificate is None or certificate.salt is None:
        return False
    certificate.issued_at, certificate.sha256 = work.at, minted.sha256
    certificate.template_version = TEMPLATE_VERSION
    certificate.stage = certificate.trouble = certificate.try_after = None
    certificate.claimed_by = certificate.claimed_until = None
    work.session.add(
        CertificateFile(
            certificate_id=certificate.id,
            pdf=minted.pdf,
            credential=minted.credential,
            credential_sha256=minted.credential_sha256,
            token=minted.token,
        )
    )
    work.session.flush()
    work.announce(
        CertificateIssued(
            certificate=certificate.id,
            serial=certificate.serial,
            person=certificate.person_id,
        )
    )
    leaf = leaf_of(work, certificate, minted, certificate.salt)
    certificate.leaf = append(work, leaf)  # last, as everybody waits for the log
    return True


def leaf_of(work: Work, certificate: Certificate, minted: Minted, salt: bytes) -> Leaf:
    return Leaf(
        op=Operation.ISSUE,
        at=work.at,
        certificate=commitment(salt, certificate.serial),
        credential=minted.credential_sha256,
        pdf=minted.sha256,
        token=minted.token_sha256,
        list=certificate.status_list,
    )


def fail(work: Work, certificate: Certificate, failure: Failure) -> None:
    """Note where it stopped and why, and when it is tried again."""
    certificate.stage, certificate.trouble = failure.stage, failure.sentence[:500]
    certificate.claimed_by = certificate.claimed_until = None
    if failure.is_waiting:
        certificate.try_after = work.at + SIGNER_WAIT
        return
    certificate.tries += 1
    certificate.try_after = try_after(certificate.tries, work.at)
