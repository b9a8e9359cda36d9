"""Worker processes that die, hang or eat memory: one certificate loses one try, and no other."""

import os
import signal
import time
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from cpd.certificates.making import Failure
from cpd.certificates.minting import Minted, MintError, MintOrder
from cpd.certificates.rules.life import Stage
from cpd.certificates.workbench import TOO_LARGE
from cpd.certificates.workshop import DIED, LONGEST_WHEN_STOPPING, TOO_LONG, Workshop
from tests.factories.certificates import some_facts
from tests.factories.minting import canned

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MEGABYTE = 1024**2


def making(order, _signer, watch) -> Minted:
    """Do to the child what the holder's name says, at the stage where pages are drawn."""
    watch(Stage.CREDENTIAL)
    watch(Stage.RENDERING)
    match order.facts.name:
        case "Dies":
            os.kill(os.getpid(), signal.SIGKILL)
        case "Hangs":
            time.sleep(600)
        case "Works without end":
            while True:
                pass
        case "Eats memory":
            bytearray(8 * 1024 * MEGABYTE)
        case "Has no letter":
            raise MintError(Stage.RENDERING, "No such letter.")
    return canned(order)


def order_for(name) -> MintOrder:
    return MintOrder(
        certificate_id=uuid4(),
        subject_id=uuid4(),
        facts=some_facts(name=name),
        base_url="http://localhost",
        place=None,
        logo=None,
        made_at=AT,
    )


@pytest.fixture(scope="module")
def shop():
    shop = Workshop(2, a_signer_of_their_own, making, longest=1.5)
    yield shop
    shop.close()


def a_signer_of_their_own():
    """Nothing here is signed; a signer with real keys is asked for in the test over a socket."""
    return


def outcomes(shop, *names):
    """What came of an order for each name, and of those the shop was not asked again."""
    orders = [order_for(name) for name in names]
    by_id = {order.certificate_id: order.facts.name for order in orders}
    made = list(shop.made(iter(orders), lambda: True))
    assert len(made) == len(orders), "each has one outcome"
    return {by_id[one.certificate_id]: one.result for one in made}


@pytest.mark.parametrize(
    ("name", "failure"),
    [
        ("Dies", Failure(Stage.RENDERING, DIED)),
        ("Hangs", Failure(Stage.RENDERING, TOO_LONG)),
        ("Works without end", Failure(Stage.RENDERING, TOO_LONG)),
        ("Eats memory", Failure(Stage.RENDERING, TOO_LARGE)),
        ("Has no letter", Failure(Stage.RENDERING, "No such letter.")),
    ],
)
def test_one_that_goes_wrong_costs_the_others_nothing(shop, name, failure):
    found = outcomes(shop, "Ann", "Bo", name, "Cid", "Dee", "Eve")
    assert found.pop(name) == failure
    assert {type(result) for result in found.values()} == {Minted}
    assert len(shop.hands) <= 2


def test_the_children_stay_for_the_next_run(shop):
    outcomes(shop, "Ann", "Bo")
    before = {child.process.pid for child in shop.hands}
    outcomes(shop, "Cid", "Dee")
    assert before & {child.process.pid for child in shop.hands}


def test_a_child_that_was_killed_while_idle_is_replaced(shop):
    outcomes(shop, "Ann", "Bo")
    idle = [child for child in shop.hands if child.is_idle]
    for child in idle:
        child.process.kill()
        child.process.join()
    assert idle
    assert {type(one) for one in outcomes(shop, "Cid", "Dee").values()} == {Minted}


def test_told_to_stop_it_leaves_what_hangs(shop):
    shop.longest, longest = 600, shop.longest
    began, orders = time.monotonic(), iter([order_for("Hangs"), order_for("Hangs")])
    assert list(shop.made(orders, lambda: time.monotonic() - began < 4)) == []
    assert time.monotonic() - began < 4 + LONGEST_WHEN_STOPPING + 60
    shop.longest = longest
    assert {type(one) for one in outcomes(shop, "Ann", "Bo").values()} == {Minted}


def test_children_that_cannot_even_start_cost_a_try_and_not_the_machine():
    """With so little memory no interpreter gets as far as its first page."""
    shop = Workshop(1, a_signer_of_their_own, making, memory=MEGABYTE)
    try:
        assert outcomes(shop, "Ann", "Bo") == {
            "Ann": Failure(None, DIED),
            "Bo": Failure(None, DIED),
        }
        assert shop.hands == []
    finally:
        shop.close()
