"""Deadlines as an iCalendar file: whole days, with stable ids, alarms, and no rule that repeats."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event

from cpd.transfers.models import CalendarEvent
from cpd.transfers.rules.calendars import ALARMS

SPACE = UUID("5e0c1c9a-6a1d-4e0f-9f58-6f0b5d0f3c11")
A_DAY = timedelta(days=1)
REFRESH = timedelta(hours=12)


def calendar(events: Iterable[CalendarEvent], site_name: str, host: str, address: str) -> bytes:
    """Return the file. The library folds lines and escapes what has a meaning of its own."""
    book = Calendar()
    book.add("prodid", f"-//{site_name}//CPD deadlines//EN")
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", "CPD deadlines")
    book.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    book.add("x-published-ttl", "PT12H")
    for one in events:
        book.add_component(event(one, host, address))
    return bytes(book.to_ical())


def event(one: CalendarEvent, host: str, address: str) -> Event:
    shown = Event()
    shown.add("uid", f"{uuid5(SPACE, f'{one.person_id}:{one.key}')}@{host}")
    shown.add("dtstamp", one.changed_at)
    shown.add("last-modified", one.changed_at)
    shown.add("dtstart", one.due_on)
    shown.add("dtend", day_after(one.due_on))
    shown.add("summary", one.title)
    shown.add("url", address)
    shown.add("sequence", one.sequence)
    shown.add("transp", "TRANSPARENT")
    shown.add("class", "PRIVATE")
    shown.add("status", "CANCELLED" if one.cancelled_at else "CONFIRMED")
    for before in () if one.cancelled_at else ALARMS:
        shown.add_component(alarm(one.title, before))
    return shown


def day_after(day: date) -> date:
    return day + A_DAY


def alarm(title: str, before: timedelta) -> Alarm:
    rings = Alarm()
    rings.add("action", "DISPLAY")
    rings.add("description", title)
    rings.add("trigger", before)
    return rings
