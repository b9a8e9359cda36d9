"""Tells the world of a change, in its transaction: the status list, then the log."""

import secrets
from collections.abc import Callable, Mapping

from cpd.certificates.models import Certificate
from cpd.certificates.service.telling import publish_replaced_soon
from cpd.credentials.publishing import publish_soon
from cpd.credentials.rules.awards import StatusPlace
from cpd.credentials.service import reinstate, revoke, suspend
from cpd.transparency.rules.leaves import Leaf, Operation, commitment
from cpd.transparency.service import append
from cpd.work import Work

SALT_BYTES = 32
BITS: Mapping[Operation, Callable[[Work, StatusPlace], None]] = {
    Operation.WITHDRAW: revoke,
    Operation.REPLACE: revoke,
    Operation.ERASE: revoke,
    Operation.SUSPEND: suspend,
    Operation.REINSTATE: reinstate,
}


def mark(work: Work, certificate: Certificate, operation: Operation) -> None:
    """Set the bit that stands for this, and append the leaf last: others wait for the log.

    Of what was never issued nothing is known outside. Certificates of older releases have no
    place in a list, and come into the log with what happens to them now.
    """
    if certificate.issued_at is None:
        return
    if certificate.salt is None:
        certificate.salt = secrets.token_bytes(SALT_BYTES)
    work.session.flush()
    if certificate.status_list is not None and certificate.status_position is not None:
        BITS[operation](work, StatusPlace(certificate.status_list, certificate.status_position))
        publish_soon(work)
        publish_replaced_soon(work)
    append(
        work,
        Leaf(
            op=operation,
            at=work.at,
            certificate=commitment(certificate.salt, certificate.serial),
            list=certificate.status_list,
        ),
    )
