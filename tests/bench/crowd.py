"""Rows by the thousand, put in at once."""

import random
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from cpd.attempts.models import Completion
from cpd.catalogue.models import ModuleVersion
from cpd.certificates.models import Certificate
from cpd.kernel.periods import months_after
from cpd.people.models import Membership, Organisation, Person
from cpd.people.rules import Role
from cpd.records.models import Entry
from cpd.requirements import files
from cpd.standings import service as standings
from cpd.standings.models import Following
from cpd.work import Work
from tests.bench.lives import a_life, as_row, details
from tests.factories.certificates import some_facts, the_site

YEARS = 10
ENTRIES = 1000
FOLLOWED = ("bacp.accredited", "icf.pcc", "emcc.practitioner")


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
                "order_key": f"completion:{completion['id']}",
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
    """Add ten years of courses, supervision and practice, with a reflection on each."""
    pack = files.pack(FOLLOWED[0])[-1]
    until = work.at.date()
    entries = [
        as_row(person.id, uuid4(), done)
        | {
            "reflection": "What I take from it into the next session. " * 8,
            "source_ref": f"form:{uuid4().hex}",
        }
        for done in a_life(1, pack, ENTRIES, YEARS, until)
    ]
    work.session.execute(insert(Entry), entries)


def follow_three(work: Work, person: Person) -> UUID:
    """Let somebody follow three bodies, and return the id of the first of these followings."""
    for pack_id in FOLLOWED:
        standings.follow(work, person.id, pack_id, details(files.pack(pack_id)[-1]))
    first = Following.pack_id == FOLLOWED[0]
    mine = select(Following.id).where(Following.person_id == person.id, first)
    return work.session.scalars(mine).one()
