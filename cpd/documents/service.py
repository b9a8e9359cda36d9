"""What can be done with papers and declarations: add, correct, withdraw, restore."""

from dataclasses import asdict, dataclass
from typing import ClassVar
from uuid import UUID

from cpd.documents import store
from cpd.documents.models import DeclarationMade, Paper
from cpd.documents.rules import declarations, papers
from cpd.documents.rules.declarations import Declared
from cpd.documents.rules.papers import Written, refuse_proof
from cpd.evidence import service as evidence
from cpd.evidence.service import FileToKeep
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.kernel.events import Event
from cpd.work import Work


@dataclass(frozen=True, kw_only=True)
class PaperAdded(Event):
    kind: ClassVar[str] = "paper.added"

    paper: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class PaperCorrected(Event):
    kind: ClassVar[str] = "paper.corrected"

    paper: UUID
    person: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class PaperWithdrawn(Event):
    kind: ClassVar[str] = "paper.withdrawn"

    paper: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class PaperRestored(Event):
    kind: ClassVar[str] = "paper.restored"

    paper: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class PaperAttached(Event):
    kind: ClassVar[str] = "paper.attached"

    paper: UUID
    person: UUID
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PaperDetached(Event):
    kind: ClassVar[str] = "paper.detached"

    paper: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class DeclarationWritten(Event):
    kind: ClassVar[str] = "declaration.written"

    declaration: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class DeclarationWithdrawn(Event):
    kind: ClassVar[str] = "declaration.withdrawn"

    declaration: UUID
    person: UUID


def add(work: Work, person_id: UUID, zone: str, written: Written, source_ref: str) -> Paper:
    """Add a paper. A form that comes twice finds what it added first."""
    store.hold(work.session, person_id)
    if (known := store.by_source(work.session, person_id, source_ref)) is not None:
        return known
    kept = papers.checked(written, work.today(zone))
    paper = Paper(person_id=person_id, source_ref=source_ref, added_at=work.at, **asdict(kept))
    work.session.add(paper)
    work.session.flush()
    work.announce(PaperAdded(paper=paper.id, person=person_id))
    return paper


def correct(
    work: Work, person_id: UUID, zone: str, paper_id: UUID, version: int, written: Written
) -> Paper:
    """Correct what was typed wrong. Refuse what was written over a version that is gone."""
    paper = mine(work, person_id, paper_id)
    if paper.withdrawn_at is not None:
        raise RuleError("This paper is withdrawn. Restore it first, then correct it.")
    if paper.version != version:
        raise RuleError("This paper was changed in another tab. Open it again, then correct it.")
    kept = papers.checked(written, work.today(zone))
    for name, value in asdict(kept).items():
        setattr(paper, name, value)
    paper.version += 1
    work.announce(PaperCorrected(paper=paper.id, person=person_id, version=paper.version))
    return paper


def withdraw(work: Work, person_id: UUID, paper_id: UUID) -> Paper:
    """Take a paper out of every judgement; it stays visible to its owner."""
    paper = mine(work, person_id, paper_id)
    if paper.withdrawn_at is None:
        paper.withdrawn_at = work.at
        work.announce(PaperWithdrawn(paper=paper.id, person=person_id))
    return paper


def restore(work: Work, person_id: UUID, paper_id: UUID) -> Paper:
    paper = mine(work, person_id, paper_id)
    if paper.withdrawn_at is not None:
        paper.withdrawn_at = None
        work.announce(PaperRestored(paper=paper.id, person=person_id))
    return paper


def keep_proof(work: Work, person_id: UUID, paper_id: UUID, file: FileToKeep) -> Paper:
    """Keep a cleaned copy of a paper in the place of any other. Of a check none is kept."""
    paper = mine(work, person_id, paper_id)
    refuse_proof(paper.document, paper.withdrawn_at)
    name = evidence.keep(work, file)
    if paper.sha256 != name:
        paper.sha256 = name
        work.announce(PaperAttached(paper=paper.id, person=person_id, sha256=name))
    return paper


def remove_proof(work: Work, person_id: UUID, paper_id: UUID) -> Paper:
    """Let go of the copy; the file is erased once nothing else needs it. Twice changes nothing."""
    paper = mine(work, person_id, paper_id)
    if paper.sha256 is not None:
        paper.sha256 = None
        work.announce(PaperDetached(paper=paper.id, person=person_id))
    return paper


def mine(work: Work, person_id: UUID, paper_id: UUID) -> Paper:
    paper = store.my_paper_locked(work.session, person_id, paper_id)
    if paper is None:
        raise NotFoundError("You have no such paper.")
    return paper


def declare(
    work: Work, person_id: UUID, zone: str, declared: Declared, source_ref: str
) -> DeclarationMade:
    """Write a declaration down. A form that comes twice finds what it wrote first."""
    store.hold(work.session, person_id)
    known = store.declared_by_source(work.session, person_id, source_ref)
    if known is not None:
        return known
    kept = declarations.checked(declared, work.today(zone))
    values = asdict(kept)
    pack, _, requirement = (kept.requirement or "").rpartition("/")
    values |= {"pack_id": pack or None, "requirement": requirement or None}
    made = DeclarationMade(person_id=person_id, source_ref=source_ref, made_at=work.at, **values)
    work.session.add(made)
    work.session.flush()
    work.announce(DeclarationWritten(declaration=made.id, person=person_id))
    return made


def take_back(work: Work, person_id: UUID, declaration_id: UUID) -> DeclarationMade:
    """Withdraw a declaration that was written by mistake. Twice changes nothing."""
    made = store.my_declaration(work.session, person_id, declaration_id)
    if made is None:
        raise NotFoundError("You have made no such declaration.")
    if made.withdrawn_at is None:
        made.withdrawn_at = work.at
        work.announce(DeclarationWithdrawn(declaration=made.id, person=person_id))
    return made
