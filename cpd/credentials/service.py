"""The places of certificates in the published lists, and what is noted there."""

import secrets

from cpd.credentials import store
from cpd.credentials.models import StatusEntry
from cpd.credentials.publishing import publish_due, publish_lists, publish_soon
from cpd.credentials.rules.awards import LIST_BITS, StatusPlace
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.work import Work

__all__ = [
    "draw_place",
    "publish_due",
    "publish_lists",
    "publish_soon",
    "reinstate",
    "revoke",
    "suspend",
]


def draw_place(work: Work) -> StatusPlace:
    """Draw a free place by lot. Holds the list's row until the transaction ends.

    Never more than half of a list is given, so that a few draws find a free one.
    """
    number = store.count_one(work.session)
    while number is None:
        store.open_list(work.session, work.at)
        number = store.count_one(work.session)
    while True:
        place = StatusPlace(number, secrets.randbelow(LIST_BITS))
        if store.take(work.session, place):
            return place


def revoke(work: Work, place: StatusPlace) -> None:
    """Set the bit for ever. Twice is the same as once."""
    entry = entry_at(work, place)
    if entry.revoked_at is None:
        entry.revoked_at = work.at
        changed(work, place)


def suspend(work: Work, place: StatusPlace) -> None:
    """Set the bit for now. Twice is the same as once."""
    entry = entry_at(work, place)
    if entry.revoked_at is not None:
        raise RuleError("What is withdrawn cannot be put on hold.")
    if entry.suspended_at is None:
        entry.suspended_at = work.at
        changed(work, place)


def reinstate(work: Work, place: StatusPlace) -> None:
    """Take the bit of suspension back. Where it is not set, nothing happens."""
    entry = entry_at(work, place)
    if entry.suspended_at is not None:
        entry.suspended_at = None
        changed(work, place)


def entry_at(work: Work, place: StatusPlace) -> StatusEntry:
    entry = store.entry_locked(work.session, place)
    if entry is None:
        raise NotFoundError("That place in the status list was never given.")
    return entry


def changed(work: Work, place: StatusPlace) -> None:
    work.session.flush()
    publish_soon(work)
    store.note_change(work.session, place.list_number, work.at)
