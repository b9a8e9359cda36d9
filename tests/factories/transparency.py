"""Leaves, and a log of some length."""

from hashlib import sha256

from cpd.transparency import service
from cpd.transparency.rules.leaves import Leaf, Operation
from tests.conftest import TODAY


def a_leaf(number=0, op=Operation.ISSUE, at=TODAY):
    def digest(what):
        return sha256(f"{what} {number}".encode()).hexdigest()

    return Leaf(
        op=op,
        at=at,
        certificate=digest("serial"),
        credential=digest("vc"),
        pdf=digest("pdf"),
        list=1,
    )


def a_log(work, many):
    """Append so many leaves at once."""
    return service.append_all(work, [a_leaf(number) for number in range(many)])
