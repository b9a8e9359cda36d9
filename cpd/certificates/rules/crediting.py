"""What a certificate puts into its holder's log, and what its correction changes there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cpd.certificates.rules.facts import CategoryFact, Delivery, Facts
from cpd.kernel.errors import RuleError
from cpd.kernel.hours import DAY
from cpd.records.rules.checking import LONGEST_ACTIVITY
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import EntryKind, Mode
from cpd.records.rules.tags import KNOWN_TAGS
from cpd.records.rules.texts import LONGEST_LINE, key

MODES: Mapping[Delivery, Mode] = {
    Delivery.LIVE: Mode.LIVE,
    Delivery.WEBINAR: Mode.LIVE_ONLINE,
    Delivery.SELF_PACED: Mode.SELF_PACED,
}  # what was in person and online may have been live or not: the holder says
CALLED: Mapping[str, Mapping[str, str]] = {
    "core_competencies": {"icf": "core"},
    "core_competency": {"icf": "core"},
    "resource_development": {"icf": "resource"},
}  # what a body calls a category that providers print in the body's long words
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Credit:
    """A line for the log. `ref` is what it comes from: the same for all versions of a certificate.

    Where a certificate parts its minutes into categories, each has a line of its own, as an entry
    counts in one category.
    """

    ref: str
    line: Logged


def refs(facts: Facts, order_key: str) -> tuple[str, ...]:
    """Return what the lines of a certificate come from; a module is credited as a whole."""
    if len(facts.categories) < 2 or order_key.startswith("completion:"):
        return (order_key,)
    return tuple(f"{order_key}#{number}" for number in range(1, len(facts.categories) + 1))


def credits_of(facts: Facts, order_key: str, first: date | None = None) -> tuple[Credit, ...]:
    """Return the lines of a certificate, begun on this day if it took more than one."""
    begun = min(first or facts.completed_on, latest_first(facts))
    found = refs(facts, order_key)
    if len(found) == 1:
        category = facts.categories[0] if len(facts.categories) == 1 else None
        return (Credit(order_key, line_of(facts, category, begun)),)
    return tuple(
        Credit(ref, replace(line_of(facts, part, begun), title=named(facts, part)))
        for ref, part in zip(found, facts.categories, strict=True)
        if part.minutes
    )


def line_of(facts: Facts, category: CategoryFact | None, begun: date) -> Logged:
    word = key(category.name) if category else ""
    return Logged(
        kind=EntryKind.ACTIVITY,
        done_on=begun,
        ended_on=facts.completed_on if begun != facts.completed_on else None,
        minutes=category.minutes if category else facts.minutes,
        title=facts.title,
        provider=facts.issuer[:LONGEST_LINE],
        category=word or None,
        categories=CALLED.get(word, {}),
        tags=(word,) if word in KNOWN_TAGS else (),
        mode=MODES.get(facts.delivery) if facts.delivery else None,
    )


def named(facts: Facts, part: CategoryFact) -> str:
    """Return the title with the category behind it, as far as there is room."""
    tail = f" ({part.name})"
    return facts.title[: LONGEST_LINE - len(tail)] + tail


def latest_first(facts: Facts) -> date:
    """Return the last day on which it can have begun: no day has more than 24 hours."""
    return first_for(facts.minutes, facts.completed_on)


def first_for(minutes: int, last: date) -> date:
    return last - (-(-minutes // DAY) - 1) * ONE_DAY


def checked_first(facts: Facts, first: date | None) -> date | None:
    """Return the first day that was typed, if it can have begun on it."""
    if first is None:
        return None
    if first > facts.completed_on:
        raise RuleError("The first day is after the day of completion. Please look at it again.")
    if first > latest_first(facts):
        raise RuleError("A day has 24 hours. For so many it must have begun earlier.")
    return checked_days(first, facts.completed_on)


def checked_days(first: date, last: date) -> date:
    if (last - first).days >= LONGEST_ACTIVITY:
        raise RuleError(f"An entry holds {LONGEST_ACTIVITY} days at most. Choose a later day.")
    return first


def corrected_line(line: Logged, old: Logged, new: Logged) -> Logged:
    """Carry a correction over to a line, but for what its owner has made otherwise."""
    stays = line.minutes != old.minutes
    minutes = line.minutes if stays else new.minutes
    is_as_long = minutes == line.minutes
    own = line.own_minutes
    changed = replace(
        line,
        title=new.title if line.title == old.title else line.title,
        minutes=minutes,
        own_minutes=own if own is None else min(own, minutes),
        begins=line.begins if is_as_long else None,
        ends=line.ends if is_as_long else None,
    )
    return spread(moved(changed, old.last_on, new.last_on))


def moved(line: Logged, old: date, new: date) -> Logged:
    """Let a line end on the corrected day, if it ended on the wrong one."""
    if line.last_on != old or old == new:
        return line
    first = min(line.done_on, new) if line.ended_on else new
    return replace(line, done_on=first, ended_on=new)


def spread(line: Logged) -> Logged:
    """Let a line begin early enough for its minutes."""
    last = line.last_on
    begun = min(line.done_on, first_for(line.minutes, last))
    return replace(line, done_on=begun, ended_on=last if begun != last else None)
