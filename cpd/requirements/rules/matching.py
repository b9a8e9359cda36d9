"""Whether an entry is what a pack speaks of, on which days it counts, and what shuts it out."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from fractions import Fraction

from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.logs import LogEntry, Status
from cpd.requirements.rules.packs import EntryDate, Match

ONE = Fraction(1)


def matches(match: Match, entry: LogEntry, size: int | None) -> bool | None:
    """Say yes, no, or None where the entry leaves out what the answer hangs on.

    `size` is the number a measure counts by. Supervision that names no role was received.
    `first_in_period` is not looked at here: it takes the other entries to know.
    """
    if match.kinds and entry.kind not in match.kinds:
        return False
    if match.asks_for_kind_alone:
        return True
    if match.asks_for_marks and not _has_marks(match, entry):
        return False
    if match.uncategorised and entry.category is not None:
        return False
    return _known(match, entry, size) if match.asks_for_more else True


def _has_marks(match: Match, entry: LogEntry) -> bool:
    """Compare what an entry either bears or does not: tags and clauses."""
    tags = entry.tags
    if match.any_tag and match.any_tag.isdisjoint(tags):
        return False
    if match.clauses and match.clauses.isdisjoint(entry.clauses):
        return False
    return match.all_tags <= tags and match.no_tag.isdisjoint(tags)


def _known(match: Match, entry: LogEntry, size: int | None) -> bool | None:
    """Compare what an entry may leave out; a no outweighs what is unknown."""
    said = [_is_among(entry, name, wanted) for name, wanted in match.asks]
    if False in said:
        return False
    if match.categories:
        said.append(_in_category(match, entry))
    if match.size_min is not None or match.size_max is not None:
        said.append(_is_of_size(match, size))
    if match.facilitated is not None:
        said.append(entry.size.facilitated == match.facilitated)
    if match.any_of:
        said.append(_any(match.any_of, entry, size))
    if False in said:
        return False
    return None if None in said else True


def _is_among(entry: LogEntry, name: str, wanted: frozenset[str]) -> bool | None:
    value = getattr(entry, name)
    if value is None and name == "role" and entry.kind == "supervision":
        value = "received"
    return None if value is None else value in wanted


def _is_of_size(match: Match, size: int | None) -> bool | None:
    if size is None:
        return None
    least = 0 if match.size_min is None else match.size_min
    return least <= size and (match.size_max is None or size <= match.size_max)


def _in_category(match: Match, entry: LogEntry) -> bool | None:
    """Say whether the category is one of those. Only an activity has to be in one."""
    if entry.category is None:
        return None if entry.kind == "activity" else False
    return entry.category in match.categories


def _any(several: tuple[Match, ...], entry: LogEntry, size: int | None) -> bool | None:
    is_unknown = False
    for one in several:
        answer = matches(one, entry, size)
        if answer:
            return True
        is_unknown = is_unknown or answer is None
    return None if is_unknown else False


def size_of(entry: LogEntry, count_by: str) -> int | None:
    """Return how many shared the session: those contracted to it, or those who came."""
    return entry.size.attended if count_by == "attended" else entry.size.contracted


def shut_out(pack: Pack, entry: LogEntry) -> str:
    """Return why the entry counts for nothing at all in this pack; empty if it may count."""
    if entry.status is Status.REJECTED:
        return f"rejected: {entry.reason}" if entry.reason else "rejected"
    if entry.status is Status.DRAFT:
        return "still a draft"
    if entry.counts_for is not None and not _is_for(pack, entry.counts_for):
        return f"not logged for {pack.body.short or pack.body.name}"
    for one in pack.excludes:
        if matches(one.select, entry, size_of(entry, "contracted")):
            return one.reason
    return ""


def _is_for(pack: Pack, chosen: frozenset[str]) -> bool:
    names = {pack.id.casefold(), pack.id.partition(".")[0].casefold(), pack.body.short.casefold()}
    return not names.isdisjoint(name.casefold() for name in chosen)


def resolved(pack: Pack, entry: LogEntry) -> LogEntry:
    """Give the entry the category it has for this pack. The log of a scene holds such entries."""
    stated = _stated(pack, entry)
    category, why = _category(pack, entry, stated)
    if category == entry.category:
        return entry
    return replace(
        entry, category=category, moved=why, stated=None if stated == category else stated
    )


def _stated(pack: Pack, entry: LogEntry) -> str | None:
    """Return the category that was said, for this body if it is one of its own."""
    by_body = entry.categories
    if by_body:
        said = {name.casefold(): category for name, category in by_body.items()}
        for name in (pack.id, pack.id.partition(".")[0], pack.body.short, pack.body.name):
            if name.casefold() in said:
                return said[name.casefold()]
    return entry.category


def _category(pack: Pack, entry: LogEntry, stated: str | None) -> tuple[str | None, str]:
    """Return the category that holds, and the pack's reason where it is not the one said."""
    for rule in pack.reclassify:
        if matches(rule.when, entry, size_of(entry, "contracted")):
            return rule.to, rule.reason
    if stated is None or (pack.categories and stated not in pack.categories):
        return pack.default_category or (None if pack.categories else stated), ""
    return stated, ""


def counting_days(
    entry: LogEntry, basis: EntryDate, zone: tzinfo = UTC
) -> tuple[tuple[date, Fraction], ...]:
    """Return the days the entry counts on and the part of it that each holds."""
    if entry.start_on != entry.end_on and (basis is EntryDate.SPLIT or _is_spread(entry, basis)):
        return _split(entry, zone)
    return ((counting_day(entry, basis), ONE),)


def _is_spread(entry: LogEntry, basis: EntryDate) -> bool:
    """Say whether it is practice noted for several days together, which was done on them all."""
    return entry.kind == "practice" and basis is not EntryDate.RECORDED


def counting_day(entry: LogEntry, basis: EntryDate) -> date:
    """Return the one day an entry counts on; of an entry split by day, its first."""
    if basis is EntryDate.COMPLETION:
        return entry.end_on
    if basis is EntryDate.RECORDED:
        return entry.recorded_on or entry.start_on
    return entry.start_on


def _split(entry: LogEntry, zone: tzinfo) -> tuple[tuple[date, Fraction], ...]:
    """Spread evenly over the days; by the clock only where all the time between was spent."""
    days = _days_of(entry)
    begins, ends = _instant(entry.starts_at, zone), _instant(entry.ends_at, zone)
    if begins is None or ends is None or ends - begins != timedelta(minutes=entry.minutes):
        return _evenly(days)
    whole = ends - begins
    parts = []
    for day in days:
        opens, closes = _midnight(day, zone), _midnight(day + timedelta(1), zone)
        inside = min(ends, closes) - max(begins, opens)
        if inside > timedelta(0):
            second = timedelta(microseconds=1)
            parts.append((day, Fraction(inside // second, whole // second)))
    return tuple(parts)


def _days_of(entry: LogEntry) -> tuple[date, ...]:
    """Return the days an entry touches: what ends at midnight does not touch the next day."""
    number = (entry.end_on - entry.start_on).days + 1
    if number > 1 and entry.ends_at is not None and entry.ends_at.time() == time():
        number -= 1
    return tuple(entry.start_on + timedelta(each) for each in range(number))


def _evenly(days: tuple[date, ...]) -> tuple[tuple[date, Fraction], ...]:
    part = Fraction(1, len(days))
    return tuple((day, part) for day in days)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _instant(local: datetime | None, zone: tzinfo) -> datetime | None:
    """Return when a wall time was, so that a night in which clocks change has its true length."""
    return None if local is None else local.replace(tzinfo=zone).astimezone(UTC)
