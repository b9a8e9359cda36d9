"""Puts together what a portfolio says, from a member's log and what belongs to it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from sqlalchemy.orm import Session

from cpd.attestations.models import Attestation
from cpd.attestations.rules.answers import Answer
from cpd.kernel.errors import RuleError
from cpd.kernel.hours import clocked, spoken
from cpd.records.models import Entry
from cpd.records.rules.entries import KIND_TITLES
from cpd.records.rules.fields import LONG, word_for
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.kinds import Part as OnesPart
from cpd.standings.rules.panels import Panel
from cpd.standings.service.members import panels_of
from cpd.transfers.gathering_papers import certificates, papers
from cpd.transfers.rules.formats import Wanted
from cpd.transfers.rules.portfolios import (
    MOST_ENTRIES,
    Fact,
    Figures,
    Item,
    Part,
    Portfolio,
    Row,
    Section,
)
from cpd.transfers.rules.writing import said_fields
from cpd.transfers.store import wholes as store
from cpd.transfers.whole import shown
from cpd.web.filters import MONTHS, on

COLUMNS = ("CPD activity", "Supervision", "Supervision given", "Practice")
IN_NOTE = frozenset({"kind", "minutes", "done_on", "ended_on", "title", "identity_reason",
                     "supervisor_id", "counts_for"})  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Whose portfolio is asked for, of which days and kinds, with which sections."""

    person_id: UUID
    name: str
    time_zone: str
    wanted: Wanted
    sections: tuple[Section, ...]
    today: date
    site: str


@dataclass(frozen=True)
class Kept:
    """An entry that counts, with what shows it and who attested it."""

    entry: Entry
    evidence: tuple[str, ...]
    attestations: tuple[Attestation, ...]


def portfolio(session: Session, asked: Asked) -> Portfolio:
    entries = kept(session, asked)
    bodies = panels_of(session, asked.person_id, asked.time_zone, asked.today)
    makers: Mapping[Section, Callable[[], Part]] = {
        Section.SUMMARY: lambda: summary(entries),
        Section.STANDING: lambda: standing(bodies, asked.today),
        Section.ENTRIES: lambda: every_entry(entries),
        Section.SUPERVISION: lambda: supervision(entries),
        Section.REFLECTIONS: lambda: reflections(entries),
        Section.PLAN: lambda: plan(entries),
        Section.PAPERS: lambda: papers(session, asked.person_id),
        Section.CERTIFICATES: lambda: certificates(session, asked.person_id),
    }
    return Portfolio(
        name=asked.name,
        period=period(asked.wanted),
        made_on=asked.today,
        site=asked.site,
        bodies=tuple(one.pack.title for one in bodies),
        parts=tuple(makers[section]() for section in asked.sections),
        key=f"{asked.person_id}:{asked.today.isoformat()}",
    )


def kept(session: Session, asked: Asked) -> list[Kept]:
    """Return the entries that count, the oldest first, unless there are too many for one book."""
    number = store.count(session, asked.person_id, asked.wanted)
    if number > MOST_ENTRIES:
        raise RuleError(
            f"That would be {number:,} entries; a portfolio holds {MOST_ENTRIES:,}. "
            "Choose a shorter period, or fewer kinds."
        )
    return [
        Kept(
            entry,
            tuple(shown(one) for one in about.evidence.get(entry.id, ()) if not one.removed_at),
            tuple(about.attestations.get(entry.id, ())),
        )
        for some, about in store.entries(session, asked.person_id, asked.wanted)
        for entry in some
        if entry.withdrawn_at is None
    ]


def period(wanted: Wanted) -> str:
    if wanted.since and wanted.until:
        return f"{on(wanted.since)} to {on(wanted.until)}"
    if wanted.since:
        return f"From {on(wanted.since)}"
    return f"Until {on(wanted.until)}" if wanted.until else "Everything in my log"


def days(entry: Entry) -> str:
    if entry.ended_on is None:
        return on(entry.done_on)
    return f"{on(entry.done_on)} to {on(entry.ended_on)}"


def month(entry: Entry) -> str:
    return f"{MONTHS[entry.done_on.month - 1]} {entry.done_on.year}"


# The parts


def summary(entries: Sequence[Kept]) -> Part:
    """Add up time by month and by year; an hour with a client is no hour of learning."""
    by_year: defaultdict[int, list[Kept]] = defaultdict(list)
    for one in entries:
        by_year[one.entry.done_on.year].append(one)
    figures = [
        Figures(
            str(year),
            ("Month", *COLUMNS),
            (*month_rows(some), Row(f"{year} in all", cells(some))),
        )
        for year, some in sorted(by_year.items(), reverse=True)
    ]
    if len(by_year) > 1:
        rows = [Row(str(year), cells(some)) for year, some in sorted(by_year.items())]
        figures.insert(0, Figures("Year by year", ("Year", *COLUMNS), tuple(rows)))
    return Part(Section.SUMMARY, "Summary", "Hours and minutes.", figures=tuple(figures))


