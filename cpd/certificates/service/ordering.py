"""Writes down what a certificate will say, in the transaction that earned it."""

import secrets
from dataclasses import replace
from functools import partial
from typing import Any

from cpd.attempts.service import ModulePassed
from cpd.attempts.store import completion as completion_by_id
from cpd.certificates import store
from cpd.certificates.documents import TEMPLATE_VERSION
from cpd.certificates.freezing import facts_of, issuing_organisation
from cpd.certificates.rules.facts import Facts
from cpd.certificates.rules.serials import SERIAL_BITS, TOKEN_BITS, serial_from, token_from
from cpd.certificates.service.events import CertificateOrdered
from cpd.certificates.service.issuing import issue_here
from cpd.people.store import by_id as person_by_id
from cpd.work import Work

NUMBER_TRIES = 5


def order_if_earned(work: Work, event: ModulePassed) -> None:
    """Freeze what the certificate will say, in the transaction that passed the module.

    One completion orders one certificate, however often it is told. Its file is made afterwards.
    """
    if store.of_completion(work.session, event.completion) is not None:
        return
    completion = completion_by_id(work.session, event.completion)
    person = person_by_id(work.session, event.person)
    if completion is None or person is None:
        raise LookupError(
            f"module.passed told of completion {event.completion}, which is not there"
        )
    issuer = issuing_organisation(work)
    values = {
        "person_id": person.id,
        "organisation_id": issuer.id,
        "order_key": f"completion:{completion.id}",
        "completion_id": completion.id,
        "module_key": completion.module_key,
        "template_version": TEMPLATE_VERSION,
    }
    write(work, values, facts_of(work, completion, person, issuer))


def write(work: Work, values: dict[str, Any], facts: Facts) -> Facts | None:
    """Give the facts a serial and a token, and keep them. None if the completion had its own.

    A number that is taken is drawn again.
    """
    for _ in range(NUMBER_TRIES):
        facts = replace(
            facts,
            serial=serial_from(secrets.randbits(SERIAL_BITS)),
            token=token_from(secrets.randbits(TOKEN_BITS)),
        )
        certificate_id = store.add_once(work.session, values | columns(facts, work))
        if certificate_id is not None:
            work.announce(
                CertificateOrdered(
                    certificate=certificate_id, serial=facts.serial, person=values["person_id"]
                )
            )
            work.afterwards.append(partial(issue_here, certificate_id))
            return facts
        if "replaces_id" not in values and store.of_completion(
            work.session, values["completion_id"]
        ):
            return None
    raise LookupError("no free serial was found")


def columns(facts: Facts, work: Work) -> dict[str, Any]:
    return {
        "serial": facts.serial,
        "token": facts.token,
        "title": facts.title,
        "facts": facts.to_dict(),
        "issued_on": facts.issued_on,
        "expires_on": facts.expires_on,
        "ordered_at": work.at,
    }
