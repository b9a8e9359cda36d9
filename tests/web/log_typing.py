"""Typing into the log's forms, and reading back what they hold."""

import html
import re
from uuid import UUID

from sqlalchemy import select

from cpd.records.models import Entry

NEW = "/log/new?kind=activity"
SESSION = "/log/new?kind=supervision"
TYPED = {"done_on": "2026-03-02", "time": "1h30", "title": "A day on listening", "reflection": ""}
MET = TYPED | {"title": "With Ann", "supervision_format": "group", "supervisor": "Ann"}


def entries(session):
    session.expire_all()
    return session.scalars(select(Entry).order_by(Entry.logged_at, Entry.done_on)).all()


def logged(client, session, path=NEW, **changed):
    answer = client.post(path, data=TYPED | changed)
    assert answer.status_code == 303, answer.text
    return session.scalar(select(Entry).where(Entry.id == UUID(answer.location.split("/")[-1])))


def field(page, name):
    """Return what a text field of a page holds."""
    found = re.search(rf'<input[^>]*\bname="{name}"[^>]*>', page)[0]
    return html.unescape(re.search(r'value="([^"]*)"', found)[1])
