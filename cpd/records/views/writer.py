"""What the forms must know of whoever is writing."""

from zoneinfo import ZoneInfo

from cpd.records import store
from cpd.records.forms import Writer
from cpd.records.rules.kinds import EntryKind
from cpd.web.context import me, my_today, reading
from cpd.web.filters import on

SESSIONS_OFFERED = 20


def writer(kind: EntryKind) -> Writer:
    """Return the writer, with their supervisors or sessions where this kind asks for them."""
    return Writer(
        today=my_today(),
        zone=ZoneInfo(me().time_zone),
        supervisors=my_supervisors() if kind is EntryKind.SUPERVISION else (),
        sessions=my_sessions() if kind is EntryKind.DILEMMA else (),
    )


def my_supervisors() -> tuple[tuple[str, str], ...]:
    return tuple(
        (str(one.id), f"{one.name} (until {on(one.ended_on)})" if one.ended_on else one.name)
        for one in store.supervisors(reading(), me().id)
    )


def my_sessions() -> tuple[tuple[str, str], ...]:
    return tuple(
        (str(one.id), f"{on(one.done_on)}: {one.title}")
        for one in store.last_sessions(reading(), me().id, SESSIONS_OFFERED)
    )
