"""Rows by the thousand, put in at once."""

import random
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import insert

from cpd.attempts.models import Completion
from cpd.catalogue.models import ModuleVersion
from cpd.certificates.models import Certificate
from cpd.kernel.periods import months_after
from cpd.people.models import Membership, Organisation, Person
from cpd.people.rules import Role
from cpd.records.models import Entry
from cpd.records.rules.kinds import EntryKind, Source, SupervisionFormat
from cpd.work import Work
from tests.factories.certificates import some_facts, the_site

YEARS = 10
ENTRIES = 1000


def add_members(work: Work, body: Organisation, version: ModuleVersion, number: int) -> None:
    """Add members of a body; two of three hold a certificate, a few of those have run out."""
    chance = random.Random(body.name)
    people = [
        {
            "id": uuid4(),
            "name": f"Member {n} of {body.name}",
            "email": f"{uuid4().hex}@example.org",
            "role": Role.PRACTITIONER,
            "time_zone": "Europe/London",
            "password_hash": "-",
            "registered_at": work.at,
            "confirmed_at": work.at,
        }
        for n in range(number)
    ]
    memberships = [
        {
            "person_id": person["id"],
            "organisation_id": body.id,
            "role": Role.PRACTITIONER,
            "member_number": f"M{n:06}",
            "began_on": work.at.date(),
        }
        for n, person in enumerate(people)
    ]
    held = [(one, chance.randrange(30)) for one in people if chance.randrange(3)]
    work.session.execute(insert(Person), people)
    work.session.execute(insert(Membership), memberships)
    add_certificates(work, version, [(one["id"], one["name"], ago, 1) for one, ago in held])


def older_certificates(work: Work, person: Person, version: ModuleVersion) -> None:
    """Add what somebody earned in the cycles before."""
    held = [(person.id, person.name, 24 * cycle, -cycle) for cycle in range(1, YEARS // 2)]
    add_certificates(work, version, held)


def add_certificates(work: Work, version: ModuleVersion, held: list[tuple]) -> None:
    """Add a certificate for each `(person id, name, months ago, cycle)`."""
    issuer, completions, certificates = the_site(work.session), [], []
    for person_id, name, months, cycle in held:
        day = months_after(work.at.date(), -months)
        facts = some_facts(
            name=name,
            title=version.title,
            completed_on=day,
            issued_on=day,
            expires_on=months_after(day, version.validity_months),
        )
        common = {"person_id": person_id, "module_key": version.module_key}
        completion = common | {
            "id": uuid4(),
            "module_version_id": version.id,
            "cycle": cycle,
            "completed_at": work.at - timedelta(days=30 * months),
        }
        completions.append(completion)
        certificates.append(
            common
            | {
                "organisation_id": issuer.id,
                "completion_id": completion["id"],
                "serial": facts.serial,
                "token": facts.token,
                "title": facts.title,
                "facts": facts.to_dict(),
                "template_version": "1",
                "issued_on": facts.issued_on,
                "expires_on": facts.expires_on,
                "ordered_at": completion["completed_at"],
                "issued_at": completion["completed_at"],
                "sha256": "0" * 64,
            }
        )
    work.session.execute(insert(Completion), completions)
    work.session.execute(insert(Certificate), certificates)


def a_long_log(work: Work, person: Person) -> None:
    """Add two entries a week for ten years: courses, books, and supervision."""
    chance = random.Random(person.name)
    kinds = [EntryKind.ACTIVITY, EntryKind.SUPERVISION]
    entries = []
    for number in range(ENTRIES):
        kind = chance.choice(kinds)
        is_supervision = kind is EntryKind.SUPERVISION
        entries.append({
            "person_id": person.id,
            "kind": kind,
            "done_on": work.at.date() - timedelta(days=chance.randrange(YEARS * 365)),
            "minutes": chance.choice((30, 60, 90, 120)),
            "title": f"What was done for the {number}th time",
            "reflection": "What I take from it into the next session. " * 8,
            "supervision_format": SupervisionFormat.INDIVIDUAL if is_supervision else None,
            "supervisor": "S. Supervisor" if is_supervision else None,
            "source": Source.TYPED,
            "source_ref": f"form:{uuid4().hex}",
            "logged_at": work.at,
            "changed_at": work.at,
        })  # fmt: skip
    work.session.execute(insert(Entry), entries)
