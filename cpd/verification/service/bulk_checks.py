"""Files of certificates that a body has checked: taken in, worked off in parts, cancelled."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import Role
from cpd.verification.models import BulkCheck, BulkLine
from cpd.verification.rules.asked import Asked
from cpd.verification.rules.lines import Numbered
from cpd.verification.rules.scopes import BulkState
from cpd.verification.service.api_events import BulkCheckBegun, BulkCheckForgotten
from cpd.verification.service.api_keys import mine
from cpd.verification.service.bulk import Question, answer_all
from cpd.verification.store import bulk as store
from cpd.verification.store import webhooks
from cpd.web.access import Me
from cpd.work import Work

JOB = "check-bulk"
BATCH = 200
MOST_OPEN = 5
LEASE = timedelta(minutes=5)
KEPT_FOR = timedelta(days=30)

Begin = Callable[[], AbstractContextManager[Work]]


def take_in(
    work: Work,
    me: Me,
    organisation_id: UUID,
    file_name: str,
    lines: Sequence[Numbered],
    *,
    watch: bool,
) -> BulkCheck:
    """Keep the lines of a file for the job."""
    mine(me, organisation_id)
    if store.open_checks(work.session, organisation_id) >= MOST_OPEN:
        raise RuleError("Several files are being checked. Wait for them, or cancel one.")
    check = BulkCheck(
        id=uuid4(),
        organisation_id=organisation_id,
        file_name="".join(mark for mark in file_name if mark.isprintable())[-200:] or "file",
        state=BulkState.WAITING,
        lines=len(lines),
        done=0,
        watch=watch,
        created_by=me.id,
        created_at=work.at,
    )
    work.session.add(check)
    work.session.flush()
    rows = [
        {"check_id": check.id, "line": line.number, "asked": line.asked.to_facts()}
        for line in lines
    ]
    store.add_lines(work.session, rows)
    work.announce(BulkCheckBegun(check=check.id, organisation=organisation_id, lines=len(lines)))
    return check


def seen(session: Session, me: Me, check_id: UUID) -> BulkCheck:
    check = store.one_of(session, me.organisations(Role.ASSESSOR), check_id)
    if check is None:
        raise NotFoundError("There is no such check among yours.")
    return check


def cancel(work: Work, me: Me, check_id: UUID) -> bool:
    """Stop a check; what is answered stays. False if it had ended before."""
    seen(work.session, me, check_id)
    return store.end(work.session, check_id, BulkState.CANCELLED, work.at)


def forget(work: Work, me: Me, check_id: UUID) -> None:
    """Delete a check and everything that was asked in it."""
    check = seen(work.session, me, check_id)
    organisation_id = check.organisation_id
    store.forget(work.session, [check_id])
    work.announce(BulkCheckForgotten(check=check_id, organisation=organisation_id))


def work_off(begin: Begin, goes_on: Callable[[], bool]) -> int:
    """Answer the lines of waiting files, a part in each transaction, and return how many."""
    lines = 0
    while goes_on():
        with begin() as work:
            check_id = store.claim(work.session, work.at, work.at + LEASE)
        if check_id is None:
            break
        part = 1
        while part and goes_on():
            with begin() as work:
                part = answer_part(work, check_id)
            lines += part
        if part:  # told to stop: another scheduler may go on at once
            with begin() as work:
                store.note_done(work.session, check_id, 0, work.at)
    return lines


def answer_part(work: Work, check_id: UUID) -> int:
    """Answer some lines more of a check that is still wanted; nothing left ends it."""
    check = store.held(work.session, check_id)
    if check is None or check.state is not BulkState.RUNNING:
        return 0
    rows = store.unanswered(work.session, check_id, BATCH)
    if not rows:
        store.end(work.session, check_id, BulkState.DONE, work.at)
        return 0
    question = Question(organisation_id=check.organisation_id, at=work.at)
    answers = answer_all(work.session, numbered(rows), question)
    store.answer(work.session, check_id, {one.line: short(one.said) for one in answers})
    store.note_done(work.session, check_id, len(rows), work.at + LEASE)
    if check.watch:
        found = {one.certificate_id for one in answers if one.certificate_id}
        webhooks.watch(work.session, check.organisation_id, found, work.at)
    return len(rows)


def short(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer as it is kept: of each check its result, of those that failed the words."""
    checks = said["checks"]
    kept = {name: value for name, value in said.items() if name not in {"line", "checks"}}
    return kept | {
        "checks": {one["id"]: one["result"] for one in checks},
        "failed": [one["message"] for one in checks if one["result"] == "fail"],
    }


def numbered(rows: Sequence[BulkLine]) -> list[Numbered]:
    return [Numbered(row.line, Asked.from_facts(row.asked)) for row in rows]


def clear(work: Work) -> int:
    """Delete what ended a month ago."""
    return store.forget(
        work.session, store.ended_before(work.session, work.at - KEPT_FOR, most=200)
    )
