"""What a passed module earns in the log."""

from zoneinfo import ZoneInfo

from cpd.attempts.service import ModulePassed
from cpd.kernel.clock import local_date
from cpd.records import store
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import EntryKind, Mode, Source
from cpd.records.service.entries import add, time_zone
from cpd.work import Work


def credit_module(work: Work, event: ModulePassed) -> None:
    """Write the minutes of a passed module into the log, once, however often it is told."""
    completion = store.completion(work.session, event.completion)
    if completion is None:
        raise LookupError(
            f"module.passed told of completion {event.completion}, which is not there"
        )
    zone = ZoneInfo(time_zone(work, event.person))
    line = Logged(
        kind=EntryKind.ACTIVITY,
        done_on=local_date(completion.completed_at, zone),
        minutes=completion.module_version.minutes,
        title=completion.module_version.title,
        mode=Mode.SELF_PACED,
    )
    add(work, event.person, line, Source.MODULE, f"completion:{event.completion}")
