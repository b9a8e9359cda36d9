"""How the tests of the API ask it."""

import json

from joserfc import jws
from joserfc.jwk import KeySet

from cpd.keys.publishing import publish_keys
from cpd.web.context import reading
from tests.factories.bodies import a_key

PROBLEM = "application/problem+json"


def asker(app, session, body):
    """Return what asks the API with a key of a body, for everything unless said otherwise."""
    client = app.test_client()
    key = a_key(session, body)

    def asked(path, *, method="get", with_key=None, **more):
        headers = {"Authorization": f"Bearer {with_key or key}"} | more.pop("headers", {})
        return getattr(client, method)(path, headers=headers, **more)

    return asked


def bulk(ask, *certificates, query="", **more):
    path = f"/api/v1/verify/bulk{query}"
    return ask(path, method="post", json={"certificates": list(certificates)}, **more)


def opened(app, receipt) -> tuple[dict, dict]:
    """Check a receipt as anybody can: with the published keys, and none other."""
    with app.app_context():
        publish_keys(reading())
    keys = KeySet.import_key_set(app.test_client().get("/.well-known/jwks.json").get_json())
    found = jws.deserialize_compact(receipt, keys, algorithms=["RS256"])
    return found.headers(), json.loads(found.payload)
