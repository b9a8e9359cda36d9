"""What in a log cannot be, though each field of it is well formed."""

from collections.abc import Iterator, Set
from datetime import timedelta
from zoneinfo import ZoneInfo

from cpd.requirements.known import Known
from cpd.requirements.log_days import (
    Fields,
    day,
    day_of,
    local,
    local_day,
    longest,
    minutes_of,
)
from cpd.requirements.log_papers import FIRST, LAST, NAMED, ONE_OF, name_in, said
from cpd.requirements.log_proofs import evidence_of, is_empty
from cpd.requirements.rules import amounts
from cpd.requirements.spelling import key
from cpd.requirements.validating import Path

Found = tuple[Path, str]

TIMED = frozenset({"activity", "supervision", "practice"})
A_DAY = 24 * 60
ELSEWHERE = {
    "declaration": (
        "name what is declared in category, tags or title, or write it under declarations: "
        '{"declaration": "complaint_upheld", "on": "2026-03-31"}'
    ),
    "document": (
        "name the paper in category, tags or title, or write it under documents: "
        '{"document": "dbs_check", "issued": "2026-03-31"}'
    ),
}


def impossible(log: Fields, broken: Set[Path], known: Known) -> list[Found]:
    """Name what cannot be. Parts that are broken already are not looked at again."""

    def sound(path: Path, value: object) -> bool:
        return isinstance(value, dict) and not any(one[: len(path)] == path for one in broken)

    found: list[Found] = []
    member = log.get("member")
    zone = ZoneInfo("UTC")
    if isinstance(member, dict) and sound(("member",), member):
        found += _member(member)
        zone = ZoneInfo(member.get("time_zone") or "UTC")
    for part in ONE_OF:
        for at, one in _items(log, part):
            if sound((part, at), one):
                found += _paper_or_declaration((part, at), one, zone)
    seen: set[str] = set()
    for at, entry in _items(log, "entries"):
        if sound(("entries", at), entry):
            found += _entry(("entries", at), entry, zone)
            found += _proofs(("entries", at), entry)
            found += _elsewhere(("entries", at), entry, known)
            found += _repeated(("entries", at), entry, seen)
    return found


def _items(log: Fields, part: str) -> Iterator[tuple[int, Fields]]:
    listed = log.get(part)
    yield from enumerate(listed if isinstance(listed, list) else ())


def _member(member: Fields) -> Iterator[Found]:
    for part in ("leave", "breaks", "closed"):
        for at, one in _items(member, part):
            yield from _days(("member", part, at), one)
    yield from _shares(member.get("working_share"))
    seen: set[str] = set()
    for at, one in _items(member, "supervisors"):
        path: Path = ("member", "supervisors", at)
        yield from _repeated(path, one, seen)
        for part in ("accredited_by", "relations"):
            for place, held in _items(one, part):
                if isinstance(held, dict):
                    yield from _span((*path, part, place), held)


def _shares(value: object) -> Iterator[Found]:
    path: Path = ("member", "working_share")
    if not isinstance(value, list):
        yield from _share(path, value)
        return
    for at, one in enumerate(value):
        yield from _span((*path, at), one)
        yield from _share((*path, at, "share"), one["share"])


def _share(path: Path, value: object) -> Iterator[Found]:
    if isinstance(value, str) and amounts.share(value) > 1:
        yield path, f"{value} is more than all of the time"


def _days(path: Path, one: str | Fields) -> Iterator[Found]:
    if isinstance(one, str):
        return
    if bool(one.get("month")) == bool(one.get("from")):
        yield (*path, "from"), "say from which day, or which month (one of the two)"
    elif one.get("month") and one.get("to"):
        yield (*path, "to"), "a month has no last day beside it"
    else:
        yield from _span(path, one)


def _span(path: Path, one: Fields) -> Iterator[Found]:
    since, until = day(one.get("from")), day(one.get("to"))
    if since and until and until < since:
        yield (*path, "to"), f"{until} is before {since}, when it begins"


def _paper_or_declaration(path: Path, one: Fields, zone: ZoneInfo) -> Iterator[Found]:
    for names in ONE_OF[str(path[0])]:
        given = [name for name in names if one.get(name) is not None]
        if len(given) > 1:
            yield (*path, given[1]), f"this is the same as {given[0]}: write one of them"
    if path[0] == "declarations":
        if not said(one, NAMED):
            yield (*path, NAMED[0]), "this is missing"
        return
    since, until = local_day(said(one, FIRST), zone), local_day(said(one, LAST), zone)
    if since and until and until < since:
        last = next(name for name in LAST if one.get(name))
        yield (*path, last), f"{until} is before {since}, when it begins"


def _repeated(path: Path, one: Fields, seen: set[str]) -> Iterator[Found]:
    id_ = one.get("id")
    if id_ is not None and str(id_) in seen:
        yield (*path, "id"), f"the id {id_} stands twice"
    if id_ is not None:
        seen.add(str(id_))


def _proofs(path: Path, entry: Fields) -> Iterator[Found]:
    """Refuse evidence and attestations that say nothing: they would bear an entry out."""
    given = evidence_of(entry)
    for at, one in enumerate(given):
        if is_empty(one):
            bare = isinstance(entry["evidence"], str)
            yield (*path, "evidence", *(() if bare else (at,))), "this is empty"
    for at, one in enumerate(entry.get("attestations") or ()):
        if is_empty(one):
            yield (*path, "attestations", at), "this is empty"


def _elsewhere(path: Path, entry: Fields, known: Known) -> Iterator[Found]:
    """Refuse a paper or a declaration among the entries that bears no known name."""
    kind = key(entry["kind"])
    names = {"document": known.documents, "declaration": known.declarations}.get(kind)
    if names is not None and kind not in known.counted and not name_in(entry, names):
        yield (*path, "kind"), ELSEWHERE[kind]


def _entry(path: Path, entry: Fields, zone: ZoneInfo) -> Iterator[Found]:
    minutes, own = minutes_of(entry, zone), entry.get("own_minutes")
    is_said = entry.get("minutes") is not None
    if own is not None and own > minutes and (is_said or entry.get("end")):
        yield (*path, "own_minutes"), f"{own} is more than the {minutes} minutes of the entry"
    start = local(entry["start"], zone)
    end = local(entry.get("end") or entry["start"], zone)
    runs = longest(entry["start"], entry["end"], zone) if entry.get("end") else None
    if day_of(end) < day_of(start) or (runs is not None and runs < timedelta(0)):
        yield (*path, "end"), f"{entry['end']} is before the start, {entry['start']}"
    elif runs is not None and timedelta(minutes=minutes) > runs:
        most = runs // timedelta(minutes=1)
        yield (*path, "minutes"), f"{minutes} is more than the {most} minutes from start to end"
    elif key(entry["kind"]) in TIMED - {"practice"} and not minutes:
        yield (*path, "minutes"), "no minute lies between start and end"
    elif runs is None:
        yield from _too_long(path, entry, minutes, (day_of(end) - day_of(start)).days + 1)


def _too_long(path: Path, entry: Fields, minutes: int, days: int) -> Iterator[Found]:
    """Refuse more than there is in the days that are said to be covered.

    A session of supervision lies on one day. Of other entries without an end nobody knows how
    many days they cover: practice may be logged by week or by month under its first day.
    """
    is_dated = entry.get("end") or key(entry["kind"]) == "supervision"
    if is_dated and minutes > A_DAY * days:
        covered = "one day" if days == 1 else f"{days} days"
        yield (*path, "minutes"), f"{minutes} is more than the {A_DAY * days} minutes of {covered}"
