"""One member's log as other programs read it: CSV, JSON, a sheet."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from cpd.attestations.models import Attestation
from cpd.db import Base
from cpd.evidence.models import Evidence
from cpd.evidence.rules.sorts import EvidenceSort
from cpd.records.models import Entry
from cpd.transfers import csv_files
from cpd.transfers.rules.columns import HEADS
from cpd.transfers.rules.formats import FORMAT, VERSION, Wanted
from cpd.transfers.rules.writing import cells_of, typed
from cpd.transfers.store import wholes as store
from cpd.transfers.workbooks import workbook

SCHEMA_PATH = "/transfer/export-schema.json"
# What is of no use to anybody outside, or names other people's rows.
OURS = frozenset({"person_id", "token_sha256", "source_ref", "by_person_id", "request_id"})


def csv_lines(session: Session, person_id: UUID, wanted: Wanted) -> Iterator[str]:
    """Yield the log as separated values, oldest first."""
    yield csv_files.BYTE_ORDER_MARK + csv_files.line(HEADS)
    for cells in each_row(session, person_id, wanted):
        yield csv_files.line(cells)


def each_row(session: Session, person_id: UUID, wanted: Wanted) -> Iterator[tuple[str, ...]]:
    for some, about in store.entries(session, person_id, wanted):
        for entry in some:
            yield cells_of(entry.logged, told_of(entry, about))


def told_of(entry: Entry, about: store.About) -> Mapping[str, str]:
    """Return the cells that are not of the line itself."""
    evidence = [one for one in about.evidence.get(entry.id, ()) if one.removed_at is None]
    return {
        "entry_id": str(entry.id),
        "evidence_ref": "; ".join(shown(one) for one in evidence),
        "withdrawn": "yes" if entry.withdrawn_at else "no",
        "attested": "; ".join(attested(one) for one in about.attestations.get(entry.id, ())),
        "source": entry.source.value,
        "version": str(entry.version),
        "logged_at": entry.logged_at.isoformat(timespec="seconds"),
        "changed_at": entry.changed_at.isoformat(timespec="seconds"),
    }


def shown(one: Evidence) -> str:
    if one.sort is EvidenceSort.LINK:
        return one.url or ""
    return (one.certificate_number or "") if one.sort is EvidenceSort.CERTIFICATE else one.label


def attested(one: Attestation) -> str:
    return f"{one.answer.value} by {one.supervisor_name} on {one.made_at.date().isoformat()}"


def xlsx(session: Session, person_id: UUID, wanted: Wanted) -> bytes:
    return workbook(HEADS, (typed(row) for row in each_row(session, person_id, wanted)), "Log")


# JSON


def json_pieces(
    session: Session, person_id: UUID, wanted: Wanted, at: datetime, base_url: str
) -> Iterator[str]:
    """Yield the whole export, piece by piece; put together, it is one JSON object."""
    head = {
        "$schema": base_url + SCHEMA_PATH,
        "format": FORMAT,
        "format_version": VERSION,
        "exported_at": at.isoformat(timespec="seconds"),
        "asked_for": dict(wanted.to_facts()),
        "member": member(session, person_id),
        **besides(session, person_id, base_url),
    }
    yield text(head).rstrip("}\n") + ',\n"entries": ['
    is_first = True
    for some, about in store.entries(session, person_id, wanted):
        for entry in some:
            yield ("\n" if is_first else ",\n") + text(entry_facts(entry, about))
            is_first = False
    yield "\n]}\n"


def text(facts: object) -> str:
    return json.dumps(facts, ensure_ascii=False)


def member(session: Session, person_id: UUID) -> dict[str, Any]:
    person = store.person(session, person_id)
    return {
        "name": person.name,
        "email": person.email,
        "role": person.role.value,
        "time_zone": person.time_zone,
        "registered_at": plain(person.registered_at),
    }


def besides(session: Session, person_id: UUID, base_url: str) -> dict[str, Any]:
    """Return what a member has here beside the entries."""
    return {
        "supervisors": listed(store.supervisors(session, person_id)),
        "papers": listed(store.papers(session, person_id)),
        "declarations": listed(store.declarations(session, person_id)),
        "absences": listed(store.absences(session, person_id)),
        "followings": listed(store.followings(session, person_id)),
        "closed_months": listed(store.closed_months(session, person_id)),
        "templates": listed(store.templates(session, person_id)),
        "drafts": listed(store.drafts(session, person_id)),
        "certificates": [
            {
                "serial": one.serial,
                "title": one.title,
                "issued_on": plain(one.issued_on),
                "expires_on": plain(one.expires_on),
                "withdrawn_at": plain(one.withdrawn_at),
                "suspended_at": plain(one.suspended_at),
                "replaced_at": plain(one.replaced_at),
                "sha256": one.sha256,
                "verify": base_url + one.printed.verify_path,
            }
            for one in store.certificates(session, person_id)
        ],
    }


def entry_facts(entry: Entry, about: store.About) -> dict[str, Any]:
    return {
        "id": str(entry.id),
        "version": entry.version,
        "source": entry.source.value,
        "batch_id": plain(entry.batch_id),
        "logged_at": plain(entry.logged_at),
        "changed_at": plain(entry.changed_at),
        "withdrawn_at": plain(entry.withdrawn_at),
        "line": entry.logged.to_facts(),
        "history": [
            {"version": one.version, "replaced_at": plain(one.replaced_at), "line": one.facts}
            for one in about.versions.get(entry.id, ())
        ],
        "evidence": [
            row(one) | {"media_type": one.file.media_type if one.file else None,
                        "size": one.file.size if one.file else None}
            for one in about.evidence.get(entry.id, ())
        ],
        "attestations": listed(about.attestations.get(entry.id, ())),
    }  # fmt: skip


def listed(rows: Sequence[Base]) -> list[dict[str, Any]]:
    return [row(one) for one in rows]


def row(one: Base) -> dict[str, Any]:
    """Return a row as plain values, by the names of its columns; without what is ours alone."""
    columns = inspect(type(one)).columns
    return {key: plain(getattr(one, key)) for key in columns.keys() if key not in OURS}  # noqa: SIM118 - not a dict


def plain(value: object) -> Any:  # noqa: ANN401 - as many types as columns
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
