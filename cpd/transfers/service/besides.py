"""Brings in what an export holds beside entries, and takes it back with them."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from cpd.documents import service as documents
from cpd.documents.rules.declarations import Declared
from cpd.documents.rules.papers import Written
from cpd.records import service as records
from cpd.records.rules.months import Closed
from cpd.standings import service as standings
from cpd.standings.rules.following import Away
from cpd.transfers.rules.besides import Beside, Sort
from cpd.transfers.store import besides as store
from cpd.work import Work


def bring_besides(work: Work, person_id: UUID, batch_id: UUID, coming: Iterable[Beside]) -> None:
    """Write down what comes in; what was withdrawn comes in withdrawn.

    Practice that the same file brings outweighs its word that a month had none.
    """
    zone = store.time_zone(work.session, person_id)
    practised = store.practised(work.session, person_id)
    for one in coming:
        if isinstance(one.what, Closed):
            close(work, person_id, one.what, practised)
        else:
            bring(work, person_id, zone, one, store.prefix(batch_id) + one.ref)


def bring(work: Work, person_id: UUID, zone: str, one: Beside, ref: str) -> None:
    match one.what:
        case Written():
            paper = documents.add(work, person_id, zone, one.what, ref)
            if one.is_withdrawn:
                documents.withdraw(work, person_id, paper.id)
        case Declared():
            made = documents.declare(work, person_id, zone, one.what, ref)
            if one.is_withdrawn:
                documents.take_back(work, person_id, made.id)
        case Away():
            absence = standings.add_absence(work, person_id, one.what, ref)
            if one.is_withdrawn and absence.source_ref == ref:
                standings.withdraw_absence(work, person_id, absence.id)
        case _:
            pass


def close(work: Work, person_id: UUID, word: Closed, practised: Collection[date]) -> None:
    if not (word.is_none and word.month in practised):
        records.close_month(work, person_id, word.month, is_none=word.is_none)


def take_besides_back(work: Work, person_id: UUID, batch_id: UUID, *, with_changed: bool) -> int:
    """Withdraw what an import brought beside entries, and open its months; return how many."""
    session = work.session
    changed = {row.id for row in store.changed_papers(session, person_id, batch_id)}
    kept = set() if with_changed else changed
    papers = [id_ for id_ in store.ids(session, Sort.PAPER, person_id, batch_id)
              if id_ not in kept]  # fmt: skip
    declared = store.ids(session, Sort.DECLARATION, person_id, batch_id)
    away = store.ids(session, Sort.ABSENCE, person_id, batch_id)
    for paper_id in papers:
        documents.withdraw(work, person_id, paper_id)
    for declaration_id in declared:
        documents.take_back(work, person_id, declaration_id)
    for absence_id in away:
        standings.withdraw_absence(work, person_id, absence_id)
    months = store.closed_by(session, person_id, batch_id)
    records.reopen(work, person_id, tuple(months))
    return len(papers) + len(declared) + len(away) + len(months)
