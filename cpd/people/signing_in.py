"""Turns the token in a cookie into whoever is signed in."""

from datetime import timedelta

from flask import Flask, request
from flask_login import LoginManager

from cpd.db import own_session, writing
from cpd.kernel.tokens import sha256
from cpd.people import store
from cpd.people.models import SignIn
from cpd.people.rules import SignedIn
from cpd.web.access import SAFE_METHODS
from cpd.web.context import now, reading

IDLE = timedelta(days=7)
LONGEST = timedelta(days=30)
NOTICE_EVERY = timedelta(minutes=10)


def whoever_holds(token: str) -> SignedIn | None:
    """Return the person of a sign-in that was not ended and has not run out."""
    session, at = reading(), now()
    sign_in = store.sign_in_by_hash(session, sha256(token))
    if sign_in is None or at - sign_in.seen_at > IDLE or at - sign_in.began_at > LONGEST:
        return None
    person = sign_in.person
    held = store.memberships_of(session, person.id)
    signed_in = SignedIn(
        id=person.id,
        sign_in_id=sign_in.id,
        token=token,
        name=person.name,
        email=person.email,
        time_zone=person.time_zone,
        role=person.role,
        memberships=tuple((membership.organisation_id, membership.role) for membership in held),
    )
    if request.method in SAFE_METHODS and at - sign_in.seen_at > NOTICE_EVERY:
        notice(sign_in)
    return signed_in


def notice(sign_in: SignIn) -> None:
    """Note that the browser was seen, apart from whatever the request goes on to do."""
    at = now()
    with writing(), own_session() as session:
        kept = session.get(SignIn, sign_in.id)
        if kept is not None:
            kept.seen_at = at
        session.commit()


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(whoever_holds)
