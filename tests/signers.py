"""Keys for the tests: made once a run, thrown away with it."""

from datetime import UTC, datetime
from functools import cache

from cpd.certificates.making import Bench
from cpd.certificates.service.makers import EXTENSION as MAKER
from cpd.db import own_session
from cpd.keys.making import new_keys
from cpd.keys.models import SigningKey
from cpd.keys.rules.purposes import AT_WORK
from cpd.keys.service import EXTENSION, values_of
from cpd.keys.signing import LocalSigner

MADE_AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@cache
def the_keys():
    """All keys and the root, for what only the root signs."""
    return new_keys("Clause & Hour", MADE_AT)


@cache
def a_signer():
    return LocalSigner(the_keys().held)


def sign_here(app):
    """Let the app sign by itself, and its database know the keys. Nothing is announced."""
    app.extensions[EXTENSION] = a_signer()
    app.extensions[MAKER] = Bench(a_signer())
    with app.app_context(), own_session() as session:
        for one in AT_WORK:  # the fixture may be set up again over the same database
            session.merge(SigningKey(**values_of(a_signer().public(one), MADE_AT)))
        session.commit()
