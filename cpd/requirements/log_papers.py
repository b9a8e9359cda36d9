"""What a log says of dated papers and of declarations, each under one of several names."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from cpd.requirements.known import Known
from cpd.requirements.log_days import Fields, local_day, minutes_of
from cpd.requirements.rules.logs import Declaration, Paper, Status
from cpd.requirements.spelling import key

NAMED = ("declaration", "event", "kind", "type")
ON = ("on", "date", "at")
HAPPENED = ("happened", "happened_on", "happened_at")
DECLARED = ("declared", "declared_on", "declared_at")
ISSUED = ("issued", "issued_on", "issue_date")
FIRST = ("from", "valid_from")
LAST = ("to", "valid_until", "expires", "last_day")

ONE_OF = {
    "documents": (ISSUED, FIRST, LAST),
    "declarations": (NAMED, (*ON, *HAPPENED), DECLARED),
}
STATUSES = {"pending": Status.SUBMITTED, "accepted": Status.VERIFIED}


def said(fields: Fields, names: tuple[str, ...]) -> str | None:
    """Return what stands under one of the names."""
    return next((fields[name] for name in names if fields.get(name)), None)


def status_of(entry: Fields) -> Status:
    word = key(entry.get("status") or Status.SUBMITTED)
    return STATUSES.get(word) or Status(word)


def paper(fields: Fields, zone: ZoneInfo) -> Paper:
    return Paper(
        document=key(fields["document"]),
        issued=local_day(said(fields, ISSUED), zone),
        first=local_day(said(fields, FIRST), zone),
        last=local_day(said(fields, LAST), zone),
        version=fields.get("version"),
    )


def declaration(fields: Fields, zone: ZoneInfo) -> Declaration:
    """Read a declaration. `on` alone is the day it happened and was declared on."""
    name = key(said(fields, NAMED) or "")
    on, happened = said(fields, ON), said(fields, HAPPENED)
    declared = said(fields, DECLARED) or (on if not happened else None)
    if not on and not happened and _is_of_itself(name, fields):
        happened = declared
    return Declaration(
        declaration=name,
        happened_on=local_day(on or happened, zone),
        declared_on=local_day(declared, zone),
        requirement=fields.get("requirement"),
        minutes=fields.get("minutes"),
        verdict=key(fields.get("verdict") or "") or None,
        until=local_day(fields.get("until"), zone),
    )


def _is_of_itself(name: str, fields: Fields) -> bool:
    """Say whether declaring it is all that happens: a renewal sent in, time that was granted."""
    return (
        name.startswith(("granted_", "renewal_"))
        or name.endswith(("_submitted", "_granted"))
        or bool(fields.get("minutes") or fields.get("until"))
    )


def name_in(entry: Fields, names: frozenset[str]) -> str:
    """Return which of the names an entry bears: as its category, as a tag, or as its title."""
    return next((word for word in _words(entry) if word in names), "")


def _words(entry: Fields) -> Iterator[str]:
    category = entry.get("category") or ""
    written = category.values() if isinstance(category, dict) else (category,)
    yield from map(key, (*written, *(entry.get("tags") or ()), entry.get("title") or ""))


def is_declared(entry: Fields, known: Known) -> bool:
    return key(entry["kind"]) == "declaration" and name_in(entry, known.declarations) != ""


def is_paper(entry: Fields, known: Known) -> bool:
    return key(entry["kind"]) == "document" and name_in(entry, known.documents) != ""


def declaration_entered(entry: Fields, known: Known, zone: ZoneInfo) -> Declaration:
    """Read an entry that is a declaration: it happened, and was declared, on the day it starts."""
    on, end = local_day(entry["start"], zone), local_day(entry.get("end"), zone)
    return Declaration(
        declaration=name_in(entry, known.declarations),
        happened_on=on,
        declared_on=on,
        minutes=minutes_of(entry, zone) or None,
        until=end if end != on else None,
    )


def paper_entered(entry: Fields, known: Known, zone: ZoneInfo) -> Paper:
    """Read an entry that is a dated paper: issued on the day it starts, good until its end."""
    on = local_day(entry["start"], zone)
    return Paper(
        document=name_in(entry, known.documents),
        issued=on,
        first=on if entry.get("end") else None,
        last=local_day(entry.get("end"), zone),
    )
