"""How a log stands towards packs: one member's for their page, everybody's for the job."""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from cpd.kernel.errors import NotFoundError
from cpd.requirements import files
from cpd.requirements.rules.answers import Evaluation, Row, figure
from cpd.requirements.rules.evaluate import evaluate
from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.logs import Log
from cpd.standings import store
from cpd.standings.models import Judging
from cpd.standings.rules.asking import questions
from cpd.standings.rules.following import Followed
from cpd.standings.rules.keeping import Kept
from cpd.standings.rules.panels import standing
from cpd.standings.rules.strips import first_shown
from cpd.standings.service.events import EverybodyJudged
from cpd.work import Work

JOB = "judge-everybody"
AT_ONCE = 200

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Opens:
    """How a job opens a transaction: to read, and to write."""

    read: Callable[[], AbstractContextManager[Session]]
    begin: Callable[[], AbstractContextManager[Work]]


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What came of judging some members: `seen` is where the run stood, `after` where it stands."""

    run_id: UUID
    seen: UUID | None
    after: UUID | None
    done: int
    members: int = 0
    rows: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A body somebody follows, its pack as it holds today, and what came of judging their log."""

    followed: Followed
    pack: Pack
    log: Log
    evaluation: Evaluation


def offered() -> Mapping[str, tuple[Pack, ...]]:
    """Return every pack that can be followed, by id, with all its versions."""
    return files.packs()


def versions_of(pack_id: str) -> tuple[Pack, ...]:
    """Return the versions of a pack; none of one that there is not, or not any more."""
    return files.pack(pack_id) if pack_id in files.ids() else ()


def current(pack_id: str, today: date) -> Pack:
    """Return the version of a pack that holds on a day, or the first where none does yet."""
    versions = versions_of(pack_id)
    if not versions:
        raise NotFoundError("There is no such body here.")
    begun = [one for one in versions if one.effective.since <= today]
    return (begun or [versions[0]])[-1]


def judge(kept: Kept, followed: Followed, as_of: date, since: date | None = None) -> Judged | None:
    """Judge a log by one pack; None where that pack is gone.

    Periods that ended on `since` or before are left out.
    """
    versions = versions_of(followed.pack_id)
    if not versions:
        return None
    log = kept.log(followed)
    return Judged(
        followed=followed,
        pack=current(followed.pack_id, as_of),
        log=log,
        evaluation=evaluate(versions, log, as_of, since=since),
    )


def judge_everybody(opens: Opens, as_of: date, goes_on: Callable[[], bool]) -> int:
    """Judge all who follow a body, batch by batch, and return how many members that were.

    A run that was broken off is taken up where it stopped. Of two that run at once, one stops.
    Judging only reads; the writing of a batch is one short transaction.
    """
    with opens.begin() as work:
        run_id = run_for(work, as_of).id
    done = 0
    while goes_on():
        with opens.read() as session:
            batch = next_batch(session, run_id)
        if batch is None:
            break
        with opens.begin() as work:
            is_ours = end(work, batch)
        if not is_ours or not batch.members:
            break
        done += batch.members
    return done


def run_for(work: Work, as_of: date) -> Judging:
    """Return the run that is to be taken up, or a new one."""
    store.end_others(work.session, as_of, work.at)
    run = store.unfinished(work.session, as_of)
    if run is None:
        run = Judging(as_of=as_of, began_at=work.at, members=store.members(work.session))
        work.session.add(run)
        work.session.flush()
    return run


def next_batch(session: Session, run_id: UUID) -> Batch | None:
    """Judge the next few members of a run; nobody is left where there are none."""
    run = store.run(session, run_id)
    if run is None or run.ended_at is not None:
        return None
    zones = store.next_members(session, run.after, AT_ONCE)
    seen, done = run.after, run.done
    if not zones:
        return Batch(run_id=run_id, seen=seen, after=seen, done=done)
    logs, followed = store.kept(session, zones), store.followed_by_all(session, zones)
    rows = [
        row_apart(logs[person_id], one, run.as_of)
        for person_id, bodies in followed.items()
        for one in bodies
    ]
    return Batch(
        run_id=run_id,
        seen=seen,
        after=list(zones)[-1],
        done=done + len(zones),
        members=len(zones),
        rows=tuple(row for row in rows if row is not None),
    )


def end(work: Work, batch: Batch) -> bool:
    """Write what came of a batch, or that there are no more; False if somebody else did."""
    told: dict[str, object] = {"after": batch.after, "done": batch.done}
    if not batch.members:
        told["ended_at"] = work.at
    if not store.move_on(work.session, batch.run_id, batch.seen, **told):
        return False
    store.write_standings(work.session, [{**row, "judged_at": work.at} for row in batch.rows])
    if not batch.members:
        work.announce(EverybodyJudged(judging=batch.run_id, members=batch.done))
    return True


def row_apart(kept: Kept, followed: Followed, as_of: date) -> Mapping[str, Any] | None:
    """Return how somebody stands; of whom that cannot be said, nobody else waits for."""
    try:
        return standing_row(kept, followed, as_of)
    except Exception:  # whatever it is about one log, the others are judged
        log.exception("what %s follows was not judged; the others go on", followed.id)
        return None


def standing_row(kept: Kept, followed: Followed, as_of: date) -> Mapping[str, Any] | None:
    judged = judge(kept, followed, as_of, first_shown(as_of))
    if judged is None:
        return None
    lacking = questions(judged.pack).lacking(followed.details)
    word, next_on = standing(judged.evaluation, judged.pack, lacking)
    return {
        "following_id": followed.id,
        "as_of": as_of,
        "pack_version": judged.evaluation.version,
        "verdict": word.value,
        "next_date": next_on,
        "verdicts": [as_facts(row) for row in judged.evaluation.rows],
    }


def as_facts(row: Row) -> dict[str, str | None]:
    """Return a row as plain text, in the words of `cpd rules check`."""
    return {
        "requirement": row.requirement,
        "start": written(row.start),
        "end": written(row.end),
        "verdict": row.verdict.value,
        "required": figure(row.required),
        "claimed": figure(row.claimed),
        "evidenced": figure(row.evidenced),
        "short": figure(row.short),
        "last_date": written(row.last_date),
    }


def written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
