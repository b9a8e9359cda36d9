"""A coach's log of the last fourteen months."""

from datetime import timedelta

from cpd.people.models import Person
from cpd.records import service as records
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import EntryKind, SupervisionFormat
from cpd.work import Work

ACTIVITIES = (
    (9, 90, "Reading group: contracting with a sponsor in the room"),
    (31, 360, "Workshop: coaching across cultures"),
    (58, 60, "Webinar: keeping records somebody may ask to see"),
    (96, 150, "Peer practice: three recorded sessions reviewed"),
    (140, 45, "Article: endings that were not planned"),
    (203, 420, "Training day: when coaching meets therapy"),
    (265, 120, "Journal club"),
    (330, 75, "Webinar: insurance and indemnity"),
    (401, 300, "Conference of the regional network"),
)
REFLECTION = """What stayed with me: I explain confidentiality to the person in front of me,
and forget to say the same thing, in the same words, to whoever pays.

- **Next**: put both explanations into the agreement, side by side.
- Take it to supervision in spring."""
EVERY_DAYS = 28
FORMATS = (SupervisionFormat.INDIVIDUAL, SupervisionFormat.GROUP)


def fill_log(work: Work, person: Person) -> None:
    """Log activities, and supervision every four weeks with one gap in summer."""
    today = work.today(person.time_zone)
    for days_ago, minutes, title in ACTIVITIES:
        reflection = REFLECTION if days_ago == 9 else ""
        done_on = today - timedelta(days=days_ago)
        line = Logged(
            kind=EntryKind.ACTIVITY,
            done_on=done_on,
            minutes=minutes,
            title=title,
            reflection=reflection,
        )
        records.log(work, person.id, line)
    for number in range(14):
        if number in {4, 5}:
            continue
        done_on = today - timedelta(days=16 + number * EVERY_DAYS)
        form = FORMATS[number % 2]
        line = Logged(
            kind=EntryKind.SUPERVISION,
            done_on=done_on,
            minutes=60 if form is SupervisionFormat.INDIVIDUAL else 90,
            title="Supervision",
            supervision_format=form,
            supervisor="Ruth Abara",
        )
        records.log(work, person.id, line)
