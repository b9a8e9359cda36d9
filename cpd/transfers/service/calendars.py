"""A calendar's secret address: opened, closed, and kept up to date with what is owed."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from cpd.certificates.service import CertificateErased
from cpd.documents.rules.papers import SORTS
from cpd.kernel.tokens import new_token, sha256
from cpd.standings.service.members import panels_of
from cpd.transfers.models import CalendarFeed
from cpd.transfers.rules.calendars import Deadline, changes, latest, of_bodies, plain_title
from cpd.transfers.service.events import CalendarClosed, CalendarOpened
from cpd.transfers.store import calendars as store
from cpd.work import Work

JOB = "refresh-calendars"
STALE_AFTER = timedelta(hours=6)
AT_ONCE = 10
ERASED = "An erased certificate"


def open_feed(work: Work, person_id: UUID) -> str:
    """Make a new address and return its secret, which is kept nowhere. The old one ends."""
    store.hold(work.session, person_id)
    close(work, person_id)
    token = new_token()
    feed = CalendarFeed(
        person_id=person_id, token_sha256=sha256(token), made_at=work.at, refreshed_at=work.at
    )
    work.session.add(feed)
    work.session.flush()
    work.announce(CalendarOpened(feed=feed.id, person=person_id))
    refresh(work, person_id)
    return token


def close(work: Work, person_id: UUID) -> bool:
    """End the address. False if there was none."""
    feed = store.feed_locked(work.session, person_id)
    if feed is None:
        return False
    feed.revoked_at = work.at
    work.session.flush()
    work.announce(CalendarClosed(feed=feed.id, person=person_id))
    return True


def refresh(work: Work, person_id: UUID) -> int:
    """Write down what calendars are to be told, and return how many days are new or changed."""
    zone = store.hold(work.session, person_id)
    today = work.today(zone)
    wanted = deadlines(work.session, person_id, zone, today)
    told = changes(store.shown(work.session, person_id), wanted, today)
    store.write(work.session, person_id, told, work.at)
    feed = store.feed_locked(work.session, person_id)
    if feed is not None:
        feed.refreshed_at = work.at
    return len(told)


def deadlines(session: Session, person_id: UUID, time_zone: str, today: date) -> Sequence[Deadline]:
    """Return the days by which this member has something to do, as of today."""
    papers = (
        (f"{row.document}:{row.title}", Deadline(f"paper:{row.id}", paper_title(row.document),
                                                 row.last_on))
        for row in store.papers(session, person_id)
    )  # fmt: skip
    certificates = (
        (row.module_key or row.serial, Deadline(f"certificate:{row.serial}",
                                  plain_title(f"Certificate ends: {row.title}"), row.expires_on))
        for row in store.certificates(session, person_id)
    )  # fmt: skip
    found = [
        *of_bodies(panels_of(session, person_id, time_zone, today)),
        *latest(papers),
        *latest(certificates),
    ]
    return [one for one in found if one.due_on >= today]


def forget_certificate(work: Work, event: CertificateErased) -> None:
    """Cancel the day it would have ended, and take its title from those calendars."""
    store.blank(work.session, f"certificate:{event.serial}", ERASED, work.at)


def paper_title(document: str) -> str:
    sort = SORTS.get(document)
    return plain_title(f"{sort.word if sort else 'A paper'} runs out")


def refresh_stale(work: Work) -> tuple[int, int]:
    """Refresh a few calendars that wait longest; return how many, and how many days changed."""
    waiting = store.stale(work.session, work.at - STALE_AFTER, AT_ONCE)
    return len(waiting), sum(refresh(work, person_id) for person_id in waiting)
