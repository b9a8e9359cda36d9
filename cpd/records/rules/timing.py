"""What a timer comes to: its minutes, and when it began and ended on the member's own clock."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cpd.kernel.errors import RuleError
from cpd.kernel.hours import DAY
from cpd.records.rules.entries import KIND_TITLES, Logged
from cpd.records.rules.kinds import TIMED, EntryKind
from cpd.records.rules.texts import checked_line
from cpd.records.rules.times import elapsed

FORGOTTEN_AFTER = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Clocked:
    """A timer as it stands: `gathered` seconds up to its last pause, and running since then."""

    kind: EntryKind
    title: str
    began_at: datetime
    running_since: datetime | None
    paused_at: datetime | None
    gathered: int

    @property
    def is_running(self) -> bool:
        return self.running_since is not None

    def seconds(self, now: datetime) -> int:
        """Return how long it ran. A clock that was set back takes nothing away."""
        if self.running_since is None:
            return self.gathered
        return self.gathered + max(0, int((now - self.running_since).total_seconds()))

    def is_forgotten(self, now: datetime) -> bool:
        return self.seconds(now) > FORGOTTEN_AFTER.total_seconds()

    @property
    def token(self) -> str:
        """Return what tells this timer from the next one."""
        return str(int(self.began_at.timestamp() * 1000))


def checked_start(kind: str, title: str) -> tuple[EntryKind, str]:
    if kind not in set(TIMED):
        raise RuleError("A timer is for CPD, supervision or practice. Choose one.")
    known = EntryKind(kind)
    return known, checked_line(title, "A title") or KIND_TITLES[known]


def whole_minutes(seconds: int) -> int:
    """Round to whole minutes, half a minute up, and never to nothing."""
    return max(1, (seconds + 30) // 60)


def timed(timer: Clocked, now: datetime, zone: ZoneInfo) -> Logged:
    """Return the line a stopped timer makes; no minutes if it was forgotten: then we ask.

    It begins and ends by the member's clock; where that clock was set back between, only the
    minutes are sure.
    """
    began = on_the_wall(timer.began_at, zone)
    line = Logged(kind=timer.kind, title=timer.title, done_on=began.date())
    if timer.is_forgotten(now):
        return replace(line, begins=began.time())
    minutes = whole_minutes(timer.seconds(now))
    ended = on_the_wall(stopped(timer, now, minutes), zone)
    if ended <= began or not minutes <= elapsed(began, ended, zone) <= DAY:
        return replace(line, minutes=minutes)
    last_on = ended.date() if ended.date() != began.date() else None
    return replace(line, minutes=minutes, begins=began.time(), ends=ended.time(), ended_on=last_on)


def on_the_wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return what a clock on the wall shows, to the minute; it knows of no zone."""
    return instant.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None, fold=0)


def stopped(timer: Clocked, now: datetime, minutes: int) -> datetime:
    """Return when it ended: with pauses when it stood still, never before its minutes are over."""
    began = timer.began_at.replace(second=0, microsecond=0)
    at_least = began + timedelta(minutes=minutes)
    if timer.gathered == 0 or timer.paused_at is None:
        return at_least
    return max(at_least, now if timer.is_running else timer.paused_at)
