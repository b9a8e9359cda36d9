"""What a pack file says of itself: whose it is, when it holds, where it was read, what is open."""

import re
from collections.abc import Mapping
from dataclasses import replace

from cpd.content_files import Node
from cpd.requirements.pack_requirements import entry_date
from cpd.requirements.rules.packs import Body, Calendar, Effective, SelectBy, Source, Unclear
from cpd.requirements.values import (
    choice,
    day,
    flag,
    keyed,
    maybe,
    perhaps,
    text,
    words,
)

CONFIDENCE = ("high", "medium", "low", "memory")
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_URL = re.compile(r"https?://[^\s<>\"]+")


def body(node: Node) -> Body:
    fields = node.fields("name", "short country")
    name = text(fields["name"])
    return Body(
        name=name,
        short=maybe(fields, "short", text, name),
        country=maybe(fields, "country", text, ""),
    )


def effective(node: Node) -> Effective:
    fields = node.fields("from", "to select_by")
    since, until = day(fields["from"]), perhaps(fields, "to", day)
    if until is not None and until < since:
        raise fields["to"].broken("effective", "The last day is before the first.")
    chosen = maybe(fields, "select_by", choice(*SelectBy), SelectBy.PERIOD_START)
    return Effective(since=since, until=until, select_by=SelectBy(chosen))


def calendar(node: Node, base: Calendar) -> Calendar:
    """Read the calendar; what it leaves out stays as in the pack that is extended."""
    fields = node.fields("", "timezone week_start month_end leap_day entry_date")
    maybe(fields, "month_end", choice("clamp"), "clamp")
    return replace(
        base,
        time_zone=perhaps(fields, "timezone", text) or base.time_zone,
        week_start=maybe(
            fields, "week_start", lambda inner: _WEEK.index(choice(*_WEEK)(inner)), base.week_start
        ),
        leap_day=maybe(fields, "leap_day", choice("feb28", "mar1"), base.leap_day),
        entry_date=maybe(fields, "entry_date", entry_date, base.entry_date),
    )


def provenance(node: Node) -> tuple[Source, ...]:
    return tuple(source(item) for item in node.items())


def source(node: Node) -> Source:
    fields = node.fields("", "url clauses says confidence seen note")
    if not {"url", "clauses"} & fields.keys():
        raise node.broken("source", "A source has a url or clauses.")
    url = maybe(fields, "url", text, "")
    if url and _URL.fullmatch(url) is None:
        raise fields["url"].broken("url", "An address begins with http:// or https://.")
    return Source(
        url=url,
        clauses=maybe(fields, "clauses", words, ()),
        says=maybe(fields, "says", text, ""),
        confidence=maybe(fields, "confidence", choice(*CONFIDENCE), ""),
        seen=perhaps(fields, "seen", day),
        note=maybe(fields, "note", text, ""),
    )


def unclear(node: Node) -> tuple[Unclear, ...]:
    return tuple(open_point(item) for item in node.items())


def open_point(node: Node) -> Unclear:
    fields = node.fields("about reading", "requirement blocks")
    return Unclear(
        about=text(fields["about"]),
        reading=text(fields["reading"]),
        requirement=maybe(fields, "requirement", text, ""),
        blocks=maybe(fields, "blocks", flag, default=False),
    )


def names(node: Node) -> Mapping[str, str]:
    """Read what is said for each of some ids."""
    return {key: text(inner) for key, inner in keyed(node).items()}
