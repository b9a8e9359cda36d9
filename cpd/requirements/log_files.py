"""What a log file says: strict JSON that a schema has checked, as the values the rules judge."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from cpd.requirements.json_texts import loads
from cpd.requirements.known import SHIPPED, Known
from cpd.requirements.log_checks import impossible
from cpd.requirements.log_days import Fields, day, named_stretch, stretch
from cpd.requirements.log_entries import entry, ids
from cpd.requirements.log_papers import (
    declaration,
    declaration_entered,
    is_declared,
    is_paper,
    paper,
    paper_entered,
    status_of,
)
from cpd.requirements.rules import amounts
from cpd.requirements.rules.logs import Log, Member, Share, Status, Stretch, Supervisor
from cpd.requirements.spelling import key
from cpd.requirements.validating import InputError, Path, Problem, as_text, problems

PARTS = ("member", "entries", "documents", "declarations")
COUNT_FOR_NOTHING = frozenset({Status.DRAFT, Status.REJECTED})


def read_log(content: bytes, known: Known = SHIPPED) -> Log:
    """Read a log, or refuse it with every problem by its path."""
    return log_of(loads(content), known)


def log_of(value: object, known: Known = SHIPPED) -> Log:
    """Turn plain values into a log; `value` is what JSON holds, its fractions as decimals.

    Entries that are a paper or a declaration, by a name that is known, stand for one besides.
    """
    found = problems("log", value)
    if isinstance(value, dict):
        found += impossible(value, {path for path, _ in found}, known)
    if found or not isinstance(value, dict):
        found.sort(key=lambda one: _place(one[0]))
        raise InputError([Problem(as_text(path), message) for path, message in found])
    member = _member(value["member"])
    zone = ZoneInfo(member.time_zone)
    raw = value.get("entries") or []
    entered = [one for one in raw if status_of(one) not in COUNT_FOR_NOTHING]
    return Log(
        member=member,
        entries=tuple(entry(one, id_, zone) for one, id_ in zip(raw, ids(raw), strict=True)),
        documents=(
            *(paper(one, zone) for one in value.get("documents") or ()),
            *(paper_entered(one, known, zone) for one in entered if is_paper(one, known)),
        ),
        declarations=(
            *(declaration(one, zone) for one in value.get("declarations") or ()),
            *(declaration_entered(one, known, zone) for one in entered if is_declared(one, known)),
        ),
    )


def _place(path: Path) -> tuple[int, int]:
    """Order problems as a log is written: the member, then what is listed, by number."""
    part = PARTS.index(path[0]) if path and path[0] in PARTS else len(PARTS)
    number = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
    return part, number


def _member(fields: Fields) -> Member:
    anchors = fields.get("anchors") or {}
    return Member(
        time_zone=fields.get("time_zone") or "UTC",
        grade=key(fields.get("grade") or "") or None,
        joined=day(fields.get("joined")),
        anchors={key(name): date.fromisoformat(at) for name, at in anchors.items() if at},
        working_share=_shares(fields.get("working_share")),
        leave=tuple(stretch(one) for one in fields.get("leave") or ()),
        breaks=tuple(stretch(one) for one in fields.get("breaks") or ()),
        closed=tuple(stretch(one) for one in fields.get("closed") or ()),
        supervisors={str(one["id"]): _supervisor(one) for one in fields.get("supervisors") or ()},
    )


def _shares(value: object) -> tuple[Share, ...]:
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(
            Share(since=day(one.get("from")), until=day(one.get("to")), share=_share(one["share"]))
            for one in value
        )
    return (Share(since=None, until=None, share=_share(value)),)


def _share(value: object) -> Fraction:
    return Fraction(value) if isinstance(value, int | Decimal) else amounts.share(str(value))


def _supervisor(fields: Fields) -> Supervisor:
    return Supervisor(
        id=str(fields["id"]),
        accredited=tuple(named_stretch(one, "body") for one in fields.get("accredited_by") or ()),
        relations=tuple(_relation(one) for one in fields.get("relations") or ()),
    )


def _relation(one: str | Fields) -> Stretch:
    found = named_stretch(one, "relation", "kind")
    return Stretch(since=found.since, until=found.until, kind=key(found.kind))
