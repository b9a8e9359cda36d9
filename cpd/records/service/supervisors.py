"""What can be done with the list of one's supervisors."""

from dataclasses import asdict
from uuid import UUID

from cpd.kernel.errors import NotFoundError
from cpd.records import store
from cpd.records.models import Supervisor
from cpd.records.rules.changes import refuse_changed_since
from cpd.records.rules.supervisors import Supervising, checked
from cpd.records.service.entries import time_zone
from cpd.records.service.events import SupervisorAdded, SupervisorChanged
from cpd.work import Work


def add_supervisor(work: Work, person_id: UUID, given: Supervising) -> Supervisor:
    """Put somebody into the list. The same name and address again is the same supervisor."""
    facts = checked(given, work.today(time_zone(work, person_id)))
    known = store.supervisor_called(work.session, person_id, facts.name, facts.email)
    if known is not None:
        return known
    supervisor = Supervisor(person_id=person_id, added_at=work.at, **columns(facts))
    work.session.add(supervisor)
    work.session.flush()
    work.announce(SupervisorAdded(supervisor=supervisor.id, person=person_id))
    return supervisor


def change_supervisor(
    work: Work, person_id: UUID, supervisor_id: UUID, version: int, given: Supervising
) -> Supervisor:
    """Change what the list says of somebody. What is logged keeps the name it was logged with."""
    supervisor = store.supervisor_locked(work.session, person_id, supervisor_id)
    if supervisor is None:
        raise NotFoundError("There is no such supervisor in your list.")
    refuse_changed_since(version, supervisor.version)
    facts = checked(given, work.today(time_zone(work, person_id)))
    if facts == supervisor.supervising:
        return supervisor
    for name, value in columns(facts).items():
        setattr(supervisor, name, value)
    supervisor.version += 1
    work.session.flush()
    work.announce(SupervisorChanged(supervisor=supervisor.id, person=person_id))
    return supervisor


def columns(facts: Supervising) -> dict[str, object]:
    return asdict(facts) | {
        "accredited": [one.to_facts("body") for one in facts.accredited],
        "relations": [one.to_facts("relation") for one in facts.relations],
    }
