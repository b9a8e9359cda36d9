"""A coach's log of the last fourteen months: every kind of entry, and one gap in summer."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from uuid import UUID

from cpd.people.models import Person
from cpd.records import service as records
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import (
    DilemmaSort,
    EntryKind,
    FeedbackFrom,
    Mode,
    Part,
    PlanState,
    SupervisionFormat,
)
from cpd.records.rules.supervisors import Relation, Run, Supervising
from cpd.work import Work

# Days ago, minutes, title, provider, category, tags, mode.
ACTIVITIES = (
    (9, 90, "Reading group: contracting with a sponsor in the room", None, "reading",
     ("ethics",), Mode.LIVE),
    (31, 360, "Workshop: coaching across cultures", "Harbour Coaching School", "cpd",
     ("cultural_competence",), Mode.LIVE),
    (58, 60, "Webinar: keeping records somebody may ask to see", "Harbour Coaching School", "cpd",
     ("law",), Mode.LIVE_ONLINE),
    (96, 150, "Peer practice: three recorded sessions reviewed", None, "peer_consultation",
     ("peer_consultation",), Mode.LIVE_ONLINE),
    (140, 45, "Article: endings that were not planned", None, "reading",
     ("self_study",), Mode.SELF_PACED),
    (203, 420, "Training day: when coaching meets therapy", "Northern Network", "cpd", (),
     Mode.LIVE),
    (265, 120, "Journal club", None, "reading", (), Mode.LIVE_ONLINE),
    (330, 75, "Webinar: insurance and indemnity", "Northern Network", "cpd", ("law",),
     Mode.RECORDED),
    (401, 300, "Conference of the regional network", "Northern Network", "networking", (),
     Mode.LIVE),
)  # fmt: skip
REFLECTION = """What stayed with me: I explain confidentiality to the person in front of me,
and forget to say the same thing, in the same words, to whoever pays.

- **Next**: put both explanations into the agreement, side by side.
- Take it to supervision in spring."""
EVERY_DAYS = 28
FORMATS = (SupervisionFormat.INDIVIDUAL, SupervisionFormat.GROUP)
PRACTICE_MONTHS = 13
HOURS = (22, 26, 19, 0, 0, 25, 9, 25, 21, 27, 23, 26, 20)  # the two months of leave: none


def fill_log(work: Work, person: Person) -> None:
    """Log activities, supervision every four weeks, practice by the month, and the rest."""
    today = work.today(person.time_zone)
    supervisor = records.add_supervisor(work, person.id, the_supervisor(today)).id
    for line in (*activities(today), *practice(today), *thoughts(today)):
        records.log(work, person.id, line)
    sessions = [records.log(work, person.id, one).id for one in supervision(today, supervisor)]
    for line in dilemmas(today, sessions[0]):
        records.log(work, person.id, line)


def the_supervisor(today: date) -> Supervising:
    began = today - timedelta(days=900)
    return Supervising(
        name="Ruth Abara",
        email="supervisor@example.org",
        accredited=(Run("emcc", began), Run("bacp", began)),
        relations=(Run(Relation.COLLEAGUE, began, today - timedelta(days=500)),),
    )


def activities(today: date) -> Iterator[Logged]:
    for days_ago, minutes, title, provider, category, tags, mode in ACTIVITIES:
        yield Logged(
            kind=EntryKind.ACTIVITY,
            done_on=today - timedelta(days=days_ago),
            minutes=minutes,
            title=title,
            provider=provider,
            category=category,
            tags=tags,
            mode=mode,
            reflection=REFLECTION if days_ago == 9 else "",
            clauses=("atrium-practice:9.3", "global:3.8") if days_ago == 31 else (),
        )
    yield Logged(
        kind=EntryKind.ACTIVITY,
        done_on=today - timedelta(days=122),
        minutes=120,
        title="Evening for trainees: what a contract is for",
        part=Part.PRESENTED,
        category="teaching",
        tags=("contribution",),
    )


def supervision(today: date, supervisor: UUID) -> Iterator[Logged]:
    """Yield sessions every four weeks, alone and in a group of five in turn, the newest first."""
    for number in range(14):
        if number in {4, 5}:
            continue
        way = FORMATS[number % 2]
        alone = way is SupervisionFormat.INDIVIDUAL
        yield Logged(
            kind=EntryKind.SUPERVISION,
            done_on=today - timedelta(days=16 + number * EVERY_DAYS),
            minutes=60 if alone else 90,
            begins=time(17, 30) if alone else time(19, 0),
            title="Supervision" if alone else "Tuesday group",
            supervision_format=way,
            contracted=None if alone else 5,
            attended=None if alone else 5 - number % 3,
            facilitated=None if alone else True,
            supervisor="Ruth Abara",
            supervisor_id=supervisor,
        )
    yield Logged(
        kind=EntryKind.SUPERVISION,
        done_on=today - timedelta(days=45),
        minutes=60,
        title="A trainee's first contract",
        supervision_format=SupervisionFormat.INDIVIDUAL,
        part=Part.DELIVERED,
    )


def practice(today: date) -> Iterator[Logged]:
    """Yield each month's hours as one line, the months before this one."""
    first = today.replace(day=1)
    for hours in HOURS[:PRACTICE_MONTHS]:
        last = first - timedelta(days=1)
        first = last.replace(day=1)
        if hours:
            yield Logged(
                kind=EntryKind.PRACTICE,
                done_on=first,
                ended_on=last,
                minutes=hours * 60,
                title="Coaching",
                setting="Own practice",
            )


def thoughts(today: date) -> Iterator[Logged]:
    yield Logged(
        kind=EntryKind.REFLECTION,
        done_on=today - timedelta(days=20),
        title="Silence that I filled too soon",
        reflection="Twice this month I answered my own question. It was my unease, not theirs.",
        planned="Count to ten before the second question.",
        acted="Did so in four sessions.",
        evaluated="Slower, and more came from them than from me.",
        clauses=("global:3.3",),
    )
    yield Logged(
        kind=EntryKind.FEEDBACK,
        done_on=today - timedelta(days=64),
        title="End of an engagement",
        feedback_from=FeedbackFrom.CLIENT,
        reflection="Clear, warm, sometimes too quick to sum up.",
        outcomes="I now ask them to sum up first.",
        clauses=("global:3.10", "plumm-chat:9"),
    )
    aims = (
        (120, -5, PlanState.OPEN, "Say no to work beyond my training, in plain words"),
        (90, 40, PlanState.OPEN, "Work through an interpreter"),
        (300, -100, PlanState.DONE, "Keep notes that hold only what is needed"),
    )
    for days_ago, due_in, state, title in aims:
        yield Logged(
            kind=EntryKind.PLAN,
            done_on=today - timedelta(days=days_ago),
            title=title,
            due_on=today + timedelta(days=due_in),
            plan_state=state,
            clauses=("atrium-practice:9.4",),
        )


def dilemmas(today: date, session: UUID) -> Iterator[Logged]:
    yield Logged(
        kind=EntryKind.DILEMMA,
        done_on=today - timedelta(days=25),
        title="The sponsor asks how it is going",
        dilemma_sort=DilemmaSort.CONFLICT,
        reflection="Who is told what was not in the agreement.",
        acted="Said nothing yet, and promised an answer within a week.",
        taken_to_id=session,
        clauses=("atrium-practice:8.2",),
    )
    yield Logged(
        kind=EntryKind.DILEMMA,
        done_on=today - timedelta(days=6),
        title="Asked to coach two who report to each other",
        dilemma_sort=DilemmaSort.RELATIONSHIP,
        clauses=("bacp:33d",),
    )
