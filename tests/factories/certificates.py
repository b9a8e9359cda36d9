from datetime import UTC, date, datetime, time
from itertools import count

from sqlalchemy import select

from cpd.attempts.models import Completion
from cpd.catalogue.models import ModuleVersion
from cpd.certificates.models import Certificate
from cpd.certificates.rules.facts import CodeFact, Facts
from cpd.certificates.rules.serials import serial_from, token_from
from tests.factories.people import a_person, an_organisation

_number = count(1)


def a_module_version(session, module_key) -> ModuleVersion:
    """The module as a row only; for a module that can be taken use `a_loaded_module`."""
    found = session.scalar(select(ModuleVersion).where(ModuleVersion.module_key == module_key))
    if found is not None:
        return found
    version = ModuleVersion(
        module_key=module_key,
        content_hash=f"hash-{next(_number)}",
        title="Holding a boundary",
        summary="What it is.",
        minutes=75,
        validity_months=24,
        canonical="{}",
        loaded_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    session.add(version)
    session.flush()
    return version


def a_completion(session, person, module_key, **given) -> Completion:
    usual = {
        "module_version_id": a_module_version(session, module_key).id,
        "cycle": next(_number),
        "completed_at": datetime(2026, 1, 5, 12, 0, tzinfo=UTC),
    }
    completion = Completion(person_id=person.id, module_key=module_key, **(usual | given))
    session.add(completion)
    session.flush()
    return completion


def a_certificate(
    session,
    *,
    person=None,
    module_key="boundaries",
    issued_on=date(2026, 1, 5),
    expires_on=date(2028, 1, 5),
    issued=True,
    **given,
) -> Certificate:
    """A certificate, without its PDF. `issued=False` is one that still waits for its file."""
    n = next(_number)
    person = person or a_person(session)
    ordered_at = datetime.combine(issued_on, time(12), UTC)
    facts = Facts(
        name=person.name,
        title=given.get("title", "Holding a boundary"),
        minutes=75,
        outcomes=("Recognise one.", "Recognise two."),
        codes=(CodeFact("A code", "2026-11"),),
        completed_on=issued_on,
        issued_on=issued_on,
        expires_on=expires_on,
        issuer="Organisation",
        serial=given.get("serial", serial_from(n)),
        token=given.get("token", token_from(n)),
    )
    usual = {
        "serial": facts.serial,
        "token": facts.token,
        "title": facts.title,
        "facts": facts.to_dict(),
        "template_version": "test",
        "ordered_at": ordered_at,
        "issued_at": ordered_at if issued else None,
        "sha256": "0" * 64 if issued else None,
    }
    if "completion_id" not in given:
        usual["completion_id"] = a_completion(session, person, module_key).id
    if "organisation_id" not in given:
        usual["organisation_id"] = an_organisation(session).id
    certificate = Certificate(
        person_id=person.id,
        module_key=module_key,
        issued_on=issued_on,
        expires_on=expires_on,
        **(usual | given),
    )
    session.add(certificate)
    session.flush()
    return certificate
