"""What a member's log says, as the rules read it: plain values, in the member's own time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction


class Status(StrEnum):
    """How far an entry has come. Drafts and rejected entries count for nothing."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many shared a session: supervisees, or in a peer group everybody, the member too.

    Neither number ever holds a facilitator; `facilitated` says that there was one besides.
    """

    contracted: int | None = None
    attended: int | None = None
    facilitated: bool = False


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """One entry. Days are the member's; `end_on` is the last day, and often the first too.

    `starts_at` and `ends_at` are local wall time, both or neither. `category` is the one that
    holds for every body; `categories` holds what differs, by pack id or by the name of a body.
    """

    id: str
    kind: str
    start_on: date
    end_on: date
    minutes: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    recorded_on: date | None = None
    own_minutes: int | None = None
    title: str = ""
    category: str | None = None
    categories: Mapping[str, str] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()
    topic: str | None = None
    mode: str | None = None
    format: str | None = None
    size: Size = Size()
    role: str | None = None
    setting: str | None = None
    provider: str | None = None
    supervisor_id: str | None = None
    has_evidence: bool = False
    has_reflection: bool = False
    is_attested: bool = False
    clauses: tuple[str, ...] = ()
    status: Status = Status.SUBMITTED
    reason: str = ""
    counts_for: frozenset[str] | None = None  # None: every body
    stated: str | None = None  # the category as it was said, where a pack reads another or none
    moved: str = ""  # why the pack reads another


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A run of days, both ends counting; `until` None is a run that has not ended."""

    since: date
    until: date | None
    kind: str = ""

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True)
class Share:
    """The part of full time somebody works, over a run of days."""

    since: date | None
    until: date | None
    share: Fraction


@dataclass(frozen=True, kw_only=True)
class Supervisor:
    """Somebody who supervises: by whom accredited in which days, and what else they are to one."""

    id: str
    accredited: tuple[Stretch, ...] = ()  # kind: the accrediting body
    relations: tuple[Stretch, ...] = ()  # kind: core_trainer, personal_therapist, …


@dataclass(frozen=True, kw_only=True)
class Member:
    time_zone: str = "UTC"
    grade: str | None = None
    joined: date | None = None
    anchors: Mapping[str, date] = field(default_factory=dict)
    working_share: tuple[Share, ...] = ()
    leave: tuple[Stretch, ...] = ()
    breaks: tuple[Stretch, ...] = ()  # documented: no clients, and said so
    closed: tuple[Stretch, ...] = ()  # days whose practice log is whole, even where it is empty
    supervisors: Mapping[str, Supervisor] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A dated document. `first` and `last` bound its cover, both counting; `last` None: unsaid."""

    document: str
    issued: date | None = None
    first: date | None = None
    last: date | None = None
    version: str | None = None


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """Something declared: an event, a grant of a body, a reviewer's judgement of a standard."""

    declaration: str
    happened_on: date | None = None
    declared_on: date | None = None
    requirement: str | None = None
    minutes: int | None = None
    verdict: str | None = None
    until: date | None = None  # the last day of what was granted: an extension


@dataclass(frozen=True, kw_only=True)
class Log:
    member: Member
    entries: tuple[LogEntry, ...] = ()
    documents: tuple[Paper, ...] = ()
    declarations: tuple[Declaration, ...] = ()
