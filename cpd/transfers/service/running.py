"""How an uploaded file is read and written into the log, while its owner waits or by a job."""

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from cpd.kernel.errors import RuleError
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.supervisors import Run, Supervising
from cpd.records.service import add_supervisor
from cpd.records.service.batches import Incoming, log_all
from cpd.transfers.rules import besides as besides_rules
from cpd.transfers.rules.lines import Line
from cpd.transfers.rules.reports import Choices, examined, taken
from cpd.transfers.rules.stages import AT_ONCE, Stage
from cpd.transfers.service.besides import bring_besides
from cpd.transfers.service.importing import held
from cpd.transfers.service.reading import opened
from cpd.transfers.store import imports as store
from cpd.work import Work

JOB = "import-files"
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Opens:
    """How a transaction is opened, to read and to write: by a request, or by a job."""

    read: Callable[[], AbstractContextManager[Session]]
    begin: Callable[[], AbstractContextManager[Work]]


def take_on(opens: Opens, person_id: UUID, batch_id: UUID, at: datetime) -> None:
    """Do the next step of a file that waits for us, if one does."""
    with opens.read() as session:
        batch = store.batch(session, person_id, batch_id)
        stage = None if batch is None else batch.stage
    if stage is Stage.CHECKING:
        check(opens, person_id, batch_id, at)
    elif stage is Stage.IMPORTING:
        bring_in(opens, person_id, batch_id, at)


def check(opens: Opens, person_id: UUID, batch_id: UUID, at: datetime) -> None:
    """Read the whole file and keep what was found. Reading holds no transaction to write."""
    with opens.read() as session:
        file = opened(session, person_id, batch_id, at)
        mapping = dict(file.batch.mapping)
        besides = besides_rules.examined(file.besides(), file.seen_besides)
    report = examined(file.lines(), file.seen, teller(opens, batch_id, len(file.table.rows)))
    report.besides = besides
    with opens.begin() as work:
        batch = held(work, person_id, batch_id)
        if batch.stage is Stage.CHECKING and batch.mapping == mapping:
            batch.stage, batch.found, batch.done = Stage.CHECKED, report.to_facts(), batch.rows


def teller(opens: Opens, batch_id: UUID, rows: int) -> Callable[[int], None]:
    """Return what writes down how far the reading is; a short file is not worth it."""

    def tell(done: int) -> None:
        with opens.begin() as work:
            store.note_done(work.session, batch_id, done)

    return tell if rows > AT_ONCE else lambda _: None


def bring_in(opens: Opens, person_id: UUID, batch_id: UUID, at: datetime) -> None:
    """Write what was confirmed into the log, in one transaction, however often it is asked for."""
    with opens.read() as session:
        file = opened(session, person_id, batch_id, at)
        choices, sessions, people = file.choices, file.sessions, file.table.people
        besides = besides_rules.coming(file.besides(), file.seen_besides)
    tell = teller(opens, batch_id, len(file.table.rows))
    lines, left_out = sorted_out(taken(file.lines(), file.seen, choices), tell)
    with opens.begin() as work:
        batch = held(work, person_id, batch_id)
        if batch.stage is not Stage.IMPORTING:
            return
        renamed = supervisors_of(work, person_id, people)
        incoming = incoming_of(batch_id, lines, choices, sessions, renamed)
        batch.entries = log_all(work, person_id, batch_id, incoming)
        bring_besides(work, person_id, batch_id, besides)
        batch.left_out, batch.stage, batch.imported_at = left_out, Stage.IMPORTED, work.at
        batch.done = batch.rows
        if not left_out:
            batch.content = None


def sorted_out(
    lines: Iterable[tuple[Line, str]], tell: Callable[[int], None]
) -> tuple[list[Line], int]:
    """Return the lines that come in, and how many stay out."""
    coming, left_out = [], 0
    for count, (line, why_not) in enumerate(lines, 1):
        if why_not:
            left_out += 1
        else:
            coming.append(line)
        if count % 1000 == 0:
            tell(count)
    return coming, left_out


def supervisors_of(
    work: Work, person_id: UUID, people: tuple[dict[str, Any], ...]
) -> Mapping[UUID, UUID]:
    """Put the supervisors of a whole export into the list; say which old id is which new one."""
    mine = store.supervisors(work.session, person_id)
    renamed = {}
    for one in people:
        try:
            old = UUID(str(one["id"]))
            if old not in mine:
                renamed[old] = add_supervisor(work, person_id, supervising(one)).id
        except (KeyError, ValueError, TypeError, AttributeError, RuleError):
            continue  # the entries keep the name
    return renamed


def supervising(one: Mapping[str, Any]) -> Supervising:
    return Supervising(
        name=str(one["name"]),
        email=one.get("email") or None,
        accredited=tuple(Run.from_facts(run, "body") for run in one.get("accredited") or ()),
        relations=tuple(Run.from_facts(run, "relation") for run in one.get("relations") or ()),
    )


def incoming_of(
    batch_id: UUID,
    lines: list[Line],
    choices: Choices,
    sessions: frozenset[UUID],
    renamed: Mapping[UUID, UUID],
) -> list[Incoming]:
    """Give each line its id, and let what it names be what that has become."""
    ids = [uuid4() for _ in lines]
    became = {line.entry_id: id_ for line, id_ in zip(lines, ids, strict=True) if line.entry_id
              and line.logged and line.logged.kind is EntryKind.SUPERVISION}  # fmt: skip
    incoming = []
    for line, id_ in zip(lines, ids, strict=True):
        logged = line.logged
        if logged is None:
            continue
        to = logged.taken_to_id
        by = logged.supervisor_id
        logged = replace(
            logged,
            taken_to_id=became.get(to, to if to in sessions else None) if to else None,
            supervisor_id=renamed.get(by, by) if by else None,
            identity_reason=choices.reason if line.findings else logged.identity_reason,
        )
        ref = f"import:{batch_id}:{line.number}"
        incoming.append(
            Incoming(entry_id=id_, line=logged, ref=ref, is_withdrawn=line.is_withdrawn)
        )
    return incoming


def import_waiting(opens: Opens, now: Callable[[], datetime], goes_on: Callable[[], bool]) -> int:
    """Check and bring in the long files that wait, one after the other.

    One that cannot be read because of a fault of ours holds up no other.
    """
    done, tried = 0, set[UUID]()
    while goes_on():
        with opens.read() as session:
            waiting = store.next_running(session, tried)
        if waiting is None:
            break
        batch_id, person_id = waiting
        tried.add(batch_id)
        try:
            take_on(opens, person_id, batch_id, now())
            done += 1
        except Exception:  # the file waits for the mended release, and its owner sees that it does
            log.exception("import %s could not be read", batch_id)
    return done
