"""Who might be audited, as a file lists them; and what is answered of a draw among them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, TypedDict

from cpd.requirements.rules.days import said
from cpd.requirements.rules.packs import Audit
from cpd.requirements.rules.sampling import Candidate, Sample
from cpd.requirements.validating import InputError, Path, Problem, as_text, day

FLAGS = ("has_entries", "targeted")
FIELDS = ("id", "registered_on", *FLAGS, "grade", "note", "reason", "renews_on", "status")
MOST = 1_000_000


class LeftOut(TypedDict):
    id: str
    why: str


class Draw(TypedDict):
    as_of: str
    seed: str
    population_sha256: str
    listed: int
    eligible: int
    size: int
    drawn: list[str]
    order: list[str]
    targeted: list[str]
    left_out: list[LeftOut]
    explanation: list[str]


@dataclass(frozen=True)
class Population:
    """Everybody that was listed, with a hash that changes when any of it does."""

    candidates: tuple[Candidate, ...]
    digest: str

    @property
    def is_dated(self) -> bool:
        return any(one.registered_on is not None for one in self.candidates)


def population_of(value: object) -> Population:
    """Read a list of members, each an id or an object with one; refuse what cannot be by path."""
    listed = value.get("population") if isinstance(value, dict) and len(value) == 1 else value
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST:
        raise InputError([Problem("--population", "A list of members with their ids is expected.")])
    members = [one if isinstance(one, dict) else {"id": one} for one in listed]
    found = [*_wrong(members), *_twice(members)]
    if found:
        raise InputError([Problem(as_text(path), message) for path, message in sorted(found)])
    return Population(tuple(map(_candidate, members)), _digest(members))


def _wrong(members: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Path, str]]:
    for at, one in enumerate(members):
        id_ = one.get("id")
        if type(id_) not in {str, int} or not str(id_).strip():
            yield (at, "id"), "this is missing"
        for name in one:
            if name not in FIELDS:
                yield (at, name), "this field is not known here"
        for name in FLAGS:
            if not isinstance(one.get(name), bool | None):
                yield (at, name), "true or false is expected here"
        on = one.get("registered_on")
        if on is not None and not _is_day(on):
            yield (at, "registered_on"), "this is not a date like 2026-03-31"


def _twice(members: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Path, str]]:
    seen: set[str] = set()
    for at, one in enumerate(members):
        id_ = str(one.get("id"))
        if id_ in seen:
            yield (at, "id"), f"the id {id_} stands twice"
        seen.add(id_)


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and day(value) is not None
    except ValueError:
        return False


def _candidate(one: Mapping[str, Any]) -> Candidate:
    on = one.get("registered_on")
    return Candidate(
        id=str(one["id"]),
        registered_on=date.fromisoformat(on) if on else None,
        has_entries=one.get("has_entries") is not False,
        is_targeted=one.get("targeted") is True,
    )


def _digest(members: Sequence[Mapping[str, Any]]) -> str:
    """Sum up the members as compact JSON in the order of their ids, whatever order they came in."""
    ordered = sorted(members, key=lambda one: str(one["id"]))
    text = json.dumps(ordered, sort_keys=True, separators=(",", ":"), default=str)
    return sha256(text.encode("ascii")).hexdigest()


def drawn(population: Population, audit: Audit, sample: Sample, as_of: date) -> Draw:
    return {
        "as_of": as_of.isoformat(),
        "seed": sample.seed,
        "population_sha256": population.digest,
        "listed": len(population.candidates),
        "eligible": len(sample.population),
        "size": sample.size,
        "drawn": list(sample.drawn),
        "order": list(sample.order),
        "targeted": list(sample.targeted),
        "left_out": list(_left_out(population, audit, sample)),
        "explanation": list(sample.lines),
    }


def _left_out(population: Population, audit: Audit, sample: Sample) -> Iterator[LeftOut]:
    gone = {*sample.left_out, *sample.unsure} - {*sample.targeted}
    for one in sorted(population.candidates, key=lambda each: each.id):
        if one.id in gone:
            yield {"id": one.id, "why": _why(one, audit)}


def _why(one: Candidate, audit: Audit) -> str:
    if not audit.include_empty_logs and not one.has_entries:
        return "has no entries"
    if one.registered_on is None:
        return "since when they are registered is not said"
    return f"registered on {said(one.registered_on)}, not for more than {audit.registered_for}"


def told(draw: Draw) -> str:
    """Tell a draw to a person at a terminal."""
    lines = [*draw["explanation"], f"Hash of the population: {draw['population_sha256']}.", ""]
    lines += [f"Drawn, {draw['size']} of {draw['eligible']}: {_list(draw['drawn'])}"]
    if draw["targeted"]:
        lines.append(f"Audited for a reason: {_list(draw['targeted'])}")
    lines += [f"Left out: {one['id']}, {one['why']}" for one in draw["left_out"]]
    return "\n".join(lines)


def _list(ids: Sequence[str]) -> str:
    return ", ".join(ids) or "nobody"
