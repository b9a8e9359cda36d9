"""Holds what the record says of each certificate against its credential, which is signed."""

import json
from collections.abc import Iterator

from sqlalchemy.orm import Session

from cpd.certificates.rules.facts import Facts
from cpd.certificates.rules.life import NameShown
from cpd.transparency.service import Fault
from cpd.verification.rules.claims import Claims, differences, read_claims
from cpd.verification.store import auditing as store
from cpd.verification.store.auditing import Record


def audit_records(session: Session) -> Iterator[Fault]:
    """Say where a record was changed after its credential was signed."""
    for record in store.records(session):
        for words in wrong_with(record):
            yield Fault(record.serial, words)


def wrong_with(record: Record) -> Iterator[str]:
    try:
        claims = read_claims(json.loads(record.credential))
        facts = Facts.from_dict(record.facts)
    except (ValueError, KeyError, TypeError):
        yield "its record, or its credential, cannot be read"
        return
    found = [one.what.lower() for one in differences(claims, facts, NameShown.FULL)]
    found += columns(record, facts)
    if found:
        yield f"its record differs from what was signed: {', '.join(found)}"
    yield from wrong_place(record, claims)


def columns(record: Record, facts: Facts) -> Iterator[str]:
    """Name the columns that lists and searches read, where they differ from the frozen facts."""
    if record.serial != facts.serial:
        yield "serial in lists"
    if record.title != facts.title:
        yield "title in lists"
    if (record.issued_on, record.expires_on) != (facts.issued_on, facts.expires_on):
        yield "dates in lists"


def wrong_place(record: Record, claims: Claims) -> Iterator[str]:
    if claims.certificate_id != record.id:
        yield "its credential is that of another certificate"
    if (record.status_list, record.status_position) != (claims.list_number, claims.position):
        yield "its place in the status lists is not the one its credential names"
