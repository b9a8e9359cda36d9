"""What a view may ask of the request it is serving."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app, request
from flask_login import current_user
from sqlalchemy.orm import Session

from cpd.db import db, writing
from cpd.kernel.clock import Clock, local_date
from cpd.kernel.events import Followers
from cpd.settings import Settings
from cpd.web.access import Me
from cpd.work import Work, transaction


@dataclass
class Parts:
    """What the app was put together from."""

    settings: Settings
    clock: Clock
    followers: Followers


def parts(app: Flask | None = None) -> Parts:
    return cast("Parts", (app or current_app).extensions["cpd"])


def reading() -> Session:
    """Return the request's session, for a view that only reads through a store."""
    return db.session()


def now() -> datetime:
    return parts().clock.now()


def me() -> Me:
    """Return whoever is signed in. Only for views that are not open to everybody."""
    return cast("Me", current_user)


def my_today() -> date:
    """Return the day it is for whoever is signed in; in UTC for a visitor."""
    zone = me().time_zone if current_user.is_authenticated else "UTC"
    return local_date(now(), ZoneInfo(zone))


def visitor_address() -> str:
    """Return the address the request came from, as far as the configured proxies vouch for it."""
    return request.remote_addr or "unknown"


@contextmanager
def begin() -> Iterator[Work]:
    """Open the one transaction of this request, in the name of whoever is signed in."""
    actor = str(me().id) if current_user.is_authenticated else "visitor"
    with writing(), transaction(Work(db.session(), actor, now(), parts().followers)) as work:
        yield work


@contextmanager
def job(name: str) -> Iterator[Work]:
    """Open a transaction in the name of a job. Needs an app context, not a request."""
    work = Work(db.session(), f"job:{name}", now(), parts().followers)
    with writing(), transaction(work):
        yield work
