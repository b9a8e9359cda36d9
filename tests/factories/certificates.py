"""Completions and certificates, from nothing or for somebody."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

from sqlalchemy import select

from cpd.attempts.models import Completion
from cpd.catalogue.models import ModuleVersion
from cpd.catalogue.rules.modules import canonical, content_hash
from cpd.certificates.models import Certificate, CertificateFile
from cpd.certificates.rules.facts import CodeFact, Facts
from cpd.certificates.rules.serials import serial_from, token_from
from cpd.kernel.periods import months_after
from cpd.people.models import Organisation
from cpd.people.rules import OrganisationKind
from tests.factories.people import a_person
from tests.rules.catalogue_builders import a_module

_number = count(1)
THEN = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 not really"


def some_facts(**given) -> Facts:
    """What a certificate says. Serial and token differ each time."""
    n = next(_number)
    usual = Facts(
        name="Ann Okafor",
        title="When a chat turns to crisis",
        minutes=75,
        outcomes=("Ask plainly.", "Bring in help openly."),
        codes=(CodeFact("Plumm Code of Ethics for Providers", "2026-11"),),
        completed_on=date(2026, 1, 5),
        issued_on=date(2026, 1, 5),
        expires_on=date(2028, 1, 5),
        issuer="Clause & Hour",
        serial=serial_from(n * 7919),
        token=token_from(n * 104_729**3),
    )
    return replace(usual, **given)


def the_site(session) -> Organisation:
    """The organisation that runs the site; made once."""
    found = session.scalar(select(Organisation).where(Organisation.key == "site"))
    if found is None:
        found = Organisation(key="site", name="Clause & Hour", kind=OrganisationKind.PROVIDER)
        session.add(found)
        session.flush()
    return found


def a_version(session, **changes) -> ModuleVersion:
    """A version of a module; its content is sound and small."""
    module = a_module(**({"id": f"module-{next(_number)}"} | changes))
    version = ModuleVersion(
        module_key=module.id,
        content_hash=content_hash(module),
        title=module.title,
        summary=module.summary,
        minutes=module.minutes,
        validity_months=module.validity_months,
        canonical=canonical(module),
        loaded_at=THEN,
    )
    session.add(version)
    session.flush()
    return version


def a_completion(session, *, person=None, version=None, **given) -> Completion:
    person = person or a_person(session)
    version = version or a_version(session)
    usual = {"cycle": 1, "completed_at": THEN}
    completion = Completion(
        person_id=person.id,
        module_version_id=version.id,
        module_key=version.module_key,
        **(usual | given),
    )
    session.add(completion)
    session.flush()
    return completion


def a_certificate(session, *, person=None, of=None, facts=None, is_issued=True, **given):
    """A certificate, issued unless said otherwise; `of` issued it, `file` is what is kept of it."""
    person = person or a_person(session)
    completion = given.pop("completion", None) or a_completion(session, person=person)
    of = of or the_site(session)
    file = given.pop("file", {"pdf": PDF})
    facts = facts or some_facts(name=person.name, issuer=of.name)
    usual = {
        "serial": facts.serial,
        "token": facts.token,
        "title": facts.title,
        "facts": facts.to_dict(),
        "template_version": "1",
        "issued_on": facts.issued_on,
        "expires_on": facts.expires_on,
        "ordered_at": THEN,
        "issued_at": THEN if is_issued else None,
        "sha256": hashlib.sha256(PDF).hexdigest() if is_issued else None,
    }
    certificate = Certificate(
        person_id=person.id,
        organisation_id=of.id,
        order_key=given.pop("order_key", f"completion:{completion.id}"),
        completion_id=completion.id,
        module_key=completion.module_key,
        **(usual | given),
    )
    session.add(certificate)
    session.flush()
    if is_issued:
        session.add(CertificateFile(certificate_id=certificate.id, **file))
        session.flush()
    return certificate


def until(day: date, **given) -> Facts:
    """What a certificate of two years says that runs out on this day."""
    return some_facts(expires_on=day, issued_on=months_after(day, -24), **given)
