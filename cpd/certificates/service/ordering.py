"""Writes down what a certificate will say, in the transaction that earned it."""

import secrets
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from cpd.attempts.service import ModulePassed
from cpd.attempts.store import completion as completion_by_id
from cpd.certificates import store
from cpd.certificates.documents import TEMPLATE_VERSION
from cpd.certificates.freezing import (
    Frozen,
    completed,
    facts_of,
    issuing_organisation,
    with_approvals,
)
from cpd.certificates.models import Certificate
from cpd.certificates.rules.facts import Facts
from cpd.certificates.rules.life import Stage
from cpd.certificates.rules.serials import SERIAL_BITS, TOKEN_BITS, serial_from, token_from
from cpd.certificates.service.events import CertificateOrdered
from cpd.certificates.service.marking import SALT_BYTES
from cpd.credentials.service import draw_place
from cpd.people.store import by_id as person_by_id
from cpd.work import Work

NUMBER_TRIES = 5


@dataclass(frozen=True, kw_only=True)
class NewOrder:
    """A certificate somebody has earned: whose it is, what earned it, and what it will say.

    The facts have no serial and no token yet. `trouble` is what stands in the way of printing
    them; what is ordered in bulk waits for what is not.
    """

    order_key: str
    person_id: UUID
    organisation_id: UUID
    facts: Facts
    completion_id: UUID | None = None
    module_key: str | None = None
    trouble: str | None = None
    bulk: bool = False


@dataclass(frozen=True)
class Ordered:
    """The certificate of an order, and whether it was ordered just now."""

    certificate_id: UUID
    serial: str
    is_new: bool


def order_if_earned(work: Work, event: ModulePassed) -> None:
    """Freeze what the certificate will say, in the transaction that passed the module.

    One completion orders one certificate, however often it is told. It is made afterwards.
    """
    order_key = f"completion:{event.completion}"
    if store.by_order(work.session, order_key) is not None:
        return
    completion = completion_by_id(work.session, event.completion)
    person = person_by_id(work.session, event.person)
    if completion is None or person is None:
        raise LookupError(
            f"module.passed told of completion {event.completion}, which is not there"
        )
    issuer = issuing_organisation(work)
    frozen = facts_of(work, completion, person, issuer)
    order(
        work,
        NewOrder(
            order_key=order_key,
            person_id=person.id,
            organisation_id=issuer.id,
            completion_id=completion.id,
            module_key=completion.module_key,
            facts=frozen.facts,
            trouble=frozen.trouble,
        ),
    )


def order(work: Work, new: NewOrder) -> Ordered:
    """Order a certificate, once for each `order_key`: told twice, the first one is returned.

    Its number and its place in the status lists are given here, and never given again.
    """
    values = {
        "order_key": new.order_key,
        "person_id": new.person_id,
        "organisation_id": new.organisation_id,
        "completion_id": new.completion_id,
        "module_key": new.module_key,
        "in_bulk": new.bulk,
        "trouble": new.trouble,
        "stage": Stage.FREEZING if new.trouble else None,
    }
    known = store.by_order(work.session, new.order_key)
    if known is None:
        written = write(work, values, new.facts)
        known = store.by_order(work.session, new.order_key)
        if known is None:
            raise LookupError(f"the order {new.order_key} was written and does not show")
        return Ordered(known.id, known.serial, is_new=written is not None)
    return Ordered(known.id, known.serial, is_new=False)


def write(work: Work, values: dict[str, Any], facts: Facts) -> Facts | None:
    """Give the facts a serial and a token, and keep them. None if the order had its own.

    A number that is taken is drawn again. What replaces another belongs to the same order.
    """
    for _ in range(NUMBER_TRIES):
        facts = replace(
            facts,
            serial=serial_from(secrets.randbits(SERIAL_BITS)),
            token=token_from(secrets.randbits(TOKEN_BITS)),
        )
        certificate_id = store.add_once(work.session, values | columns(facts, work))
        if certificate_id is not None:
            place(work, certificate_id)
            work.announce(
                CertificateOrdered(
                    certificate=certificate_id, serial=facts.serial, person=values["person_id"]
                )
            )
            return facts
        if "replaces_id" not in values and store.by_order(work.session, values["order_key"]):
            return None
    raise LookupError("no free serial was found")


def place(work: Work, certificate_id: UUID) -> None:
    """Give it its place in the status lists, after the row: who comes second takes no place."""
    drawn = draw_place(work)
    store.set_place(work.session, certificate_id, drawn.list_number, drawn.position)


def columns(facts: Facts, work: Work) -> dict[str, Any]:
    return {
        "serial": facts.serial,
        "token": facts.token,
        "title": facts.title,
        "facts": facts.to_dict(),
        "template_version": TEMPLATE_VERSION,
        "issued_on": facts.issued_on,
        "expires_on": facts.expires_on,
        "ordered_at": work.at,
        "salt": secrets.token_bytes(SALT_BYTES),
    }


def ready(work: Work, certificate: Certificate) -> str | None:
    """Settle what was open when it was ordered; return what still is, in a sentence.

    Orders of releases before 0.3, and what replaces certificates of theirs, are filled up here.
    """
    if certificate.salt is None:
        certificate.salt = secrets.token_bytes(SALT_BYTES)
        place(work, certificate.id)
        work.session.refresh(certificate)
    frozen = Frozen(certificate.printed, certificate.trouble)
    completion = certificate.completion_id and completion_by_id(
        work.session, certificate.completion_id
    )
    if not completion:
        return frozen.trouble if certificate.stage is Stage.FREEZING else None
    issuer, version = certificate.organisation_id, completion.module_version
    if not frozen.facts.achievement:
        frozen = Frozen(completed(work, frozen.facts, version, issuer))
    elif certificate.stage is Stage.FREEZING:
        frozen = with_approvals(work, frozen.facts, version, issuer)
    else:
        return None
    certificate.facts, certificate.title = frozen.facts.to_dict(), frozen.facts.title
    return frozen.trouble
