"""What a certificate in the place of another may say otherwise."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from cpd.certificates.rules.facts import CategoryFact, Facts
from cpd.kernel.errors import RuleError

LONGEST_TITLE = 200
MOST_MINUTES = 60_000


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What shall stand on the new certificate; minutes in the order of the old one's categories.

    Where the old one names no categories there is one number, of the whole.
    """

    name: str
    title: str
    minutes: tuple[int, ...]
    completed_on: date


def minutes_of(facts: Facts) -> tuple[int, ...]:
    """Return the minutes that may be corrected, one number for each category."""
    return tuple(one.minutes for one in facts.categories) or (facts.minutes,)


def only_name(facts: Facts, name: str) -> Correction:
    """Return the correction of a name alone."""
    return Correction(
        name=name,
        title=facts.title,
        minutes=minutes_of(facts),
        completed_on=facts.completed_on,
    )


def checked_title(text: str) -> str:
    """Return the title in one line, or say what is wrong with it."""
    title = " ".join(unicodedata.normalize("NFC", text[: LONGEST_TITLE * 4]).split())
    if not title:
        raise RuleError("Enter the title as it should be printed.")
    if len(title) > LONGEST_TITLE:
        raise RuleError(f"A title can have at most {LONGEST_TITLE} characters.")
    if any(unicodedata.category(mark) in {"Cc", "Cs", "Co", "Cn"} for mark in title):
        raise RuleError("The title has a character that cannot be printed.")
    return title


def corrected(facts: Facts, correction: Correction) -> Facts:
    """Return what the new certificate says; refuse what would say the same, or no sense."""
    refuse_minutes(facts, correction.minutes)
    if correction.completed_on > facts.issued_on:
        raise RuleError("It cannot have been completed after the day it was issued.")
    new = replace(
        facts,
        name=correction.name,
        title=correction.title,
        minutes=sum(correction.minutes),
        categories=with_minutes(facts, correction.minutes),
        completed_on=correction.completed_on,
    )
    if new == facts:
        raise RuleError("That is what the certificate says already. Change what is wrong on it.")
    return replace(new, achievement=achievement_of(facts, new))


def refuse_minutes(facts: Facts, minutes: tuple[int, ...]) -> None:
    if len(minutes) != len(minutes_of(facts)):
        raise RuleError("There has to be one number of minutes for each category.")
    if any(one < 0 for one in minutes):
        raise RuleError("Minutes cannot be less than nothing.")
    if not 0 < sum(minutes) <= MOST_MINUTES:
        raise RuleError(f"All minutes together are between 1 and {MOST_MINUTES:,}.")


def with_minutes(facts: Facts, minutes: tuple[int, ...]) -> tuple[CategoryFact, ...]:
    return tuple(
        replace(one, minutes=number) for one, number in zip(facts.categories, minutes, strict=False)
    )


def achievement_of(old: Facts, new: Facts) -> str:
    """Name what was earned anew where its title or minutes differ: it is not the same thing."""
    parts = [(one.name, one.minutes) for one in new.categories]
    is_same = (old.title, old.minutes, old.categories) == (new.title, new.minutes, new.categories)
    if is_same or not old.achievement:
        return old.achievement
    return uuid5(NAMESPACE_URL, f"{old.achievement}|{new.title}|{new.minutes}|{parts}").urn


def without_person(facts: Facts) -> Facts:
    """Return what an erased certificate keeps: its numbers and its days, nothing of what it was."""
    return Facts(
        name="",
        title="",
        minutes=0,
        outcomes=(),
        codes=(),
        completed_on=facts.issued_on,
        issued_on=facts.issued_on,
        expires_on=facts.expires_on,
        issuer=facts.issuer,
        serial=facts.serial,
        token=facts.token,
        language=facts.language,
    )
