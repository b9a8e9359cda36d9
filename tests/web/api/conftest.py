import pytest

from tests.factories.bodies import a_body
from tests.factories.certificates import a_certificate, some_facts
from tests.web.api.asking import asker


@pytest.fixture
def body(session):
    return a_body(session)


@pytest.fixture
def certificate(session):
    found = a_certificate(session, facts=some_facts())
    session.commit()
    return found


@pytest.fixture
def ask(app, session, body):
    return asker(app, session, body)
