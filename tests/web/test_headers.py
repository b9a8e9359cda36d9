import pytest
from flask import Blueprint, Response, abort
from flask_migrate import upgrade
from sqlalchemy import text
from sqlalchemy.exc import DataError, OperationalError

from cpd.app import create_app
from cpd.db import db
from cpd.kernel.clock import FixedClock
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.settings import Settings
from cpd.web.access import open_to
from cpd.web.context import reading
from cpd.web.limits import TooManyTriesError
from tests.browsing import CheckedClient
from tests.conftest import TODAY

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
    "font-src 'self'", "connect-src 'self'", "form-action 'self'", "base-uri 'none'",
    "object-src 'none'", "frame-ancestors 'none'",
}  # fmt: skip
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
REFERRERS = {"strict-origin-when-cross-origin", "same-origin", "no-referrer"}
SECRET = "the colour of the vault is heliotrope"
HTTP, HTTPS = "http://localhost", "https://cpd.example"
TRIAL = Blueprint("trial", __name__, url_prefix="/trial")


FAILURES = {
    "broken": lambda: ZeroDivisionError(SECRET),
    "away": lambda: OperationalError(SECRET, {}, RuntimeError(SECRET)),
    "no-value": lambda: DataError(SECRET, {}, RuntimeError(SECRET)),
    "refused": lambda: RuleError("That cannot be."),
    "gone": lambda: NotFoundError("There is no such thing."),
    "too-often": lambda: TooManyTriesError(90),
}


@TRIAL.get("/<string:what>")
@open_to("*")
def trial(what):
    """Answer in every way a view can."""
    if what in FAILURES:
        raise FAILURES[what]()
    if what == "no-table":
        reading().execute(text("SELECT :word FROM vault"), {"word": SECRET})
    if what in {"pdf", "csv"}:
        return Response(b"%PDF", mimetype={"pdf": "application/pdf", "csv": "text/csv"}[what])
    return abort(int(what))


@TRIAL.post("/<string:what>")
@open_to("*")
def posted(what):
    return Response(what, mimetype="text/plain")


def an_app(folder, base_url):
    app = create_app(
        Settings(
            data_dir=folder,
            database_url=f"sqlite:///{folder / 'headers.sqlite'}",
            secret_key="test",
            base_url=base_url,
            testing=True,
        ),
        FixedClock(TODAY),
    )
    app.register_blueprint(TRIAL)
    app.test_client_class = CheckedClient
    with app.app_context():
        upgrade()
        db.session.remove()
    return app


@pytest.fixture(scope="module", params=[HTTP, HTTPS], ids=["http", "https"])
def served(request, tmp_path_factory):
    app = an_app(tmp_path_factory.mktemp("headers"), request.param)
    yield app, request.param
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    app = an_app(tmp_path_factory.mktemp("secure"), HTTPS)
    yield app
    with app.app_context():
        db.engine.dispose()


KINDS = [
    pytest.param("/", 200, id="page"),
    pytest.param("/account", 303, id="redirect"),
    pytest.param("/nothing-here", 404, id="no such address"),
    pytest.param("/trial/gone", 404, id="no such thing"),
    pytest.param("/trial/400", 400, id="bad request"),
    pytest.param("/trial/403", 403, id="forbidden"),
    pytest.param("/trial/refused", 409, id="rule broken"),
    pytest.param("/trial/too-often", 429, id="too often"),
    pytest.param("/trial/broken", 500, id="broken"),
    pytest.param("/trial/away", 503, id="database away"),
    pytest.param("/trial/no-value", 400, id="a value no column takes"),
    pytest.param("/trial/no-table", 503, id="database without the table"),
    pytest.param("/static/cpd.css", 200, id="static file"),
    pytest.param("/static/nothing.css", 404, id="no such static file"),
    pytest.param("/trial/csv", 200, id="csv"),
    pytest.param("/trial/pdf", 200, id="pdf"),
    pytest.param("/healthz", 200, id="health"),
]


def policy_of(answer) -> set[str]:
    return {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}


def lacking(answer, base_url) -> list[str]:
    """Name what an answer does not say, or says wrongly."""
    wrong = [name for name, value in ALWAYS.items() if answer.headers.get(name) != value]
    if policy_of(answer) != POLICY:
        wrong.append("Content-Security-Policy")
    if answer.headers.get("Referrer-Policy") not in REFERRERS:
        wrong.append("Referrer-Policy")
    if "camera=()" not in answer.headers.get("Permissions-Policy", ""):
        wrong.append("Permissions-Policy")
    hsts = "max-age=63072000; includeSubDomains" if base_url == HTTPS else None
    if answer.headers.get("Strict-Transport-Security") != hsts:
        wrong.append("Strict-Transport-Security")
    return wrong