def month_rows(entries: Sequence[Kept]) -> Iterator[Row]:
    for _, some in groupby(entries, lambda one: one.entry.done_on.month):
        group = list(some)
        yield Row(month(group[0].entry).split()[0], cells(group))


def cells(entries: Iterable[Kept]) -> tuple[str, ...]:
    sums = dict.fromkeys(COLUMNS, 0)
    for one in entries:
        name = column(one.entry)
        if name:
            sums[name] += one.entry.minutes
    return tuple(clocked(sums[name]) if sums[name] else "–" for name in COLUMNS)  # noqa: RUF001


def column(entry: Entry) -> str:
    if entry.kind is EntryKind.SUPERVISION:
        return COLUMNS[2] if entry.part is OnesPart.DELIVERED else COLUMNS[1]
    return {EntryKind.ACTIVITY: COLUMNS[0], EntryKind.PRACTICE: COLUMNS[3]}.get(entry.kind, "")


def standing(bodies: Sequence[Panel], today: date) -> Part:
    groups = tuple((f"{one.pack.title}: {one.title}", requirements(one)) for one in bodies)
    lead = f"As reckoned on {on(today)} from this log, by unofficial readings of the rules."
    return Part(Section.STANDING, "How I stand", lead, groups=groups)


def requirements(one: Panel) -> tuple[Item, ...]:
    return tuple(
        Item(row.name, note=row.row.verdict.value.replace("_", " ").capitalize(),
             facts=(Fact("", row.text),) if row.text else ())
        for row in one.rows
        if row.is_now
    )  # fmt: skip


def every_entry(entries: Sequence[Kept]) -> Part:
    groups = tuple(
        (name, tuple(item(one) for one in some))
        for name, some in groupby(entries, lambda one: month(one.entry))
    )
    return Part(Section.ENTRIES, "Entries", groups=groups)


def item(one: Kept) -> Item:
    """Write an entry in a few lines; its long texts stand among the reflections."""
    entry = one.entry
    facts = [
        Fact(word_for(entry.kind, name), text)
        for name, text in said_fields(entry.logged)
        if name not in IN_NOTE | LONG
    ]
    if one.evidence:
        facts.append(Fact("Evidence", ", ".join(one.evidence)))
    facts += [Fact("Attested", said_attestation(word)) for word in one.attestations]
    return Item(entry.title, days(entry), note(entry), tuple(facts))


def note(entry: Entry) -> str:
    time = f", {spoken(entry.minutes)}" if entry.minutes else ""
    return KIND_TITLES[entry.kind] + time


def said_attestation(one: Attestation) -> str:
    day = on(one.made_at.date())
    if one.answer is Answer.AGREED:
        return f"{one.supervisor_name} agreed on {day}"
    return f"{one.supervisor_name} did not agree on {day}"


def supervision(entries: Sequence[Kept]) -> Part:
    sessions = tuple(item(one) for one in entries if one.entry.kind is EntryKind.SUPERVISION)
    total = sum(one.entry.minutes for one in entries if column(one.entry) == COLUMNS[1])
    lead = (
        f"{len(sessions):,} sessions; {spoken(total)} of supervision received." if sessions else ""
    )
    return Part(Section.SUPERVISION, "Supervision", lead, items=sessions)


def reflections(entries: Sequence[Kept]) -> Part:
    found = (reflected(one.entry) for one in entries if one.entry.kind is not EntryKind.PLAN)
    return Part(Section.REFLECTIONS, "Reflections", items=tuple(one for one in found if one.texts))


def reflected(entry: Entry) -> Item:
    texts = tuple(
        Fact(word_for(entry.kind, name), text)
        for name, text in said_fields(entry.logged)
        if name in LONG
    )
    return Item(entry.title, days(entry), note(entry), texts=texts)


def plan(entries: Sequence[Kept]) -> Part:
    items = tuple(
        Item(
            one.entry.title,
            f"By {on(one.entry.due_on)}" if one.entry.due_on else "",
            (one.entry.plan_state or "").capitalize(),
            texts=reflected(one.entry).texts,
        )
        for one in entries
        if one.entry.kind is EntryKind.PLAN
    )
    return Part(Section.PLAN, "Development plan", items=items)
