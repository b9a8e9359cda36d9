"""The two bodies of the coach: one asks month by month, the other every three years."""

from collections.abc import Iterator
from datetime import date, time, timedelta

from cpd.kernel.periods import months_after
from cpd.people.models import Person
from cpd.records import service as records
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import EntryKind, Mode, Part, SupervisionFormat
from cpd.standings import service as standings
from cpd.standings.rules.following import AbsenceKind, Away, Details
from cpd.work import Work

CYCLE_ENDS_IN = timedelta(days=40)
LEAVE_MONTHS = (5, 4)  # months ago, whole ones
WITHOUT_INDIVIDUAL = (2, 0)  # months ago: one that stays short, and this one, still open
MONTHS = 12
TUESDAY = 1
# Days ago, minutes, title, category of the coaching body, tags.
EDUCATION = (
    (890, 900, "Advanced coaching skills, five days", "core", ()),
    (760, 120, "Ethics for coaches: three parties, one contract", "core", ("ethics",)),
    (640, 780, "Mentor coaching in a group", "core", ("mentor_received",)),
    (420, 180, "Listening for what is not said", "core", ()),
    (190, 480, "A course on paper about systems", "resource", ("self_study",)),
)


def follow_bodies(work: Work, person: Person) -> None:
    """Log what makes a story, be away for two months, and follow both bodies."""
    today = work.today(person.time_zone)
    for line in (*education(today), *groups(today), *alone(today)):
        records.log(work, person.id, line)
    first, last = months_ago(today, LEAVE_MONTHS[0]), months_ago(today, LEAVE_MONTHS[1] - 1)
    away = Away(kind=AbsenceKind.PARENTAL, since=first, until=last - timedelta(days=1))
    standings.add_absence(work, person.id, away)
    began = months_after(today + CYCLE_ENDS_IN, -36)
    standings.follow(work, person.id, "bacp.accredited", Details(joined_on=months_ago(today, 14)))
    awarded = Details(anchors={"credential_awarded": began}, joined_on=began)
    standings.follow(work, person.id, "icf.pcc", awarded)


def months_ago(today: date, number: int) -> date:
    """Return the first day of a month."""
    return months_after(today.replace(day=1), -number)


def education(today: date) -> Iterator[Logged]:
    for days_ago, minutes, title, category, tags in EDUCATION:
        yield Logged(
            kind=EntryKind.ACTIVITY,
            done_on=today - timedelta(days=days_ago),
            minutes=minutes,
            title=title,
            provider="Harbour Coaching School",
            categories={"icf.pcc": category},
            tags=tags,
            mode=Mode.SELF_PACED if "self_study" in tags else Mode.LIVE,
        )


def groups(today: date) -> Iterator[Logged]:
    """Yield the second Tuesday of each month: a group of five and somebody who leads it."""
    for number in range(MONTHS):
        first = months_ago(today, number)
        on = first + timedelta(days=(TUESDAY - first.weekday()) % 7 + 7)
        if number not in LEAVE_MONTHS and on <= today:
            yield Logged(
                kind=EntryKind.SUPERVISION,
                done_on=on,
                minutes=120,
                begins=time(18, 30),
                title="Tuesday group at the clinic",
                supervision_format=SupervisionFormat.GROUP,
                part=Part.RECEIVED,
                contracted=5,
                attended=4,
                facilitated=True,
                supervisor="Ruth Abara",
                counts_for=("bacp",),
            )


def alone(today: date) -> Iterator[Logged]:
    for number in range(1, MONTHS):
        if number not in (*LEAVE_MONTHS, *WITHOUT_INDIVIDUAL):
            yield Logged(
                kind=EntryKind.SUPERVISION,
                done_on=months_ago(today, number) + timedelta(days=19),
                minutes=75,
                title="Supervision, one to one",
                supervision_format=SupervisionFormat.INDIVIDUAL,
                part=Part.RECEIVED,
                supervisor="Ruth Abara",
                counts_for=("bacp",),
            )