@pytest.mark.parametrize(("path", "status"), KINDS)
def test_every_answer_carries_the_headers(served, path, status):
    app, base_url = served
    answer = app.test_client().get(path, base_url=base_url, buffered=True)
    assert (answer.status_code, lacking(answer, base_url)) == (status, [])


@pytest.mark.parametrize(("path", "status"), KINDS)
def test_nothing_but_files_is_kept_by_a_browser(served, path, status):
    app, base_url = served
    answer = app.test_client().get(path, base_url=base_url, buffered=True)
    is_file = path == "/static/cpd.css"
    assert ("no-store" in answer.headers.get("Cache-Control", "")) is not is_file


def test_a_refused_post_carries_them_too(served):
    app, base_url = served
    answer = app.test_client().post("/trial/any", base_url=base_url, data={"a": "b"})
    assert (answer.status_code, lacking(answer, base_url)) == (400, [])


def test_what_is_too_large_is_refused_in_words(served):
    app, base_url = served
    answer = app.test_client().post("/trial/any", base_url=base_url, data={"a": "b" * 3_000_000})
    assert (answer.status_code, lacking(answer, base_url)) == (413, [])
    assert "too large" in answer.text


@pytest.mark.parametrize("path", ["/trial/broken", "/trial/away", "/trial/no-table"])
def test_what_broke_is_not_told(served, path):
    app, base_url = served
    for headers in ({}, {"Accept": "application/json"}):
        page = app.test_client().get(path, base_url=base_url, headers=headers).text
        for word in ("Traceback", "heliotrope", "ZeroDivision", "Operational", ".py", "SELECT"):
            assert word not in page


def test_a_broken_page_gives_a_reference_that_stands_in_the_log(served, caplog):
    app, base_url = served
    page = app.test_client().get("/trial/broken", base_url=base_url).text
    [said] = [record.getMessage() for record in caplog.records if record.exc_info]
    assert said.split()[-1] in page


def test_what_people_wrote_stays_out_of_the_log(served, caplog):
    app, base_url = served
    app.test_client().get("/trial/no-table", base_url=base_url)
    assert "no such table: vault" in caplog.text
    assert "heliotrope" not in caplog.text


def test_an_overloaded_site_says_when_to_come_back(served):
    app, base_url = served
    browser = app.test_client()
    assert browser.get("/trial/too-often", base_url=base_url).headers["Retry-After"] == "90"
    assert browser.get("/trial/away", base_url=base_url).headers["Retry-After"].isdecimal()


def cookie_of(app, base_url) -> str:
    [cookie] = app.test_client().get("/sign-in", base_url=base_url).headers.getlist("Set-Cookie")
    return cookie


def test_the_cookie_belongs_to_this_host_alone(secure):
    name, *flags = cookie_of(secure, HTTPS).split("; ")
    assert name.startswith("__Host-cpd=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(flags)
    assert not any(flag.startswith("Domain") for flag in flags)


def test_without_https_the_cookie_is_still_out_of_reach_of_scripts(tmp_path):
    name, *flags = cookie_of(an_app(tmp_path, HTTP), HTTP).split("; ")
    assert name.startswith("cpd=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(flags)
    assert "Secure" not in flags


@pytest.mark.parametrize("host", ["evil.example", "cpd.example.evil.example", "evil.example:443"])
def test_a_request_for_another_host_is_refused(secure, host):
    answer = secure.test_client().get("/sign-in", base_url=HTTPS, headers={"Host": host})
    assert answer.status_code == 400
    assert lacking(answer, HTTPS) == []
    assert "evil" not in answer.text
    assert not answer.headers.getlist("Set-Cookie")


@pytest.mark.parametrize("host", ["cpd.example", "cpd.example:443", "localhost:8000"])
def test_our_own_names_are_answered(secure, host):
    answer = secure.test_client().get("/sign-in", base_url=HTTPS, headers={"Host": host})
    assert answer.status_code == 200


def test_what_a_proxy_says_counts_only_where_one_is_configured(secure):
    lies = {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "203.0.113.9"}
    answer = secure.test_client().get("/account", base_url=HTTPS, headers=lies)
    assert answer.status_code == 303
    assert "evil" not in answer.headers["Location"]
