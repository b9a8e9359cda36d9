"""What can be done with a draft: keep it, throw it away, bring it back, be done with it.

No event tells of a draft: it is nothing yet, and one is kept every few seconds.
"""

from uuid import UUID

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.records import store
from cpd.records.models import Draft
from cpd.records.rules.drafts import (
    BROUGHT_BACK_WITHIN,
    KEPT_FOR,
    Typed,
    checked_place,
    is_blank,
    next_seq,
    refuse_too_large,
    refuse_too_many,
    refuse_written_before,
)
from cpd.work import Work


def save_draft(work: Work, person_id: UUID, place: str, typed: Typed) -> Draft | None:
    """Keep what is typed, unless something newer is kept there; return what is kept now.

    A form that was emptied leaves nothing. One that was logged takes no more drafts.
    """
    session = work.session
    if store.by_source(session, person_id, f"form:{checked_place(place)}") is not None:
        raise RuleError("This form was logged. To change what it says, open the entry.")
    found = store.draft(session, person_id, place)
    seq = typed.seq or next_seq(found.seq if found else None, work.at)
    if found is not None and found.seq >= seq:
        return found
    if is_blank(typed.fields):
        store.drop_draft(session, person_id, place)
        return None
    refuse_too_large(typed.fields)
    if found is None:
        refuse_newcomer(work, person_id, typed)
    store.put_draft(
        session,
        {
            "person_id": person_id,
            "place": place,
            "kind": typed.kind,
            "entry_id": found.entry_id if found else typed.entry_id,
            "entry_version": typed.entry_version,
            "fields": dict(typed.fields),
            "seq": seq,
            "saved_at": work.at,
            "thrown_away_at": None,
        },
    )
    return store.draft(session, person_id, place)


def refuse_newcomer(work: Work, person_id: UUID, typed: Typed) -> None:
    """Refuse a draft that is one too many, or over an entry that has been saved since."""
    refuse_too_many(store.count_drafts(work.session, person_id))
    if typed.entry_id is not None:
        entry = store.mine(work.session, person_id, typed.entry_id)
        if entry is None:
            raise NotFoundError("There is no such entry in your log.")
        refuse_written_before(typed.entry_version, entry.version)


def throw_away_draft(work: Work, person_id: UUID, place: str) -> None:
    """Take a draft out of sight; for a day it can be brought back. Twice changes nothing."""
    found = mine(work, person_id, place)
    found.thrown_away_at = found.thrown_away_at or work.at


def bring_back_draft(work: Work, person_id: UUID, place: str) -> None:
    found = mine(work, person_id, place)
    if found.thrown_away_at is not None:
        refuse_too_many(store.count_drafts(work.session, person_id))
        found.thrown_away_at = None


def mine(work: Work, person_id: UUID, place: str) -> Draft:
    found = store.draft(work.session, person_id, place)
    if found is None:
        raise NotFoundError("There is no such draft.")
    return found


def finish_draft(work: Work, person_id: UUID, place: str | None) -> None:
    """Be done with what was typed into a form: it is saved now."""
    if place:
        store.drop_draft(work.session, person_id, place)


def purge(work: Work) -> str:
    """Drop drafts nobody came back to and templates deleted before, and say how many."""
    dropped = store.drop_drafts(
        work.session,
        saved_before=work.at - KEPT_FOR,
        thrown_before=work.at - BROUGHT_BACK_WITHIN,
    )
    deleted = store.drop_templates(work.session, work.at - BROUGHT_BACK_WITHIN)
    return f"{dropped} drafts and {deleted} templates dropped"
