import pytest

from cpd.app import create_app
from tests.browsing import CheckedClient
from tests.conftest import settings

SIGNED_IN = {"_user_id": "anybody", "_fresh": True}


@pytest.mark.parametrize(
    ("path", "cookie"),
    [("/modules", {}), ("/modules", SIGNED_IN), ("/account", SIGNED_IN)],
    ids=["a visitor", "the page fails first", "asking who it is fails first"],
)
def test_a_database_that_is_away_is_said_so_on_a_whole_page(tmp_path, path, cookie):
    app = create_app(settings(tmp_path, f"sqlite:///{tmp_path / 'no-such-folder' / 'x.sqlite'}"))
    app.test_client_class = CheckedClient
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(cookie)
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "catching its breath" in answer.text
