"""How dates, times and minutes are written for people."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from flask_login import current_user

from cpd.kernel.hours import spoken
from cpd.web.markdown import authored, noted, to_html, to_line

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def on(day: date) -> str:
    """Write a day in full: 3 March 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def at(instant: datetime) -> str:
    """Write an instant in the reader's own zone: 3 March 2026, 09:05."""
    zone = current_user.time_zone if current_user.is_authenticated else "UTC"
    local = instant.astimezone(ZoneInfo(zone))
    return f"{on(local.date())}, {local:%H:%M}" + ("" if zone != "UTC" else " UTC")


def words(key: str) -> str:
    """Write a key of ours as words: `issued_in_error` is “issued in error”."""
    return key.replace("_", " ").replace("-", " ")


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: 1 item, 2 items."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        on=on, at=at, words=words, counted=counted, spoken=spoken,
        markdown=to_html, note=noted, authored=authored, line=to_line,
    )  # fmt: skip
