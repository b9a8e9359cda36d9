"""Answers for many certificates at once, in a bounded number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from cpd.certificates.models import Certificate
from cpd.verification.rules.answers import Answer, unknown
from cpd.verification.rules.asked import Asked, Kind, compared_minutes, compared_names, opens
from cpd.verification.rules.lines import Numbered
from cpd.verification.rules.standing import PastHold
from cpd.verification.service.checking import Depth, answer_for
from cpd.verification.store import bulk as store
from cpd.verification.store import records


@dataclass(frozen=True)
class Answered:
    """The answer for one line as plain values, and the certificate it is about if there is one."""

    line: int
    said: dict[str, Any]
    certificate_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Question:
    """In whose name lines are asked, when, about which day, and how closely to look."""

    organisation_id: UUID
    at: datetime
    on: date | None = None
    depth: Depth = Depth.STATUS


def answer_all(session: Session, lines: Sequence[Numbered], question: Question) -> list[Answered]:
    """Answer for each line. What may not be looked up by its number alone is unknown."""
    found = found_by(session, question.organisation_id, [line.asked for line in lines])
    holds = past_holds(session, found, question.on)
    answers = []
    for line in lines:
        certificate = permitted(line.asked, found)
        answer = unknown(question.at)
        if certificate is not None:
            answer = answer_for(
                session,
                certificate,
                question.at,
                on=question.on,
                holds=holds.get(certificate.id),
                depth=question.depth,
            )
        whole = {"line": line.number, **said(line.asked, answer, certificate)}
        answers.append(Answered(line.number, whole, certificate.id if certificate else None))
    return answers


@dataclass(frozen=True)
class Open:
    """A certificate, and whether this organisation may ask for it by its number alone."""

    certificate: Certificate
    by_number: bool


def found_by(
    session: Session, organisation_id: UUID, asked: Sequence[Asked]
) -> dict[tuple[Kind, str], Open]:
    """Return the certificates that these lines name, by how they name them."""
    named = {one.reference for one in asked if one.reference}
    tokens = [one.value for one in named if one.kind is Kind.TOKEN]
    serials = [one.value for one in named if one.kind is Kind.SERIAL]
    certificates = store.certificates(session, tokens, serials)
    members = store.members_of(session, organisation_id, {one.person_id for one in certificates})
    found: dict[tuple[Kind, str], Open] = {}
    for one in certificates:
        ours = one.person_id in members or one.organisation_id == organisation_id
        found[Kind.TOKEN, one.token] = found[Kind.SERIAL, one.serial] = Open(one, ours)
    return found


def past_holds(
    session: Session, found: dict[tuple[Kind, str], Open], on: date | None
) -> Mapping[UUID, tuple[PastHold, ...]]:
    """Look all past holds up at once, if a day is asked about at all."""
    ids = {one.certificate.id for one in found.values()}
    return records.past_holds_of(session, ids) if on is not None else {}


def ids_of(session: Session, tokens: Collection[str]) -> frozenset[UUID]:
    """Return the certificates with these codes."""
    return frozenset(one.id for one in store.certificates(session, tokens, ()))


def permitted(asked: Asked, found: dict[tuple[Kind, str], Open]) -> Certificate | None:
    """Return the certificate a line may hear of.

    Whoever has the code of the address has the paper. A number is short and printed in lists: it
    needs the holder to share with this body, or the surname or the day of completion beside it.
    No such number, and another name to it, are answered alike.
    """
    reference = asked.reference
    held = found.get((reference.kind, reference.value)) if reference else None
    if held is None or reference is None:
        return None
    if reference.kind is Kind.TOKEN or held.by_number:
        return held.certificate
    printed = held.certificate.printed
    is_open = opens(asked, name=printed.name, completed_on=printed.completed_on)
    return held.certificate if is_open else None


def said(asked: Asked, answer: Answer, certificate: Certificate | None) -> dict[str, Any]:
    """Put an answer into plain values, with what was asked and how it compares."""
    plain = answer.to_plain()
    compared = None
    if certificate is not None and answer.facts is not None:
        compared = {
            "name": compared_names(asked.name, certificate.printed.name),
            "minutes": compared_minutes(asked.minutes, answer.facts.minutes),
        }
    return {
        "ref": asked.ref,
        "asked": asked.typed,
        "verdict": plain["verdict"],
        "as_of": plain["as_of"],
        "facts": plain["facts"],
        "withdrawn_on": plain["withdrawn_on"],
        "reason": plain["reason"],
        "checks": plain["checks"],
        "key": plain["key"],
        "compared": compared,
        "problem": asked.problem,
    }
