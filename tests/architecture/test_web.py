import re

import pytest

from cpd.people.rules import SITE_ADMINISTRATOR, Role
from cpd.web.access import PUBLIC
from tests.architecture.lists import as_lines, differences
from tests.architecture.routes import SAFE, Route
from tests.architecture.world import OUT, WHO
from tests.browsing import page_problems

WORD = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)?$")
PARAMETER = re.compile(r"^<(string|int|uuid|path):[a-z_]+>(\.[a-z]+)?$")

# What a GET may write all the same: that a browser was seen, at most every ten minutes, and
# that somebody asked for a serial, so that nobody can try them all.
WRITES_ON_GET = (
    re.compile(r"^UPDATE sign_in SET seen_at=\? WHERE sign_in\.id = \?$"),
    re.compile(r"^INSERT INTO rate_count "),
)

NAMED_ELSEWHERE = ("/.well-known/", "/api/v1/openapi.json", "/v/<string:token>/credential.")
BY_SIGNATURE = "transparency.cosignatures"  # a program's; what it sends is signed, and counted

ABOUT_ROUTES = """
Every address of the product: method, path, endpoint, and who may open it (* is everybody).
An address that stood in a letter, on paper or in a bookmark must go on working: do not take a
line away, let the old path lead on to the new one. The test that reads this says how to update it.
"""


@pytest.fixture(scope="module")
def opened(site):
    """Every GET, as everyone, on their own things: (route, who, how) -> answer."""
    answers = {}
    for route in site.routes():
        for who in WHO if route.method in SAFE else ():
            values = site.world.values(who, "own")
            answers[route, who, "plain"] = site.own(route, who)
            answers[route, who, "more"] = site.ask_more(route, who, values)
    return {asked: answer for asked, answer in answers.items() if answer is not None}


def test_every_view_says_who_may_open_it(site):
    known = {role.value for role in Role} | {SITE_ADMINISTRATOR}
    views = {e: v for e, v in site.app.view_functions.items() if e != "static"}
    assert [e for e, view in views.items() if not getattr(view, "open_to", None)] == []
    strange = [e for e, view in views.items() if view.open_to != PUBLIC and view.open_to - known]
    assert strange == []


def test_every_parameter_is_typed(site):
    parts = [(r.path, part) for r in site.routes() for part in r.path.split("/") if "<" in part]
    assert [path for path, part in parts if not PARAMETER.match(part)] == []


def test_paths_are_in_kebab_case(site):
    parts = [(r.path, part) for r in site.routes() for part in r.path.split("/") if part]
    odd = {path for path, part in parts if "<" not in part and not WORD.match(part)}
    assert {path for path in odd if not path.startswith(NAMED_ELSEWHERE)} == set()


def test_every_form_of_a_change_is_a_post(site):
    assert {route.method for route in site.routes()} <= {"GET", "POST"}


def listed(route: Route) -> str:
    everybody = {role.value for role in Role}
    roles = "members" if route.open_to == everybody else ", ".join(sorted(route.open_to))
    return f"{route.method:<5}{route.path:<76} {route.endpoint:<32} {roles}"


def test_the_addresses_are_those_of_the_lists(site):
    changes = differences("routes.txt", [listed(route) for route in site.routes()], ABOUT_ROUTES)
    assert changes == "", changes


def test_a_get_changes_nothing(opened):
    written = [
        f"{who}: {route.method} {route.path}: {statement}"
        for (route, who, _), answer in opened.items()
        for statement in answer.written
        if not any(allowed.match(statement) for allowed in WRITES_ON_GET)
    ]
    assert not written, as_lines(written)


def test_a_get_may_note_that_somebody_was_seen(opened):
    """Or the test above looks at nothing."""
    noted = {
        who
        for (_, who, _), answer in opened.items()
        if any(WRITES_ON_GET[0].match(statement) for statement in answer.written)
    }
    assert noted == set(WHO) - {OUT}


def test_no_page_breaks(opened):
    broken = [
        f"{who}: {route.path} ({how}): {answer.status}"
        for (route, who, how), answer in opened.items()
        if answer.status >= 500
    ]
    assert not broken, as_lines(broken)


def test_every_page_keeps_the_promises_of_pages(opened):
    """Each page once as a stranger sees it and once as a member, who has the larger menu."""
    problems = []
    for (route, who, _), answer in opened.items():
        if answer.mimetype == "text/html" and not answer.location and who in {OUT, "administrator"}:
            problems += [f"{who}: {route.path}: {one}" for one in page_problems(answer.text)]
    assert not problems, as_lines(problems)


@pytest.fixture
def with_csrf(site):
    site.app.config["WTF_CSRF_ENABLED"] = True
    yield site
    site.app.config["WTF_CSRF_ENABLED"] = False


def unsafe(site) -> list[Route]:
    """Return what changes something for whoever has a cookie; programs have a key instead."""
    changing = [route for route in site.routes() if route.method not in SAFE]
    return [
        route
        for route in changing
        if not route.endpoint.startswith("api.") and route.endpoint != BY_SIGNATURE
    ]


@pytest.mark.parametrize("who", [OUT, "trainee", "administrator"])
def test_a_post_without_its_token_is_refused(with_csrf, who):
    taken = []
    for route in unsafe(with_csrf):
        values = with_csrf.world.values(who, "own")
        for kind in ("data", "json"):
            answer = with_csrf.ask(route, who, values, **{kind: {"csrf_token": "made up"}})
            if answer.status != 400 or answer.written:
                taken.append(f"{kind} {route.path}: {answer.status} {answer.written}")
    assert not taken, as_lines(taken)


def test_a_refused_script_hears_it_as_json(with_csrf):
    route = next(one for one in unsafe(with_csrf) if one.endpoint == "quizzes.answer")
    answer = with_csrf.ask(route, "trainee", with_csrf.world.values("trainee", "own"), json={})
    assert (answer.status, answer.mimetype) == (400, "application/json")
