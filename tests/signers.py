"""Keys for the tests: made once a run, thrown away with it."""

from datetime import UTC, datetime
from functools import cache

from cpd.db import own_session
from cpd.keys.making import throw_away
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.service import EXTENSION, row_of

MADE_AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@cache
def a_signer():
    return throw_away("Clause & Hour", MADE_AT)


def sign_here(app):
    """Let the app sign by itself, and its database know the keys. Nothing is announced."""
    app.extensions[EXTENSION] = a_signer()
    with app.app_context(), own_session() as session:
        session.add_all(row_of(a_signer().public(one), MADE_AT) for one in KeyPurpose)
        session.commit()
