"""What a member's tables hold, as the rules read it: once for the member, then for each body."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from cpd.requirements.rules.logs import (
    Declaration,
    Log,
    LogEntry,
    Member,
    Paper,
    Stretch,
    Supervisor,
)
from cpd.standings.rules.following import AbsenceKind, Away, Followed

_A_MONTH = timedelta(days=32)


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A declaration, and the one pack it was made for; None is every pack."""

    pack_id: str | None
    declaration: Declaration


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One member's log, before it is known which body looks at it."""

    time_zone: str = "UTC"
    entries: tuple[LogEntry, ...] = ()
    away: tuple[Away, ...] = ()
    closed: tuple[date, ...] = ()  # first days of months
    supervisors: Mapping[str, Supervisor] = field(default_factory=dict)
    documents: tuple[Paper, ...] = ()
    declarations: tuple[Declared, ...] = ()

    def log(self, followed: Followed) -> Log:
        """Return the log as this body's pack reads it."""
        details = followed.details
        member = Member(
            time_zone=self.time_zone,
            grade=details.grade,
            joined=details.joined_on,
            anchors=details.anchors,
            working_share=details.working_share,
            leave=self._stretches(breaks=False),
            breaks=self._stretches(breaks=True),
            closed=tuple(Stretch(since=first, until=last_of(first)) for first in self.closed),
            supervisors=self.supervisors,
        )
        return Log(
            member=member,
            entries=self.entries,
            documents=self.documents,
            declarations=tuple(
                one.declaration
                for one in self.declarations
                if one.pack_id in {None, followed.pack_id}
            ),
        )

    def _stretches(self, *, breaks: bool) -> tuple[Stretch, ...]:
        return tuple(
            Stretch(since=one.since, until=one.until, kind=one.kind.value)
            for one in self.away
            if (one.kind is AbsenceKind.NO_CLIENTS) == breaks
        )


def last_of(first: date) -> date:
    """Return the last day of the month that begins on a day."""
    return (first + _A_MONTH).replace(day=1) - timedelta(days=1)
