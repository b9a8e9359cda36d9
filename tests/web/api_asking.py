"""How the tests of the API ask it."""

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
