"""What can be done with evidence: add it to an entry, remove it, put it back, clear it away."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from cpd.evidence import store
from cpd.evidence.models import Evidence
from cpd.evidence.rules.files import Clean
from cpd.evidence.rules.keeping import (
    NEVER_FINISHED_AFTER,
    PUT_BACK_FOR,
    refuse_erased,
    refuse_too_many,
    refuse_too_much,
    refuse_withdrawn,
)
from cpd.evidence.rules.sorts import EvidenceSort
from cpd.evidence.storage import Storage
from cpd.kernel.errors import NotFoundError
from cpd.kernel.events import Event
from cpd.work import Work

JOB = "clear-evidence"
ERASED_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(Event):
    kind: ClassVar[str] = "evidence.added"

    evidence: UUID
    entry: UUID
    person: UUID
    sort: EvidenceSort


@dataclass(frozen=True, kw_only=True)
class EvidenceRemoved(Event):
    kind: ClassVar[str] = "evidence.removed"

    evidence: UUID
    entry: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class EvidenceRestored(Event):
    kind: ClassVar[str] = "evidence.restored"

    evidence: UUID
    entry: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class FileErased(Event):
    kind: ClassVar[str] = "file.erased"

    sha256: str


@dataclass(frozen=True)
class Added:
    """The piece of evidence, and whether it was there before."""

    evidence: Evidence
    is_new: bool


@dataclass(frozen=True)
class FileToKeep:
    """A file made anew, the name its bytes give it, and where it will be kept."""

    clean: Clean
    storage: Storage

    @property
    def name(self) -> str:
        return sha256(self.clean.content).hexdigest()


def add_file(work: Work, person_id: UUID, entry_id: UUID, label: str, file: FileToKeep) -> Added:
    """Keep a cleaned file and add it. Its bytes are on the disk before its row is committed.

    The row comes first all the same: whoever clears away waits for it, or we wait for them.
    """
    standing = standing_evidence(work, person_id, entry_id)
    name = file.name
    same = next((one for one in standing if one.sha256 == name), None)
    if same is None:
        refuse_too_much(store.bytes_of(work.session, person_id), len(file.clean.content))
    keep(work, file)
    if same is not None:
        return Added(same, is_new=False)
    refuse_too_many(len(standing))
    proof = Evidence(sort=EvidenceSort.FILE, label=label, sha256=name)
    return append(work, person_id, entry_id, proof)


def keep(work: Work, file: FileToKeep) -> str:
    """Keep a cleaned file, for any row to point at; return the name that row gives it."""
    store.add_file_once(work.session, file.name, file.clean, work.at)
    file.storage.keep(file.clean.content)
    return file.name


def add_link(work: Work, person_id: UUID, entry_id: UUID, label: str, url: str) -> Added:
    standing = standing_evidence(work, person_id, entry_id)
    for one in standing:
        if one.url == url:
            return Added(one, is_new=False)
    refuse_too_many(len(standing))
    proof = Evidence(sort=EvidenceSort.LINK, label=label, url=url)
    return append(work, person_id, entry_id, proof)


def add_certificate(
    work: Work, person_id: UUID, entry_id: UUID, number: str, provider: str | None
) -> Added:
    """Note the number of a certificate. Whether it is one of ours, its own slice says."""
    standing = standing_evidence(work, person_id, entry_id)
    for one in standing:
        if (one.certificate_number, one.provider) == (number, provider):
            return Added(one, is_new=False)
    refuse_too_many(len(standing))
    proof = Evidence(
        sort=EvidenceSort.CERTIFICATE, label=number, certificate_number=number, provider=provider
    )
    return append(work, person_id, entry_id, proof)


def exchange_certificate(
    work: Work, person_id: UUID, entry_id: UUID, number: str, by_number: str
) -> None:
    """Let the number of a certificate that was replaced be that of the new one, where it stands."""
    for one in standing_evidence(work, person_id, entry_id):
        if one.certificate_number == number:
            remove(work, person_id, one.id)
            add_certificate(work, person_id, entry_id, by_number, one.provider)


def standing_evidence(work: Work, person_id: UUID, entry_id: UUID) -> list[Evidence]:
    """Return what stands for an entry that may have more, one caller at a time."""
    entry = store.entry_locked(work.session, person_id, entry_id)
    if entry is None:
        raise NotFoundError("There is no such entry in your log.")
    refuse_withdrawn(entry.withdrawn_at)
    every = store.of_entry(work.session, person_id, entry_id)
    return [one for one in every if one.removed_at is None]


def append(work: Work, person_id: UUID, entry_id: UUID, proof: Evidence) -> Added:
    proof.person_id, proof.entry_id, proof.added_at = person_id, entry_id, work.at
    work.session.add(proof)
    work.session.flush()
    work.announce(
        EvidenceAdded(evidence=proof.id, entry=entry_id, person=person_id, sort=proof.sort)
    )
    return Added(proof, is_new=True)


def remove(work: Work, person_id: UUID, evidence_id: UUID) -> Evidence:
    """Let a piece of evidence no longer show anything. Twice changes nothing."""
    evidence = mine(work, person_id, evidence_id)
    if evidence.removed_at is None:
        evidence.removed_at = work.at
        work.announce(
            EvidenceRemoved(evidence=evidence.id, entry=evidence.entry_id, person=person_id)
        )
    return evidence


def put_back(work: Work, person_id: UUID, evidence_id: UUID) -> Evidence:
    """Undo a removal, as long as the file is still there. Twice changes nothing."""
    evidence = mine(work, person_id, evidence_id)
    if evidence.removed_at is None:
        return evidence
    if evidence.sha256 is not None:
        refuse_erased(is_there=store.keep_again(work.session, evidence.sha256, work.at))
    refuse_too_many(len(standing_evidence(work, person_id, evidence.entry_id)))
    evidence.removed_at = None
    work.announce(EvidenceRestored(evidence=evidence.id, entry=evidence.entry_id, person=person_id))
    return evidence


def mine(work: Work, person_id: UUID, evidence_id: UUID) -> Evidence:
    evidence = store.mine_locked(work.session, person_id, evidence_id)
    if evidence is None:
        raise NotFoundError("There is no such evidence.")
    return evidence


# --- clearing away


def forget_removed(work: Work) -> int:
    """Let go of files that were removed long enough ago everywhere; return how many."""
    files = store.forgotten(work.session, work.at - PUT_BACK_FOR, ERASED_AT_ONCE)
    for file in files:
        file.erased_at = work.at
        work.announce(FileErased(sha256=file.sha256))
    return len(files)


def clear(begin: Callable[[], AbstractContextManager[Work]], storage: Storage) -> int:
    """Take off the disk what no row speaks of, or speaks of no more; return how many files.

    A file whose row was never committed has none. Young ones may still be on their way to it.
    """
    with begin() as work:
        known, oldest = set(store.stored(work.session)), work.at - NEVER_FINISHED_AFTER
    dropped = 0
    for name in storage.older_than(oldest):
        if name in known:
            continue
        with begin() as work:
            dropped += drop(work, storage, name)
    return dropped


def drop(work: Work, storage: Storage, name: str) -> bool:
    """Drop a file while nobody else can store it; False if it has a row by now."""
    is_orphan = store.claim_orphan(work.session, name, work.at)
    if not is_orphan and not store.is_erased(work.session, name):
        return False
    storage.drop(name)
    if is_orphan:
        store.forget(work.session, name)
    return True
