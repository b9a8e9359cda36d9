"""What makes certificates of orders, and what comes of each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from cpd.certificates.minting import Minted, MintError, MintOrder, Watch, mint, unwatched
from cpd.certificates.rules.life import Stage
from cpd.keys.signing import Signer, SignerAwayError

GoesOn = Callable[[], bool]
Mint = Callable[[MintOrder, Signer, Watch], Minted]


@dataclass(frozen=True)
class Failure:
    """Why there is no certificate yet, in a sentence for its holder.

    `is_waiting` says that the signer was away: nobody's fault, and soon over.
    """

    stage: Stage | None
    sentence: str
    is_waiting: bool = False


@dataclass(frozen=True)
class Outcome:
    certificate_id: UUID
    result: Minted | Failure


class Maker(Protocol):
    """Makes certificates of orders. What it had not finished when told to stop, it leaves out."""

    def made(self, orders: Iterator[MintOrder], goes_on: GoesOn) -> Iterator[Outcome]: ...


@dataclass(frozen=True)
class Bench:
    """Makes them one by one in this process: for a sample, for seeding, and for tests."""

    signer: Signer

    def made(self, orders: Iterator[MintOrder], goes_on: GoesOn) -> Iterator[Outcome]:
        while goes_on() and (order := next(orders, None)) is not None:
            yield Outcome(order.certificate_id, tried(mint, order, self.signer))


def tried(
    making: Mint, order: MintOrder, signer: Signer, watch: Watch = unwatched
) -> Minted | Failure:
    """Make one, or say why not."""
    try:
        return making(order, signer, watch)
    except MintError as error:
        return Failure(error.stage, error.sentence)
    except SignerAwayError as error:
        return Failure(Stage.SIGNING, str(error), is_waiting=True)
