"""What the forms must know of whoever is writing."""

from zoneinfo import ZoneInfo

from cpd.records import offering, store
from cpd.records.forms import Writer
from cpd.records.models import Supervisor
from cpd.records.rules.kinds import EntryKind
from cpd.web.context import me, my_today, reading
from cpd.web.filters import on

SESSIONS_OFFERED = 20


def writer(kind: EntryKind) -> Writer:
    """Return the writer, with their supervisors or sessions where this kind asks for them."""
    known = store.supervisors(reading(), me().id) if kind is EntryKind.SUPERVISION else ()
    present = [one for one in known if one.ended_on is None]
    return Writer(
        today=my_today(),
        zone=ZoneInfo(me().time_zone),
        supervisors=tuple((str(one.id), called(one)) for one in known),
        usual_supervisor=str(present[0].id) if len(present) == 1 else "",
        sessions=my_sessions() if kind is EntryKind.DILEMMA else (),
        offers=offering.offered(me().id, kind),
    )


def called(supervisor: Supervisor) -> str:
    ended_on = supervisor.ended_on
    return f"{supervisor.name} (until {on(ended_on)})" if ended_on else supervisor.name


def my_sessions() -> tuple[tuple[str, str], ...]:
    return tuple(
        (str(one.id), f"{on(one.done_on)}: {one.title}")
        for one in store.last_sessions(reading(), me().id, SESSIONS_OFFERED)
    )
