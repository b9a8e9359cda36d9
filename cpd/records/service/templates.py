"""What can be done with templates: make one of an entry, rename, delete and bring back."""

from uuid import UUID

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.records import store
from cpd.records.models import EntryTemplate
from cpd.records.rules.again import MOST_TEMPLATES
from cpd.records.rules.entries import Logged
from cpd.records.rules.texts import checked_line
from cpd.work import Work


def checked_name(text: str) -> str:
    name = checked_line(text, "A name")
    if not name:
        raise RuleError("Give the template a name, so that you know it again.")
    return name


def make_template(
    work: Work, person_id: UUID, name: str, line: Logged, fields: dict[str, object]
) -> EntryTemplate:
    """Keep what an entry says, without its day. The same name again is the same template."""
    name = checked_name(name)
    found = store.template_called(work.session, person_id, name)
    if found is None:
        refuse_too_many(work, person_id)
        found = EntryTemplate(person_id=person_id, name=name, used=0, made_at=work.at)
        work.session.add(found)
    found.kind, found.fields = line.kind, fields
    work.session.flush()
    return found


def refuse_too_many(work: Work, person_id: UUID) -> None:
    if store.count_templates(work.session, person_id) >= MOST_TEMPLATES:
        raise RuleError(f"You have {MOST_TEMPLATES} templates. Delete one you no longer use.")


def rename_template(work: Work, person_id: UUID, template_id: UUID, name: str) -> None:
    found, name = mine(work, person_id, template_id), checked_name(name)
    other = store.template_called(work.session, person_id, name)
    if other is not None and other.id != template_id:
        raise RuleError(f"You have another template called “{name}”. Choose another name.")
    found.name = name


def delete_template(work: Work, person_id: UUID, template_id: UUID) -> None:
    """Take a template out of sight; for a day it can be brought back. Twice changes nothing."""
    found = mine(work, person_id, template_id)
    found.deleted_at = found.deleted_at or work.at


def bring_back_template(work: Work, person_id: UUID, template_id: UUID) -> None:
    found = mine(work, person_id, template_id)
    if found.deleted_at is not None:
        refuse_too_many(work, person_id)
        found.deleted_at = None


def mine(work: Work, person_id: UUID, template_id: UUID) -> EntryTemplate:
    found = store.template(work.session, person_id, template_id)
    if found is None:
        raise NotFoundError("There is no such template.")
    return found


def count_use(work: Work, person_id: UUID, template_id: UUID | None) -> None:
    """Remember that a template was used, so that it stands nearer to the front."""
    if template_id is not None:
        store.count_use(work.session, person_id, template_id)
