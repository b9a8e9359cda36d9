import pytest

from cpd.app import create_app
from tests.browsing import CheckedClient
from tests.conftest import settings

SIGNED_IN = {"_user_id": "anybody", "_fresh": True}


@pytest.fixture
def app(tmp_path):
    app = create_app(settings(tmp_path, f"sqlite:///{tmp_path / 'no-such-folder' / 'x.sqlite'}"))
    app.test_client_class = CheckedClient
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def visitor(app):
    return app.test_client()


@pytest.mark.parametrize(
    ("path", "cookie"),
    [("/modules", {}), ("/modules", SIGNED_IN), ("/account", SIGNED_IN)],
    ids=["a visitor", "the page fails first", "asking who it is fails first"],
)
def test_a_database_that_is_away_is_said_so_on_a_whole_page(visitor, path, cookie):
    with visitor.session_transaction() as session:
        session.update(cookie)
    answer = visitor.get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "catching its breath" in answer.text
    assert "What you sent" not in answer.text
    assert f'<a href="{path}' in answer.text


def test_a_form_sent_while_the_database_is_away_can_be_sent_again_from_the_page(visitor):
    with visitor.session_transaction() as session:
        session.update(SIGNED_IN)
    answer = visitor.post("/log/new?kind=activity", data={"title": "Kept", "form_id": "a" * 32})
    assert answer.status_code == 503
    assert "What you sent was not saved." in answer.text
    assert 'action="/log/new?kind=activity"' in answer.text
    assert '<input type="hidden" name="title" value="Kept">' in answer.text
    assert '<input type="hidden" name="form_id"' in answer.text


def test_a_password_is_in_no_page_that_sends_a_form_again(visitor):
    answer = visitor.post("/sign-in", data={"email": "a@example.org", "password": "a secret one"})
    assert answer.status_code == 503
    assert "a secret one" not in answer.text
    assert "Send it again" not in answer.text
    assert "Try again" in answer.text


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [("/no-such-page", 404, "nothing here"), ("/log/new", 400, "send it once more")],
    ids=["no page", "a token that ran out"],
)
def test_any_other_problem_is_said_even_then(app, visitor, path, status, word):
    app.config["WTF_CSRF_ENABLED"] = status == 400
    with visitor.session_transaction() as session:
        session.update(SIGNED_IN)
    answer = visitor.post(path, data={"title": "Kept"})
    assert answer.status_code == status
    assert word in answer.text
    assert "Kept" in answer.text


@pytest.mark.parametrize(
    "ask",
    [
        lambda visitor: visitor.get("/v/7K2M9QX4R0C7K2M9QX4R0C7K2M"),
        lambda visitor: visitor.post("/verify", data={"serial": "0000-0000-000", "surname": "Lee"}),
        lambda visitor: visitor.post("/verify/file", data={"prints": f"{'0' * 64}.{'0' * 64}"}),
    ],
    ids=["by code", "by serial", "by file"],
)
def test_whoever_checks_a_certificate_is_told_how_to_do_without_us(visitor, ask):
    answer = ask(visitor)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "says nothing about the certificate" in answer.text
    assert "cpd certificate verify" in answer.text
    for place in ("/.well-known/did.json", "/.well-known/seal-root.pem", "/log/checkpoint"):
        assert f'href="{place}"' in answer.text
