"""What each entry is worth to each measure of a pack, before any cap, and why so much."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

from cpd.requirements.rules.firsts import repeats
from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.logs import Log, LogEntry, Status
from cpd.requirements.rules.matching import (
    ONE,
    counting_days,
    matches,
    shut_out,
    size_of,
)
from cpd.requirements.rules.packs import CreditLine, Eligible, EntryDate, Measure, Rate
from cpd.requirements.rules.saying import exactly, in_words, number_word, rate_words, said
from cpd.requirements.rules.scenes import WHOLE, Credited

NOTHING = Fraction(0)
IN_FULL = "all of the time counts"


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What a whole entry is worth to one measure: surely, at most, and why."""

    minutes: Fraction
    most: Fraction
    reason: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that was credited by measure, in order of day, and what lies after the day asked of."""

    credited: Mapping[str, tuple[Credited, ...]]
    later: Mapping[str, tuple[date, ...]]


def read(pack: Pack, log: Log, as_of: date, basis: EntryDate | None = None) -> Reading:
    """Weigh every entry. They are resolved already: their category is the one of the pack."""
    found: dict[str, list[Credited]] = defaultdict(list)
    later: dict[str, list[date]] = defaultdict(list)
    how = basis or pack.calendar.entry_date
    zone = ZoneInfo(log.member.time_zone)
    again = {
        measure.id: repeats(pack, measure, log.entries, log.member)
        for measure in pack.measures.values()
    }
    for entry in log.entries:
        closed = shut_out(pack, entry)
        placed = counting_days(entry, how, zone)
        ahead = next((on for on, _ in placed if on > as_of), None)
        for measure, worth in _worths(pack, entry, closed, again):
            if ahead is not None and not closed:
                later[measure.id].append(ahead)
            found[measure.id].extend(
                _credited(entry, measure, worth, on, part) for on, part in placed if on <= as_of
            )
    return Reading(
        credited={name: _in_order(rows) for name, rows in found.items()},
        later={name: tuple(sorted(rows)) for name, rows in later.items()},
    )


def _in_order(rows: list[Credited]) -> tuple[Credited, ...]:
    return tuple(sorted(rows, key=in_order))


def in_order(one: Credited) -> tuple[date, str, str]:
    return one.on, one.entry.title, one.entry.id


def _credited(
    entry: LogEntry, measure: Measure, worth: Worth, on: date, part: Fraction
) -> Credited:
    whole = part == ONE
    return Credited(
        entry=entry,
        measure=measure.id,
        on=on,
        minutes=worth.minutes if whole else worth.minutes * part,
        most=worth.most if whole else worth.most * part,
        is_evidenced=is_evidenced(entry, measure.eligible),
        category=entry.category,
        reason=worth.reason,
        part=WHOLE if whole else part,
    )


def _worths(
    pack: Pack, entry: LogEntry, closed: str, again: Mapping[str, frozenset[str]]
) -> Iterator[tuple[Measure, Worth]]:
    """Yield what the entry is worth to each measure. What own minutes leave over goes elsewhere."""
    found: dict[str, Worth] = {}
    leftover: dict[str, Worth] = {}
    for measure in pack.measures.values():
        size = size_of(entry, measure.count_by)
        chosen = matches(measure.select, entry, size)
        if chosen is False:
            continue
        if closed:
            found[measure.id] = Worth(minutes=NOTHING, most=NOTHING, reason=closed)
            continue
        worth = _worth(measure, entry, again=entry.id in again[measure.id])
        if chosen is None:
            reason = "it does not say all that decides whether it counts"
            worth = Worth(minutes=NOTHING, most=worth.most, reason=reason)
        found[measure.id] = worth
        if measure.remainder_to and chosen:
            leftover[measure.remainder_to] = _leftover(entry, worth)
    for name, worth in (found | leftover).items():
        if name in pack.measures and (name not in leftover or worth.most):
            yield pack.measures[name], worth


def _leftover(entry: LogEntry, worth: Worth) -> Worth:
    whole = Fraction(entry.minutes)
    reason = "what was not on one's own practice"
    if worth.most > worth.minutes:
        reason = "how much of it was on one's own practice is not said"
    return Worth(minutes=whole - worth.most, most=whole - worth.minutes, reason=reason)


def _worth(measure: Measure, entry: LogEntry, *, again: bool) -> Worth:
    missing = _missing(measure.eligible, entry)
    if missing:
        return Worth(minutes=NOTHING, most=NOTHING, reason=missing)
    least = _limit(measure.min_entry, entry)
    if least is not None and entry.minutes < least:
        reason = f"shorter than {said(least)}, the least that counts"
        return Worth(minutes=NOTHING, most=NOTHING, reason=reason)
    worth = _weighed(measure, entry, again=again)
    largest = _limit(measure.max_entry, entry)
    if largest is not None and worth.most > largest:
        reason = f"no more than {said(largest)} of one entry counts"
        worth = Worth(minutes=min(worth.minutes, largest), most=largest, reason=reason)
    return worth


def _limit(limits: Mapping[str, Fraction], entry: LogEntry) -> Fraction | None:
    if not limits:
        return None
    by_format = limits.get(entry.format or "")
    return limits.get("any") if by_format is None else by_format


def _missing(eligible: Eligible, entry: LogEntry) -> str:
    if not eligible.claimed:
        return ""
    lacking = [in_words(word) for word in sorted(eligible.claimed) if not has(entry, word)]
    return f"it has no {' and no '.join(lacking)}" if lacking else ""


def has(entry: LogEntry, word: str) -> bool:
    """Say whether the entry has the evidence, attestation, verification or reflection asked."""
    match word:
        case "evidence":
            return entry.has_evidence
        case "attestation":
            return entry.is_attested
        case "verification":
            return entry.status is Status.VERIFIED
        case "reflection":
            return entry.has_reflection
        case _:
            return False


def is_evidenced(entry: LogEntry, eligible: Eligible) -> bool:
    return any(has(entry, word) for word in eligible.evidenced)


def _weighed(measure: Measure, entry: LogEntry, *, again: bool) -> Worth:
    """Weigh by the first line that holds; where that is not known, between all that may hold."""
    size = size_of(entry, measure.count_by)
    open_lines: list[CreditLine] = []
    sure: CreditLine | None = None
    for line in measure.credit:
        holds = _holds(line, entry, size, again=again)
        if holds:
            sure = line
            break
        if holds is None:
            open_lines.append(line)
    if not open_lines:
        return _by_line(measure, sure, entry, size) if sure else _by_none(measure, entry, size)
    worths = [_by_line(measure, line, entry, size) for line in open_lines]
    worths.append(_by_line(measure, sure, entry, size) if sure else _by_none(measure, entry, size))
    least = min(worth.minutes for worth in worths)
    most = max(worth.most for worth in worths)
    if least == most:
        return Worth(minutes=least, most=most, reason=worths[0].reason)
    return Worth(minutes=least, most=most, reason=_unsaid(measure, open_lines, entry, size))


def _holds(line: CreditLine, entry: LogEntry, size: int | None, *, again: bool) -> bool | None:
    holds = matches(line.when, entry, size)
    if not holds or not line.when.first_in_period:
        return holds
    return False if again else (None if entry.topic is None else True)


def _unsaid(
    measure: Measure, open_lines: list[CreditLine], entry: LogEntry, size: int | None
) -> str:
    asks = [line.when for line in open_lines]
    if entry.topic is None and any(when.first_in_period for when in asks):
        return "its topic is not said, and only the first time on a topic counts for more"
    if entry.format is None and any(when.formats for when in asks):
        return "whether it was individual, group or peer time is not said"
    if size is None and any(when.size_min or when.size_max for when in asks):
        return _no_size(measure, entry)
    return "it does not say all that decides how much of it counts"


def _no_size(measure: Measure, entry: LogEntry) -> str:
    if measure.count_by == "contracted" and entry.size.attended is not None:
        return "how many were contracted to the group is not said, only how many came"
    return "the size of the group is not said"


def _by_none(measure: Measure, entry: LogEntry, size: int | None) -> Worth:
    """Say why nothing counts: mostly a group too large, or a format that is not accepted."""
    reason = "nothing here speaks of time like this"
    formats = [line.when for line in measure.credit if entry.format in line.when.formats]
    bounds = [when.size_max for when in formats if when.size_max is not None]
    if bounds and size is not None and size > max(bounds):
        reason = f"{entry.format} larger than {number_word(max(bounds))}"
    elif not formats and entry.format:
        reason = f"{in_words(entry.format)} time is not counted here"
    return Worth(minutes=NOTHING, most=NOTHING, reason=reason)


def _by_line(measure: Measure, line: CreditLine, entry: LogEntry, size: int | None) -> Worth:
    clock = Fraction(entry.minutes)
    if measure.use_minutes == "own_minutes" or line.rate is Rate.OWN_MINUTES:
        if entry.own_minutes is None:
            reason = "how much of it was on one's own practice is not said"
            return Worth(minutes=NOTHING, most=clock, reason=reason)
        clock = Fraction(min(entry.own_minutes, entry.minutes))
    if measure.unit_minutes:
        clock = clock * 60 / measure.unit_minutes
    if line.rate in {Rate.ONE_BY_SIZE, Rate.TWO_BY_SIZE}:
        return _by_size(measure, line, clock, entry, size)
    worth = clock if line.number == 1 else clock * line.number
    reason = _reason(line, entry, size, worth)
    return Worth(minutes=worth, most=worth, reason=reason)


def _by_size(
    measure: Measure, line: CreditLine, clock: Fraction, entry: LogEntry, size: int | None
) -> Worth:
    over = 1 if line.rate is Rate.ONE_BY_SIZE else 2
    if size is None:
        smallest = max(line.when.size_min or 1, 1)
        most = clock * min(ONE, Fraction(over, smallest))
        largest = line.when.size_max
        least = clock * min(ONE, Fraction(over, largest)) if largest else NOTHING
        return Worth(minutes=least, most=most, reason=_no_size(measure, entry))
    worth = clock * min(ONE, Fraction(over, max(size, 1)))
    reason = _reason(line, entry, size, worth)
    return Worth(minutes=worth, most=worth, reason=reason)


def _reason(line: CreditLine, entry: LogEntry, size: int | None, worth: Fraction) -> str:
    if line.rate is Rate.NUMBER and line.number == 1:
        return IN_FULL
    weighed = line.reason or rate_words(line.rate, line.number, size)
    if entry.format not in {"group", "peer"} or size is None:
        return weighed
    who = "peer group" if entry.format == "peer" else "group"
    shared = said(Fraction(entry.minutes))
    return f"{who} of {size} shared {shared}; each is credited {exactly(worth)} ({weighed})"
