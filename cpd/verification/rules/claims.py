"""What a credential says of itself, and where that differs from the record."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cpd.certificates.rules.facts import Facts
from cpd.certificates.rules.life import NameShown
from cpd.verification.rules.answers import Difference
from cpd.verification.rules.checks import Check, Point, failed, passed, skipped
from cpd.verification.rules.standing import said

LONGEST = 200
OUR_LIST = re.compile(r"/status/(?:revocation|suspension)/([0-9]{1,9})$")
KINDS = {"ext:Minutes": "minutes", "ext:CategoryMinutes": "category", "ext:Delivery": "delivery"}
CATEGORY = "Minutes: "


@dataclass(frozen=True, kw_only=True)
class Claims:
    """Texts as they stand there, none of them vouched for; empty where there is none."""

    certificate_id: UUID | None = None
    issuer_did: str = ""
    issuer: str = ""
    name: str = ""
    title: str = ""
    serial: str = ""
    minutes: str = ""
    categories: tuple[tuple[str, str], ...] = ()
    delivery: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    completed_on: str = ""
    issued_on: str = ""
    expires_on: str = ""
    provider_numbers: tuple[str, ...] = ()
    approvals: tuple[str, ...] = ()
    list_url: str = ""
    list_number: int | None = None
    position: int | None = None
    method: str = ""


def read_claims(document: object) -> Claims:
    """Read what is there in the form that we write it; nothing is raised over what is not."""
    subject, issuer = at(document, "credentialSubject"), at(document, "issuer")
    status = at(document, "credentialStatus")
    measured = dict(measures(subject))
    url = text(at(status, "statusListCredential"))
    number = OUR_LIST.search(url)
    return Claims(
        certificate_id=certificate_of(text(at(document, "id"))),
        issuer_did=text(issuer) or text(at(issuer, "id")),
        issuer=text(at(issuer, "name")),
        name=name_in(subject),
        title=text(at(document, "name")) or text(at(subject, "achievement", "name")),
        serial=text(at(subject, "licenseNumber")),
        minutes=measured.get(("ext:Minutes", "Minutes"), ""),
        categories=categories_in(measured),
        delivery=measured.get(("ext:Delivery", "Delivery"), ""),
        codes=tuple(
            (text(at(one, "targetFramework")), text(at(one, "targetCode")))
            for one in each(at(subject, "achievement", "alignment"))
        ),
        completed_on=text(at(subject, "activityEndDate"))[:10],
        issued_on=text(at(document, "awardedDate"))[:10],
        expires_on=text(at(document, "validUntil"))[:10],
        provider_numbers=numbers_in(at(issuer, "otherIdentifier")),
        approvals=numbers_in(at(subject, "achievement", "otherIdentifier")),
        list_url=url,
        list_number=int(number[1]) if number else None,
        position=whole(text(at(status, "statusListIndex"))),
        method=text(at(document, "proof", "verificationMethod")),
    )


def at(node: object, *path: str) -> object:
    """Follow names into a document; of a list take the first. Nothing if it leads nowhere."""
    for name in path:
        node = (node[0] if node else None) if isinstance(node, list) else node
        node = node.get(name) if isinstance(node, dict) else None
    return (node[0] if node else None) if isinstance(node, list) and len(node) == 1 else node


def text(value: object) -> str:
    return value[:LONGEST] if isinstance(value, str) else ""


def each(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def whole(digits: str) -> int | None:
    return int(digits) if re.fullmatch(r"[0-9]{1,9}", digits) else None


def certificate_of(urn: str) -> UUID | None:
    try:
        return UUID(urn.removeprefix("urn:uuid:"))
    except ValueError:
        return None


def name_in(subject: object) -> str:
    for one in each(at(subject, "identifier")):
        if at(one, "identityType") == "name":
            return text(at(one, "identityHash"))
    return ""


def measures(subject: object) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield what was measured by kind and name, joined to its value by the id both have."""
    values = {
        text(at(one, "resultDescription")): text(at(one, "value"))
        for one in each(at(subject, "result"))
    }
    for one in each(at(subject, "achievement", "resultDescription")):
        name = text(at(one, "id"))
        yield (text(at(one, "resultType")), text(at(one, "name"))), values.get(name, "")


def categories_in(measured: dict[tuple[str, str], str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.removeprefix(CATEGORY), value)
        for (kind, name), value in measured.items()
        if kind == "ext:CategoryMinutes"
    )


def numbers_in(value: object) -> tuple[str, ...]:
    return tuple(text(at(one, "identifier")) for one in each(value))


def facts_claimed(facts: Facts) -> Claims:
    """Return what a credential of these facts must say."""
    return Claims(
        issuer=facts.issuer,
        name=facts.name,
        title=facts.title,
        serial=facts.serial,
        minutes=str(facts.minutes),
        categories=tuple((one.name, str(one.minutes)) for one in facts.categories),
        delivery=str(facts.delivery or ""),
        codes=tuple((one.title, one.edition) for one in facts.codes),
        completed_on=facts.completed_on.isoformat(),
        issued_on=facts.issued_on.isoformat(),
        expires_on=facts.expires_on.isoformat(),
        provider_numbers=tuple(one.number for one in facts.provider_numbers),
        approvals=tuple(one.number for one in facts.approvals),
    )


COMPARED = {
    "name": "Name",
    "title": "Title",
    "minutes": "Minutes",
    "categories": "Minutes by category",
    "delivery": "Delivery",
    "codes": "Codes of ethics",
    "completed_on": "Completed",
    "issued_on": "Issued",
    "expires_on": "Valid to the end of",
    "issuer": "Issued by",
    "provider_numbers": "Provider numbers",
    "approvals": "Approval numbers",
    "serial": "Serial",
}
HIDDEN = "not shown"


def differences(claims: Claims, facts: Facts, shown: NameShown) -> tuple[Difference, ...]:
    """List what a credential says otherwise than the record. A hidden name stays hidden."""
    recorded, found = facts_claimed(facts), []
    for field, what in COMPARED.items():
        here, there = getattr(claims, field), getattr(recorded, field)
        if here == there:
            continue
        is_hidden = field == "name" and shown is not NameShown.FULL
        found.append(Difference(what, in_words(here), HIDDEN if is_hidden else in_words(there)))
    return tuple(found)


def in_words(value: object) -> str:
    """Write a claim for people: days in full, parts one after the other."""
    if isinstance(value, tuple):
        parts = (": ".join(one) if isinstance(one, tuple) else str(one) for one in value)
        return "; ".join(parts)[:LONGEST] or "nothing"
    try:
        return said(date.fromisoformat(str(value)))
    except ValueError:
        return str(value) or "nothing"


def facts_check(found: tuple[Difference, ...]) -> Check:
    if not found:
        return passed(Point.FACTS, "The credential says the same as the record.")
    what = ", ".join(one.what.lower() for one in found)
    return failed(Point.FACTS, f"The credential and the record differ in: {what}.")


def minutes_check(claims: Claims) -> Check:
    """Add up the parts that a credential names."""
    if not claims.categories:
        return skipped(Point.MINUTES, "The minutes are not split by category.")
    parts = [whole(minutes) for _, minutes in claims.categories]
    total = sum(part or 0 for part in parts)
    if None not in parts and str(total) == claims.minutes:
        return passed(Point.MINUTES, f"The parts make up {claims.minutes} minutes.")
    return failed(
        Point.MINUTES, f"The parts make up {total} minutes, the whole is {claims.minutes}."
    )
