"""What a pack file says of one requirement: what all of them may say, and who reads which kind."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from cpd.content_files import Node
from cpd.requirements.pack_matches import meant, shape
from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.kinds import Requirement
from cpd.requirements.rules.packs import EntryDate, PeriodShape
from cpd.requirements.rules.terms import AppliesIf, Leave
from cpd.requirements.values import (
    Fields,
    any_length,
    choice,
    day,
    given,
    length,
    maybe,
    minutes,
    opened,
    perhaps,
    plain_set,
    text,
)

COMMON = "name says clause period date_basis not_applicable_needs applies_if leave"
_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[_.-][A-Za-z0-9]+)*")
LONGEST_NAME = 60
_METHODS = ("none", "exempt_whole_periods", "prorate", "subtract_days", "extend_due_date")


class Shared(TypedDict):
    """What every kind of requirement holds."""

    id: str
    name: str
    says: str
    clause: str
    period: PeriodShape | None
    applies_if: AppliesIf | None
    not_applicable_needs: str
    leave: Leave
    date_basis: EntryDate | None
    line: int


@dataclass(frozen=True)
class Reader:
    """How one kind is read: keys it needs, keys it allows beside the common ones."""

    needed: str
    allowed: str
    read: Callable[[Fields, Shared], Requirement]


def requirement(
    node: Node, named: Mapping[str, Node], readers: Mapping[str, Reader]
) -> Requirement:
    if not isinstance(node.value, dict) or "kind" not in node.value:
        raise node.broken("missing-key", "A requirement with its kind was expected here.")
    kind = choice(*readers)(node.inner("kind", node.value["kind"]))
    reader = readers[kind]
    fields = node.fields(f"id kind {reader.needed}", f"{COMMON} {reader.allowed}")
    for key in ("period", "counted_in"):
        if given(fields, key) is not None:
            fields[key] = meant(fields[key], named)
    return reader.read(fields, _shared(fields, node))


def identifier(node: Node) -> str:
    found = text(node)
    if _ID.fullmatch(found) is None or len(found) > 60:
        raise node.broken("id", f"{found} is no id: letters, digits, and _ between them.")
    return found


def _name(node: Node) -> str:
    found = text(node)
    if len(found) > LONGEST_NAME:
        raise node.broken("name", f"A name has at most {LONGEST_NAME} characters.")
    return found


def entry_date(node: Node) -> EntryDate:
    """Read on which day an entry counts; `start` is short for the local start."""
    found = choice("start", *EntryDate)(node)
    return EntryDate.START if found == "start" else EntryDate(found)


def _shared(fields: Fields, node: Node) -> Shared:
    return {
        "id": identifier(fields["id"]),
        "name": maybe(fields, "name", _name, ""),
        "says": maybe(fields, "says", text, ""),
        "clause": maybe(fields, "clause", text, ""),
        "period": perhaps(fields, "period", shape),
        "applies_if": perhaps(fields, "applies_if", _applies_if),
        "not_applicable_needs": maybe(
            fields, "not_applicable_needs", choice("documented_break"), ""
        ),
        "leave": maybe(fields, "leave", leave, Leave()),
        "date_basis": perhaps(fields, "date_basis", entry_date),
        "line": node.document.line(node.path),
    }


def _applies_if(node: Node) -> AppliesIf:
    fields = node.fields("", "grade measure in_period after before tenure")
    if not fields:
        raise node.broken("empty", "A condition was expected here.")
    if "in_period" in fields and "measure" not in fields:
        raise node.broken("applies-if", "in_period says how much of a measure: name it.")
    volume = opened(fields, "in_period", "more_than")
    tenure = opened(fields, "tenure", "", "from below")
    return AppliesIf(
        grades=maybe(fields, "grade", plain_set, frozenset()),
        measure=maybe(fields, "measure", text, ""),
        more_than=maybe(volume, "more_than", minutes, AppliesIf().more_than),
        after=perhaps(fields, "after", day),
        before=perhaps(fields, "before", day),
        not_before_years=perhaps(tenure, "from", any_length),
        before_years=perhaps(tenure, "below", any_length),
    )


def leave(node: Node) -> Leave:
    fields = node.fields("method", "by round limit kinds")
    return Leave(
        method=choice(*_METHODS)(fields["method"]),
        by=maybe(fields, "by", choice("whole_months", "whole_years", "days"), "days"),
        round=maybe(fields, "round", choice("up_to_15min"), ""),
        limit=perhaps(fields, "limit", length),
        kinds=maybe(fields, "kinds", plain_set, frozenset()),
    )


def lengths(node: Node) -> tuple[Length, ...]:
    return tuple(any_length(item) for item in node.items())
