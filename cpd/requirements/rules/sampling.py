"""Audit samples: who may be drawn, how many, and a draw anybody can repeat."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from hashlib import sha256
from math import ceil, floor

from cpd.kernel.errors import RuleError
from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.calendars import after
from cpd.requirements.rules.days import counted, said
from cpd.requirements.rules.packs import Audit


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who might be audited. The id stands for them in the draw and says no name."""

    id: str
    registered_on: date | None
    has_entries: bool = True
    is_targeted: bool = False  # to be audited for a reason, besides the draw


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The outcome of a draw, with all it takes to repeat it.

    `order` is the whole population in the order drawn: whoever is excused is followed by the
    next. `unsure` are those whose day of registration is not known; they are not drawn.
    """

    seed: str
    population: tuple[str, ...]
    size: int
    drawn: tuple[str, ...]
    order: tuple[str, ...]
    targeted: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


def is_eligible(audit: Audit, candidate: Candidate, as_of: date) -> bool | None:
    """Say whether somebody may be drawn; None where it is not known since when they are members.

    Whoever has been registered for exactly the time asked is out: it says more than that. An
    empty log shuts nobody out, unless the body says so.
    """
    if not audit.include_empty_logs and not candidate.has_entries:
        return False
    if audit.registered_for is None:
        return True
    if candidate.registered_on is None:
        return None
    return after(candidate.registered_on, audit.registered_for) < as_of


def sample_size(audit: Audit, population: int) -> int:
    """Return how many are drawn of so many. An unpublished fraction is refused, never guessed."""
    if audit.fraction is None:
        raise RuleError("The body does not publish which part of its members it audits.")
    exact = audit.fraction * population
    match audit.rounding:
        case "up":
            number = ceil(exact)
        case "down":
            number = floor(exact)
        case _:
            number = floor(exact + Fraction(1, 2))
    return min(number, population)


def draw_order(seed: str, ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids in the order of the draw: by the hash of seed and id, whatever order came."""
    return tuple(sorted(set(ids), key=lambda id_: (_lot(seed, id_), id_)))


def _lot(seed: str, id_: str) -> str:
    return sha256(f"{seed}|{id_}".encode()).hexdigest()


def draw(
    audit: Audit,
    candidates: Iterable[Candidate],
    *,
    seed: str,
    as_of: date,
    size: int | None = None,
) -> Sample:
    """Draw a sample. A `size` that is given stands in for the fraction of the pack.

    Those who are targeted come besides the sample and are not drawn a second time.
    """
    everybody = sorted(candidates, key=lambda one: one.id)
    eligible = {one.id: is_eligible(audit, one, as_of) for one in everybody}
    targeted = tuple(one.id for one in everybody if one.is_targeted)
    population = tuple(id_ for id_, fits in eligible.items() if fits and id_ not in targeted)
    number = sample_size(audit, len(population)) if size is None else min(size, len(population))
    order = draw_order(seed, population)
    found = Sample(
        seed=seed,
        population=population,
        size=number,
        drawn=order[:number],
        order=order,
        targeted=targeted,
        left_out=tuple(id_ for id_, fits in eligible.items() if fits is False),
        unsure=tuple(id_ for id_, fits in eligible.items() if fits is None),
    )
    lines = _lines(audit, found, as_of, is_given=size is not None)
    return replace(found, lines=lines)


def _lines(audit: Audit, found: Sample, as_of: date, *, is_given: bool) -> tuple[str, ...]:
    number = len(found.population)
    lines = [f"{counted(number, 'member')} may be drawn on {said(as_of)}."]
    if audit.registered_for is not None:
        lines.append(f"Only who has been registered for more than {audit.registered_for} is drawn.")
    if audit.fraction is not None and not is_given:
        exact = audit.fraction * number
        how = {"up": "rounded up", "down": "rounded down"}.get(audit.rounding, "rounded")
        part = f"{_decimal(audit.fraction * 100)} % of {number} is {_decimal(exact)}"
        whole = exact.denominator == 1
        lines.append(f"{part}{'' if whole else f', {how} to {found.size}'}.")
    lines.append(
        f"The order is that of the SHA-256 of “{found.seed}|” and the member's id, so anybody who "
        "knows the seed can repeat the draw."
    )
    if found.targeted:
        lines.append(f"{counted(len(found.targeted), 'member')} audited for a reason come besides.")
    if found.unsure:
        lines.append(f"Of {counted(len(found.unsure), 'member')} the registration is not dated.")
    return tuple(lines)


def _decimal(number: Fraction) -> str:
    """Write 2.055, cut off after four figures."""
    return f"{floor(number * 10_000) / 10_000:.4f}".rstrip("0").rstrip(".")


def reply_by(audit: Audit, asked_on: date) -> date | None:
    """Return the last day to answer; None where the body names no time."""
    return _later(asked_on, audit.reply_within)


def keep_until(audit: Audit, submitted_on: date) -> date | None:
    """Return until when evidence is to be kept."""
    return _later(submitted_on, audit.keep_evidence)


def _later(day: date, length: Length | None) -> date | None:
    return None if length is None else after(day, length)
