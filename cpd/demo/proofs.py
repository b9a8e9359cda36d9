"""What shows that a coach's log is true: files, a link, and what a supervisor said."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from weasyprint import HTML

from cpd.attestations import service as attestations
from cpd.attestations.rules.answers import Answer, Reply
from cpd.attestations.service import Asked
from cpd.demo import store
from cpd.evidence import service as evidence
from cpd.evidence.cleaner import clean
from cpd.evidence.service import FileToKeep
from cpd.evidence.storage import storage
from cpd.people.models import Person
from cpd.records.models import Entry
from cpd.records.rules.kinds import EntryKind
from cpd.work import Work

RUTH = Asked("Ruth Abara", "supervisor@example.org")
PAPER, INK = (250, 248, 243), (40, 60, 70)
ATTENDANCE = """<html lang="en"><head><title>Attendance</title></head>
<body style="font: 16pt serif; text-align: center; padding-top: 6cm">
<h1>Certificate of attendance</h1><p>{name}</p><p>took part in</p><p><strong>{title}</strong></p>
<p>{minutes} minutes</p><p><small>This is a demonstration: nothing here is real.</small></p>
</body></html>"""


def prove(work: Work, person: Person) -> None:
    """Add evidence to some activities, and ask about the last sessions of supervision."""
    activities = store.entries(work.session, person.id, EntryKind.ACTIVITY)
    for entry, content in files(person, activities):
        file = FileToKeep(clean(content), storage())
        evidence.add_file(work, person.id, entry.id, "Certificate of attendance", file)
    programme = "https://network.example/conference/programme"
    conference, training = called(activities, "Conference"), called(activities, "Training day")
    evidence.add_link(work, person.id, conference.id, "Programme", programme)
    evidence.add_certificate(work, person.id, training.id, "NN-2026/118", "Northern Network")
    ask_about_sessions(work, person)


def files(person: Person, activities: list[Entry]) -> Iterator[tuple[Entry, bytes]]:
    """Yield a PDF for a workshop, and the photograph of a paper for a training day."""
    workshop, training = called(activities, "Workshop"), called(activities, "Training day")
    words = ATTENDANCE.format(name=person.name, title=workshop.title, minutes=workshop.minutes)
    yield workshop, HTML(string=words).write_pdf()
    yield training, photograph(f"{person.name}: {training.title}")


def called(entries: list[Entry], beginning: str) -> Entry:
    return next(one for one in entries if one.title.startswith(beginning))


def photograph(text: str) -> bytes:
    picture = Image.new("RGB", (1200, 800), PAPER)
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((40, 40, 1160, 760), outline=INK, width=6)
    for place, line in enumerate(("Certificate of attendance", text, "A demonstration")):
        drawing.text((100, 200 + 140 * place), line, INK, font=ImageFont.load_default(36))
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def ask_about_sessions(work: Work, person: Person) -> None:
    """Leave the last session waiting; of the three before, two are attested and one is not."""
    ruth = store.person(work.session, RUTH.email)
    every = store.entries(work.session, person.id, EntryKind.SUPERVISION)
    sessions = [one for one in every if one.supervisor == RUTH.name]
    replies = (
        None,
        Reply(Answer.AGREED),
        Reply(Answer.DISAGREED, 45, "We began a quarter of an hour late that day."),
        Reply(Answer.AGREED, None, "As agreed in our contract."),
    )
    for number, (entry, reply) in enumerate(zip(sessions, replies, strict=False)):
        asked = at(work, days=2 + 28 * number)
        request = attestations.ask(asked, person.id, entry.id, RUTH)
        if reply is not None:
            answered = at(work, days=1 + 28 * number)
            attestations.answer(answered, request.id, reply, ruth.id)


def at(work: Work, *, days: int) -> Work:
    """Return the same work as of so many days ago."""
    then = work.at - timedelta(days=days)
    return Work(work.session, work.actor, then, work.followers, work.afterwards)
