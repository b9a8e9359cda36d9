"""Making what was ordered: for real, or with an outcome that a test decides."""

import hashlib
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field

from cpd.certificates import service
from cpd.certificates.making import Bench, Failure, Outcome
from cpd.certificates.minting import Minted, MintOrder
from cpd.certificates.rules.life import Stage
from cpd.jobs import once
from cpd.work import Work, transaction
from tests.signers import a_signer

SITE = "http://localhost"
BROKEN = Failure(Stage.RENDERING, "The name has a letter that cannot be printed.")
AWAY = Failure(Stage.SIGNING, "The signer is away.", is_waiting=True)


def issue_waiting(app) -> str:
    """Issue what waits in an app, as its scheduler would; the app has a maker from its fixture."""
    return once(app, service.JOB)


def transactions(session, clock, followers=None):
    """Transactions as a job has them, on a test's own session."""

    @contextmanager
    def begin():
        with transaction(Work(session, "job:test", clock.now(), followers or {})) as work:
            yield work

    return begin


def the_bench() -> Bench:
    return Bench(a_signer())


def canned(order: MintOrder) -> Minted:
    """Files that are none, different for each certificate: for what is not about their making."""
    pdf = b"%PDF-1.7 " + order.facts.serial.encode()
    credential = f'{{"serial": "{order.facts.serial}"}}\n'
    return Minted(pdf, credential, "e30.e30.AA", sha256(pdf), sha256(credential.encode()), {})


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class Canned:
    """A maker whose outcomes a test decides; it remembers what it was given."""

    result: Callable[[MintOrder], Minted | Failure] = canned
    given: list[MintOrder] = field(default_factory=list)

    def made(self, orders, goes_on):
        while goes_on() and (order := next(orders, None)) is not None:
            self.given.append(order)
            yield Outcome(order.certificate_id, self.result(order))

    @property
    def serials(self) -> list[str]:
        return [order.facts.serial for order in self.given]
