"""Turns the token in a cookie into whoever is signed in."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from cpd.db import own_session, writing
from cpd.kernel.tokens import sha256
from cpd.people import store
from cpd.people.models import Membership, SignIn
from cpd.people.rules import SITE, Role, SignedIn, ends_by_itself
from cpd.web.access import SAFE_METHODS, is_past_asking
from cpd.web.context import now, reading

NOTICE_EVERY = timedelta(minutes=10)


def whoever_holds(token: str) -> SignedIn | None:
    """Return the person of a sign-in that was not ended and has not run out."""
    rows, at = reading(), now()
    sign_in = store.sign_in_by_hash(rows, sha256(token))
    if sign_in is None or ends_by_itself(began_at=sign_in.began_at, seen_at=sign_in.seen_at, at=at):
        return None
    person = sign_in.person
    held = store.memberships_of(rows, person.id)
    signed_in = SignedIn(
        id=person.id,
        sign_in_id=sign_in.id,
        token=token,
        name=person.name,
        email=person.email,
        time_zone=person.time_zone,
        role=person.role,
        memberships=tuple((membership.organisation_id, membership.role) for membership in held),
        runs_the_site=any(runs_the_site(membership) for membership in held),
    )
    if request.method in SAFE_METHODS and at - sign_in.seen_at > NOTICE_EVERY:
        rows.rollback()
        notice(signed_in.sign_in_id, at)
    return signed_in


def runs_the_site(membership: Membership) -> bool:
    return membership.role is Role.ADMINISTRATOR and membership.organisation.key == SITE


def known_holder(token: str) -> SignedIn | None:
    """Answer flask-login, but for a page about a failure."""
    return None if is_past_asking() else whoever_holds(token)


def notice(sign_in_id: UUID, at: datetime) -> None:
    """Note that the browser was seen, apart from whatever the request goes on to do."""
    with writing(), own_session() as rows:
        kept = rows.get(SignIn, sign_in_id)
        if kept is not None:
            kept.seen_at = at
        rows.commit()


def whoever_is_here() -> SignedIn | None:
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
