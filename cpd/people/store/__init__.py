"""Finds people, their sign-ins and links, and what they are in organisations."""

from cpd.people.store.administering import (
    administered,
    count_people,
    membership_in,
    memberships_in,
    people,
    person_in,
)
from cpd.people.store.links import drop_links_before, open_link, use_link, void_links
from cpd.people.store.memberships import (
    add_organisation_once,
    holders,
    lock_organisation,
    membership,
    memberships_of,
    organisation_by_id,
    organisation_by_key,
    organisations,
)
from cpd.people.store.persons import (
    add_unless_known,
    by_email,
    by_id,
    change_by_email,
    change_by_id,
)
from cpd.people.store.sign_ins import end_by_hash, end_mine, end_run_out, end_sign_ins, sign_ins_of

__all__ = [
    "add_organisation_once",
    "add_unless_known",
    "administered",
    "by_email",
    "by_id",
    "change_by_email",
    "change_by_id",
    "count_people",
    "drop_links_before",
    "end_by_hash",
    "end_mine",
    "end_run_out",
    "end_sign_ins",
    "holders",
    "lock_organisation",
    "membership",
    "membership_in",
    "memberships_in",
    "memberships_of",
    "open_link",
    "organisation_by_id",
    "organisation_by_key",
    "organisations",
    "people",
    "person_in",
    "sign_ins_of",
    "use_link",
    "void_links",
]
