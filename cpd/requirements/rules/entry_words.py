"""What the entries of a period brought, in sentences."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from cpd.requirements.rules import days
from cpd.requirements.rules.calendars import DAY
from cpd.requirements.rules.capping import total
from cpd.requirements.rules.crediting import IN_FULL
from cpd.requirements.rules.matching import ONE
from cpd.requirements.rules.naming import Mention, entry_name, mention, named
from cpd.requirements.rules.saying import exactly, said
from cpd.requirements.rules.scenes import Credited, Scene
from cpd.requirements.rules.tallies import OUTSIDE, Tally

LONGEST_LIST = 12
SHORT_LIST = 3
REST_ELSEWHERE = "the rest lies on other days"


class Brought(NamedTuple):
    """What one entry brought in the end, and why so much. `part`: how much of it lies here."""

    one: Credited
    counts: Fraction
    why: str
    part: Fraction = ONE

    @property
    def mention(self) -> Mention:
        if not self.one.is_piece:
            return mention(self.one.entry, self.one.on)
        return Mention(self.one.entry.start_on, entry_name(self.one.entry))


def entry_lines(there: Tally, scene: Scene, start: date, end: date) -> tuple[str, ...]:
    """Say how the entries counted: those in full together, and those alike in why they did not."""
    whole: list[Brought] = []
    others: list[Brought] = []
    shared: dict[str, list[Brought]] = defaultdict(list)
    for brought in _brought(there):
        if brought.why == IN_FULL:
            whole.append(brought)
        else:
            shared[brought.why].append(brought)
    lines = [*there.unknown, *([_whole_line(whole)] if whole else [])]
    for why, together in shared.items():
        if len(together) > SHORT_LIST:
            lines.append(_shared_line(why, together))
        else:
            others.extend(together)
    others.sort(key=lambda it: (it.one.on, it.one.entry.title, it.one.entry.id))
    lines.extend(_entry_line(other) for other in others[:LONGEST_LIST])
    if len(others) > LONGEST_LIST:
        lines.append(f"{len(others) - LONGEST_LIST} more entries counted in part or not at all.")
    lines.extend(_unsure([one for one in there.pile.items if one.most > one.minutes]))
    lines.extend(_elsewhere(there))
    lines.extend(_later(there, scene, start, end))
    return tuple(lines)


def _brought(there: Tally) -> Iterator[Brought]:
    """Yield what every entry brought; what was split over several days is put together again."""
    pile = there.pile
    pieces: dict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(pile.items):
        if not one.is_piece:
            yield Brought(one, pile.claimed[index], pile.whys.get(index, one.reason))
        else:
            pieces[one.entry.id].append(index)
    for held in pieces.values():
        yield _together(there, held)


def _together(there: Tally, held: Sequence[int]) -> Brought:
    pile, first = there.pile, there.pile.items[held[0]]
    part = total(pile.items[index].part for index in held)
    why = next((pile.whys[index] for index in held if index in pile.whys), first.reason)
    if part < 1 and why == IN_FULL:
        why = REST_ELSEWHERE
    return Brought(first, total(pile.claimed[index] for index in held), why, part)


def _whole_line(whole: list[Brought]) -> str:
    number = days.counted(len(whole), "entry", "entries")
    which = named(it.mention for it in whole)
    return f"{number} counted in full, {said(total(it.counts for it in whole))}: {which}."


def _shared_line(why: str, together: list[Brought]) -> str:
    number, counts = len(together), said(total(it.counts for it in together))
    worth = said(total(Fraction(it.one.entry.minutes) for it in together))
    which = named(it.mention for it in together)
    if "each is credited" in why:
        return f"{number} entries: {why}, {counts} in all: {which}."
    if not any(it.counts for it in together):
        return f"{number} entries counted for nothing, because {why}: {which}."
    return f"{number} entries counted in part, {counts} of their {worth}; {why}: {which}."


def _entry_line(it: Brought) -> str:
    entry = it.one.entry
    if entry.id.startswith(OUTSIDE):
        return f"{said(it.counts)} of {it.why} counts here."
    on = days.said(it.mention.on)
    if it.one.is_piece:
        on = days.said_run(entry.start_on, entry.end_on)
    name = f"{entry_name(entry)}, {on}{it.mention.tail}"
    if "each is credited" in it.why and it.part == ONE:
        return f"{name}: {it.why}."
    return f"{name}: {exactly(it.counts)} counted of {said(Fraction(entry.minutes))}; {it.why}."


def _unsure(unsure: list[Credited]) -> Iterable[str]:
    ours = [one for one in unsure if not one.entry.id.startswith(OUTSIDE)]
    if ours:
        which = named(mention(one.entry, one.on) for one in ours)
        yield f"To be sure, say more in {which}."


def _elsewhere(there: Tally) -> Iterator[str]:
    """Say what somebody might look for here, and why it is not counted."""
    reasons: dict[str, list[Mention]] = defaultdict(list)
    for one in there.moved:
        reasons[one.reason].append(mention(one.entry, one.on))
    for why in sorted(reasons):
        yield f"Not counted here, because {why}: {named(reasons[why])}."
    if there.given:
        which = named(mention(one, one.start_on) for one in there.given)
        yield f"Supervision given to others does not count here: {which}."


def _later(there: Tally, scene: Scene, start: date, end: date) -> Iterable[str]:
    if end <= scene.as_of + DAY:
        return
    number = sum(start <= on < end for on in scene.later.get(there.measure, ()))
    if number:
        entries = days.counted(number, "entry", "entries")
        verb = "does" if number == 1 else "do"
        yield f"{entries} dated after {days.said(scene.as_of)} {verb} not count yet."
