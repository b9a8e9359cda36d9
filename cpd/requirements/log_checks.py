"""What in a log cannot be, though each field of it is well formed."""

from collections.abc import Iterator, Set
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cpd.requirements.log_days import Fields, day, day_of, elapsed, local
from cpd.requirements.rules import amounts
from cpd.requirements.validating import Path

Found = tuple[Path, str]

ONE_OF = (("declaration", "event"), ("on", "happened", "happened_on"), ("declared", "declared_on"))


def impossible(log: Fields, broken: Set[Path]) -> list[Found]:
    """Name what cannot be. Parts that are broken already are not looked at again."""

    def sound(path: Path, value: object) -> bool:
        return isinstance(value, dict) and not any(one[: len(path)] == path for one in broken)

    found: list[Found] = []
    member = log.get("member")
    zone = ZoneInfo("UTC")
    if isinstance(member, dict) and sound(("member",), member):
        found += _member(member)
        zone = ZoneInfo(member.get("time_zone") or "UTC")
    for part, check in (("documents", _document), ("declarations", _declaration)):
        for at, one in _items(log, part):
            if sound((part, at), one):
                found += check((part, at), one)
    seen: set[str] = set()
    for at, entry in _items(log, "entries"):
        if sound(("entries", at), entry):
            found += _entry(("entries", at), entry, zone)
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
    if ("month" in one) == ("from" in one):
        yield (*path, "from"), "say from which day, or which month (one of the two)"
    elif "month" in one and one.get("to"):
        yield (*path, "to"), "a month has no last day beside it"
    else:
        yield from _span(path, one)


def _span(path: Path, one: Fields) -> Iterator[Found]:
    since, until = day(one.get("from")), day(one.get("to"))
    if since and until and until < since:
        yield (*path, "to"), f"{until} is before {since}, when it begins"


def _document(path: Path, one: Fields) -> Iterator[Found]:
    yield from _span(path, one)


def _declaration(path: Path, one: Fields) -> Iterator[Found]:
    for names in ONE_OF:
        given = [name for name in names if one.get(name) is not None]
        if len(given) > 1:
            yield (*path, given[1]), f"this is the same as {given[0]}: write one of them"
    if not (one.get("declaration") or one.get("event")):
        yield (*path, "declaration"), "this is missing"


def _repeated(path: Path, one: Fields, seen: set[str]) -> Iterator[Found]:
    id_ = one.get("id")
    if id_ is not None and id_ in seen:
        yield (*path, "id"), f"the id {id_} stands twice"
    if id_ is not None:
        seen.add(id_)


def _entry(path: Path, entry: Fields, zone: ZoneInfo) -> Iterator[Found]:
    minutes, own = entry.get("minutes"), entry.get("own_minutes")
    if minutes is not None and own is not None and own > minutes:
        yield (*path, "own_minutes"), f"{own} is more than the {minutes} minutes of the entry"
    if not entry.get("end"):
        return
    start, end = local(entry["start"], zone), local(entry["end"], zone)
    runs = None
    if isinstance(start, datetime) and isinstance(end, datetime):
        runs = elapsed(start, end, zone)
    if day_of(end) < day_of(start) or (runs is not None and runs < timedelta(0)):
        yield (*path, "end"), f"{entry['end']} is before the start, {entry['start']}"
    elif runs is not None and minutes is not None and timedelta(minutes=minutes) > runs:
        most = runs // timedelta(minutes=1)
        yield (*path, "minutes"), f"{minutes} is more than the {most} minutes from start to end"
