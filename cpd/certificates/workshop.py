"""Worker processes in which certificates are made, so that none can hold up the site.

A child that dies, hangs or eats memory costs the certificate it had in hand one try, and no other.
"""

import logging
import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from cpd.certificates.making import Failure, GoesOn, Mint, Outcome
from cpd.certificates.minting import AGAIN, Minted, MintOrder, mint
from cpd.certificates.rules.life import Stage
from cpd.certificates.workbench import MEMORY, TOO_LARGE, work
from cpd.keys.signing import Signer

log = logging.getLogger(__name__)

LONGEST = 60.0  # seconds of wall time for one certificate
LONGEST_WHEN_STOPPING = 5.0
START_WITHIN = 120.0
POLL = 0.5
MOST_EACH = 2_000  # then a child is replaced, whatever it may have gathered
TOO_LONG = f"Making it took too long, and was stopped. {AGAIN}"
DIED = f"The program that makes certificates stopped while it made yours. {AGAIN}"


@dataclass
class Child:
    """A worker process, and what it has in hand since when."""

    process: BaseProcess
    connection: Connection
    since: float
    order: MintOrder | None = None
    stage: Stage | None = None
    is_warm: bool = False
    finished: int = 0

    @property
    def is_idle(self) -> bool:
        return self.is_warm and self.order is None

    def give(self, order: MintOrder) -> bool:
        """Hand it an order; False if it died while it had nothing to do."""
        try:
            self.connection.send(order)
        except OSError:
            return False
        self.order, self.stage, self.since = order, None, time.monotonic()
        return True

    def lasts_longer_than(self, longest: float) -> bool:
        limit = longest if self.is_warm else START_WITHIN
        return not self.is_idle and time.monotonic() - self.since > limit


@dataclass
class Workshop:
    """So many children, started when there is work, and kept warm for the next."""

    children: int
    signer_of: Callable[[], Signer]
    making: Mint = mint
    memory: int = MEMORY
    longest: float = LONGEST
    hands: list[Child] = field(default_factory=list)

    def made(self, orders: Iterator[MintOrder], goes_on: GoesOn) -> Iterator[Outcome]:
        """Keep every child busy, and yield what comes of each order as it comes."""
        shift = Shift(self, orders, goes_on)
        try:
            yield from shift.outcomes()
        finally:
            for child in [one for one in self.hands if one.order is not None]:
                self.dismiss(child)

    def hire(self) -> None:
        spawning = multiprocessing.get_context("spawn")
        ours, theirs = spawning.Pipe()
        told = (theirs, self.signer_of, self.making, self.memory)
        process = spawning.Process(target=work, args=told, daemon=True, name="cpd-issuer")
        process.start()
        theirs.close()
        self.hands.append(Child(process, ours, time.monotonic()))

    def dismiss(self, child: Child) -> None:
        """End a child, whatever it does."""
        self.hands.remove(child)
        child.process.kill()
        child.process.join()
        child.connection.close()

    def close(self) -> None:
        for child in list(self.hands):
            self.dismiss(child)


@dataclass
class Shift:
    """One run: where orders come from, and those no child has in hand yet."""

    shop: Workshop
    orders: Iterator[MintOrder]
    goes_on: GoesOn
    waiting: list[MintOrder] = field(default_factory=list)

    def outcomes(self) -> Iterator[Outcome]:
        self.feed()
        while self.waiting or any(child.order for child in self.shop.hands):
            heard = self.heard()
            self.feed()  # before anybody looks at what was finished: no child is to stand idle
            yield from heard

    def feed(self) -> None:
        """Give idle children orders, and start children for want of any."""
        if not self.goes_on():
            self.waiting.clear()
            return
        in_hand = sum(child.order is not None for child in self.shop.hands)
        while in_hand + len(self.waiting) < self.shop.children:
            order = next(self.orders, None)
            if order is None:
                break
            self.waiting.append(order)
        for child in [one for one in self.shop.hands if one.is_idle][: len(self.waiting)]:
            if child.give(self.waiting[0]):
                self.waiting.pop(0)
            else:
                self.shop.dismiss(child)
        starting = sum(not child.is_warm for child in self.shop.hands)
        for _ in range(len(self.waiting) - starting):
            self.shop.hire()

    def heard(self) -> list[Outcome]:
        """Wait a moment for any child; return what those finished or failed at who spoke."""
        ready = wait([child.connection for child in self.shop.hands], POLL)
        longest = self.shop.longest if self.goes_on() else LONGEST_WHEN_STOPPING
        outcomes = []
        for child in list(self.shop.hands):
            if child.connection in ready:
                outcomes += self.listen(child)
            elif child.lasts_longer_than(longest):
                outcomes += self.lost(child, TOO_LONG)
        return outcomes

    def listen(self, child: Child) -> list[Outcome]:
        """Take in what a child says: that it is warm, a stage, or a result; or that it died."""
        try:
            said = child.connection.recv()
        except (EOFError, OSError):
            return self.lost(child, DIED)
        if isinstance(said, Stage):
            child.stage = said
        elif child.order is None:
            child.is_warm = True
        else:
            return [self.finished(child, child.order, said)]
        return []

    def finished(self, child: Child, order: MintOrder, said: Minted | Failure) -> Outcome:
        child.order = None
        child.finished += 1
        is_spent = isinstance(said, Failure) and said.sentence == TOO_LARGE
        if is_spent:
            said = Failure(child.stage, TOO_LARGE)
        if is_spent or child.finished >= MOST_EACH:
            self.shop.dismiss(child)
        return Outcome(order.certificate_id, said)

    def lost(self, child: Child, sentence: str) -> list[Outcome]:
        """End a child that hangs or is gone. What it had in hand, or was hired for, has failed.

        When told to stop, nothing has failed: it is left for the next run.
        """
        order, stage = child.order, child.stage
        self.shop.dismiss(child)
        log.error("a child that makes certificates was lost at %s", stage or "its start")
        if not self.goes_on():
            return []
        if order is None and not child.is_warm and self.waiting:
            order = self.waiting.pop(0)
        return [Outcome(order.certificate_id, Failure(stage, sentence))] if order else []
