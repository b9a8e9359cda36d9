from enum import Enum

import pytest

from tests.architecture.lists import as_lines, differences
from tests.architecture.routes import SAFE, Route
from tests.architecture.world import OUT, WHO
from tests.web.test_headers import lacking


class Belongs(Enum):
    """Whose the thing is that an address names, and so who else may have it."""

    NOBODY = "anybody may see it, or anybody who holds the link"
    PERSON = "one person's own; to everybody else it is not there"
    ORGANISATION = "an organisation's; its own people may, other organisations' may not"


# By endpoint, or by slice for all of its endpoints that name a thing.
THINGS = {
    "attempts": Belongs.NOBODY,  # a module
    "codes": Belongs.NOBODY,
    "letters": Belongs.NOBODY,  # the one outbox of the site, for its administrators
    "scenarios": Belongs.PERSON,
    "quizzes": Belongs.PERSON,
    "records": Belongs.PERSON,
    "people.confirm": Belongs.NOBODY,  # whoever holds the link of a letter
    "people.confirm_new_address": Belongs.NOBODY,
    "people.reset": Belongs.NOBODY,
    "people.join": Belongs.NOBODY,  # everybody may join any body
    "people.leave": Belongs.NOBODY,
    "people.end_sign_in": Belongs.PERSON,
    "people.person": Belongs.ORGANISATION,
    "people.grant": Belongs.ORGANISATION,
    "people.end_role": Belongs.ORGANISATION,
    "certificates": Belongs.PERSON,
    "bodies": Belongs.ORGANISATION,
}
WHOSE = {
    Belongs.NOBODY: ("own",),
    Belongs.PERSON: ("own", "others", "elsewhere"),
    Belongs.ORGANISATION: ("own", "others", "elsewhere", "mixed"),
}
NOT_FOUND = {"others", "elsewhere", "mixed"}
PLAIN = {"role"}  # a parameter that names no thing of anybody's

ABOUT_MATRIX = """
What every role gets at every address: signed out, trainee, practitioner, supervisor, author,
assessor, administrator. `sign-in` is a 303 to the sign-in page; 401 is the page that keeps what a
signed-out writer had typed. Where an address names a thing, it is asked for thrice: one's own,
somebody else's of the same organisation (others), and another organisation's (elsewhere); where it
names two, also with one's own first and the other one elsewhere (mixed).
The test that reads this says how to update it.
"""


def belongs(route: Route) -> Belongs:
    if not set(route.parameters) - PLAIN:
        return Belongs.NOBODY
    known = (route.endpoint, route.endpoint.partition(".")[0])
    return next(THINGS[name] for name in known if name in THINGS)


def rows_of(route: Route) -> tuple[str, ...]:
    things = set(route.parameters) - PLAIN
    return tuple(one for one in WHOSE[belongs(route)] if one != "mixed" or len(things) > 1)


def values(site, route: Route, who: str, whose: str) -> dict[str, str]:
    """Return what to put into the address; `mixed` has its last thing from elsewhere."""
    if whose != "mixed":
        return site.world.values(who, whose)
    first = [name for name in sorted(route.parameters, key=route.path.index) if name not in PLAIN]
    stranger = route.value(first[-1], site.world.elsewhere)
    return site.world.others | {first[-1]: stranger}


@pytest.fixture(scope="module")
def asked(site):
    """Every address as everyone: (route, whose, who) -> answer."""
    return {
        (route, whose, who): site.ask(route, who, values(site, route, who, whose))
        for route in site.routes()
        for whose in rows_of(route)
        for who in WHO
    }


def told(asked, wrong) -> list[str]:
    return [
        f"{who}: {route.method} {route.path} ({whose}): {answer}"
        for (route, whose, who), answer in asked.items()
        if wrong(route, whose, who, answer)
    ]


def test_every_thing_says_whose_it_is(site):
    known = {name for route in site.routes() for name in
             (route.endpoint, route.endpoint.partition(".")[0])}  # fmt: skip
    nameless = [
        route.endpoint
        for route in site.routes()
        if set(route.parameters) - PLAIN
        and not {route.endpoint, route.endpoint.partition(".")[0]} & set(THINGS)
    ]
    assert nameless == []
    assert set(THINGS) - known == set()


def test_who_is_signed_out_is_asked_to_sign_in(asked):
    def wrong(route, _whose, who, answer) -> bool:
        if who != OUT or route.is_public:
            return False
        return not answer.asks_to_sign_in if route.method in SAFE else answer.status != 401

    found = told(asked, wrong)
    assert not found, as_lines(found)


def test_a_role_that_a_page_is_not_open_to_is_refused(asked):
    def wrong(route, _whose, who, answer) -> bool:
        return who != OUT and not route.lets_in(who) and answer.status != 403

    found = told(asked, wrong)
    assert not found, as_lines(found)


def test_a_role_that_a_page_is_open_to_is_let_in(asked):
    def wrong(route, whose, who, answer) -> bool:
        return whose == "own" and route.lets_in(who) and answer.status in {401, 403, 404}

    found = told(asked, wrong)
    assert not found, as_lines(found)


def test_somebody_elses_things_are_not_there(asked):
    def wrong(route, whose, who, answer) -> bool:
        if who == OUT or whose == "own" or not route.lets_in(who):
            return False
        if belongs(route) is Belongs.ORGANISATION and whose == "others":
            return answer.status == 404
        return answer.status != 404

    found = told(asked, wrong)
    assert not found, as_lines(found)


def test_a_refusal_writes_nothing(asked):
    def wrong(route, _whose, _who, answer) -> bool:
        refused = answer.status in {400, 401, 403, 404, 409}
        return refused and route.method not in SAFE and answer.rows_changed > 0

    found = told(asked, wrong)
    assert not found, as_lines(found)


def test_every_answer_carries_the_headers(asked):
    """Also refusals, files and redirects; what each must say is tried in tests/web."""
    found = told(asked, lambda _route, _whose, _who, answer: lacking(answer, "http://localhost"))
    assert not found, as_lines(found)


def test_no_answer_may_be_kept_by_a_browser(asked):
    def wrong(_route, _whose, _who, answer) -> bool:
        return "no-store" not in answer.headers.get("Cache-Control", "")

    found = told(asked, wrong)
    assert not found, as_lines(found)


def test_nothing_breaks(asked):
    found = told(asked, lambda _route, _whose, _who, answer: answer.status >= 500)
    assert not found, as_lines(found)


def table(asked) -> list[str]:
    lines = [f"{'':<5}{'':<74}{'':<10}" + "".join(f"{who[:8]:<9}" for who in WHO).rstrip()]
    for route in dict.fromkeys(route for route, *_ in asked):
        for whose in rows_of(route):
            cells = "".join(f"{asked[route, whose, who]!s:<9}" for who in WHO)
            lines.append(f"{route.method:<5}{route.path:<74}{whose:<10}{cells}".rstrip())
    return lines


def test_the_answers_are_those_of_the_lists(asked):
    changes = differences("matrix.txt", table(asked), ABOUT_MATRIX)
    assert changes == "", changes
