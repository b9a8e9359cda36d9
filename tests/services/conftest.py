import pytest

from cpd.kernel.clock import FixedClock
from tests.conftest import DATABASES, TODAY, settings
from tests.databases import an_app, its_own


@pytest.fixture(params=DATABASES)
def crowd(request, tmp_path):
    """An app over an empty database that nobody else uses, for many at once."""
    with (
        its_own(request.param, tmp_path, request) as url,
        an_app(settings(tmp_path, url), FixedClock(TODAY)) as app,
    ):
        yield app
