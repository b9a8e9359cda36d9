"""Turns the token in a cookie into whoever is signed in."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from cpd.db import own_session, writing
from cpd.kernel.tokens import sha256
from cpd.people.holding import holder
from cpd.people.models import SignIn
from cpd.people.rules import SITE, Role, WhoIsHere, ends_by_itself
from cpd.web.access import SAFE_METHODS
from cpd.web.asking import is_past_asking
from cpd.web.context import now, reading

NOTICE_EVERY = timedelta(minutes=10)


def whoever_holds(token: str) -> WhoIsHere | None:
    """Return the person of a sign-in that was not ended and has not run out."""
    rows, at = reading(), now()
    found = holder(rows, sha256(token))
    if not found or ends_by_itself(began_at=found[0].began_at, seen_at=found[0].seen_at, at=at):
        return None
    one, held = found[0], [row for row in found if row.held is not None]
    if request.method in SAFE_METHODS and at - one.seen_at > NOTICE_EVERY:
        rows.rollback()
        notice(one.sign_in_id, at)
    return WhoIsHere(
        id=one.id,
        sign_in_id=one.sign_in_id,
        token=token,
        name=one.name,
        email=one.email,
        time_zone=one.time_zone,
        role=one.role,
        memberships=tuple((row.organisation_id, row.held) for row in held),
        runs_the_site=any(
            row.held is Role.ADMINISTRATOR and row.organisation == SITE for row in held
        ),
    )


def known_holder(token: str) -> WhoIsHere | None:
    """Answer flask-login, but for a page about a failure."""
    return None if is_past_asking() else whoever_holds(token)


def notice(sign_in_id: UUID, at: datetime) -> None:
    """Note that the browser was seen, apart from whatever the request goes on to do."""
    with writing(), own_session() as rows:
        kept = rows.get(SignIn, sign_in_id)
        if kept is not None:
            kept.seen_at = at
        rows.commit()


def whoever_is_here() -> WhoIsHere | None:
    """Return whoever is signed in with this request, or None for a visitor."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def let_in(token: str) -> None:
    """Begin a fresh cookie that holds this token and nothing from before it."""
    session.clear()
    session.permanent = True
    login_user(whoever_holds(token))


def let_out() -> None:
    """Empty the cookie. The row in the database is ended by the service."""
    logout_user()
    session.clear()


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(known_holder)
