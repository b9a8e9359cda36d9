"""What is told to a person at a terminal: the verdicts of a pack, why, and where it was read."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby
from textwrap import wrap

from cpd.requirements.pack_files import Draft
from cpd.requirements.rules.answers import Evaluation, Row, Unit, Verdict
from cpd.requirements.rules.days import counted, said, said_period, said_run
from cpd.requirements.rules.kinds import Pack, Requirement
from cpd.requirements.rules.logs import Member
from cpd.requirements.rules.packs import Source, Unclear
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.saying import requirement_name
from cpd.requirements.rules.saying import said as said_time
from cpd.requirements.vocabulary import missing, vocabulary

WORDS = {
    Verdict.MET: "met",
    Verdict.NOT_MET: "NOT MET",
    Verdict.OPEN: "open",
    Verdict.EXEMPT: "exempt",
    Verdict.NEEDS_REVIEW: "needs review",
    Verdict.NEEDS_EXPLANATION: "needs explaining",
    Verdict.NOT_APPLICABLE: "does not apply",
}
CONFIDENCE = {
    "high": "the body's own page",
    "medium": "an old page, or restated by others",
    "low": "a single loose source",
    "memory": "not found again, from memory",
}


def table(evaluation: Evaluation, pack: Pack) -> str:
    """Lay the verdicts out, one a line."""
    rows = [
        (requirement_name(pack, one.requirement), _period(one), WORDS[one.verdict], _figures(one))
        for one in evaluation.rows
    ]
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(3)]
    lines = [
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]))
        for row in rows
    ]
    return "\n".join((_title(evaluation, pack), "", *(line.rstrip() for line in lines)))


def story(evaluation: Evaluation, pack: Pack, member: Member, width: int) -> str:
    """Tell everything: each requirement, each period, every step, sources and open points."""
    lines = [_title(evaluation, pack), *_status(pack, width)]
    for id_, rows in groupby(evaluation.rows, key=lambda row: row.requirement):
        asked = pack.requirement(id_)
        lines += ["", *_heading(requirement_name(pack, id_).upper(), asked, width)]
        for day in missing(pack, asked, member) if asked else ():
            lines += wrap(f"Missing in the log: {day}", width)
        for row in rows:
            lines += _told(row, width)
    lines += _closing(pack, width)
    return "\n".join(lines)


def description(draft: Draft, width: int) -> str:
    """Tell what a pack asks, in which words a log speaks to it, and where that was read."""
    pack = draft.pack
    until = f" to {said(pack.effective.until)}" if pack.effective.until else ""
    lines = [
        f"{pack.title} ({pack.id}, version {pack.version})",
        f"{pack.body.name}. Holds from {said(pack.effective.since)}{until}.",
        *_status(pack, width),
    ]
    for one in pack.requirements:
        title = f"{requirement_name(pack, one.id).upper()} ({one.id})"
        lines += ["", *_heading(title, one, width)]
    for sort in vocabulary(draft):
        lines += ["", f"{sort.title.upper()} ({sort.where})"]
        for word, meant in sort.meant.items():
            lines += _point(word if meant == word else f"{word}: {meant}", width)
    lines += _closing(pack, width)
    return "\n".join(lines)


def _title(evaluation: Evaluation, pack: Pack) -> str:
    on = said(evaluation.as_of)
    return f"{pack.title} ({evaluation.pack}, version {evaluation.version}), on {on}"


def _status(pack: Pack, width: int) -> Iterator[str]:
    if pack.status == "unofficial":
        text = f"Unofficial: read from published sources, not endorsed by {pack.body.name}."
        yield from wrap(text, width)


def _heading(title: str, asked: Requirement | None, width: int) -> Iterator[str]:
    yield title
    if asked is not None and asked.says:
        yield from wrap(asked.says, width)
    if asked is not None and asked.clause:
        yield f"Source: {asked.clause}"


def _told(row: Row, width: int) -> Iterator[str]:
    head = ": ".join(part for part in (_period(row), WORDS[row.verdict]) if part)
    figures = _figures(row)
    yield from wrap(
        head + (f" ({figures})" if figures else ""),
        width,
        initial_indent="  ",
        subsequent_indent="    ",
    )
    for line in row.explanation:
        yield from _point(line, width, indent=4)


def _point(text: str, width: int, indent: int = 2) -> list[str]:
    start = " " * indent
    return wrap(text, width, initial_indent=f"{start}- ", subsequent_indent=f"{start}  ")


def _period(row: Row) -> str:
    if row.start is None or row.end is None:
        return ""
    if row.start >= row.end:
        return said(row.start)
    period = Period(row.start, row.end)
    name = said_period(period)
    return name if row.unit is not Unit.DAYS else said_run(period.start, period.last)


def _figures(row: Row) -> str:
    """Say what was asked and what is there, rounded down."""
    if row.unit is Unit.NONE:
        return ""
    named = (
        ("required", row.required),
        ("claimed", row.claimed),
        ("evidenced", row.evidenced),
        ("short", row.short or None),
    )
    return ", ".join(
        f"{name} {_amount(value, row.unit)}" for name, value in named if value is not None
    )


def _amount(value: Fraction, unit: Unit) -> str:
    if unit is Unit.MINUTES:
        return said_time(value)
    return counted(int(value), "day") if unit is Unit.DAYS else str(value)


def _closing(pack: Pack, width: int) -> Iterator[str]:
    if pack.unclear:
        yield from ("", "WHAT THE SOURCES LEAVE OPEN")
        for one in pack.unclear:
            yield from _point(_open(one), width)
    if pack.provenance:
        yield from ("", "WHERE THIS WAS READ")
        yield from _sources(pack.provenance, width)


def _open(one: Unclear) -> str:
    person = " A person must judge what depends on it." if one.blocks else ""
    return f"{one.about.rstrip('.')}. Read here: {one.reading.rstrip('.')}.{person}"


def _sources(sources: Iterable[Source], width: int) -> Iterator[str]:
    for one in sources:
        yield f"  - {one.url or ', '.join(one.clauses)}"
        sure = CONFIDENCE.get(one.confidence, "")
        facts = (
            f"confidence: {one.confidence} ({sure})" if sure else "",
            f"seen {said(one.seen)}" if one.seen else "",
            one.note,
        )
        about = "; ".join(fact for fact in facts if fact)
        for text in (one.says, about):
            yield from wrap(text, width, initial_indent="    ", subsequent_indent="    ")
