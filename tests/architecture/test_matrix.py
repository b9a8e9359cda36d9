from enum import Enum

import pytest

from cpd.people.rules import SITE_ADMINISTRATOR, Role
from tests.architecture.lists import as_lines, differences
from tests.architecture.routes import SAFE, Answer, Route
from tests.architecture.world import FOREIGN, OUT, WHO
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
    "records.save_draft": Belongs.NOBODY,  # a form of one's own, whatever it is called
    "evidence": Belongs.PERSON,
    "attestations": Belongs.PERSON,
    "attestations.answer": Belongs.NOBODY,  # whoever holds the link of a letter
    "documents": Belongs.PERSON,
    "transfers": Belongs.PERSON,
    "transfers.feed": Belongs.NOBODY,  # whoever holds the address
    "standings": Belongs.PERSON,
    "standings.pack": Belongs.NOBODY,
    "people.confirm": Belongs.NOBODY,  # whoever holds the link of a letter
    "people.confirm_new_address": Belongs.NOBODY,
    "people.reset": Belongs.NOBODY,
    "people.join": Belongs.NOBODY,  # everybody may join any body
    "people.leave": Belongs.NOBODY,
    "people.end_sign_in": Belongs.PERSON,
    "people.person": Belongs.ORGANISATION,
    "people.grant": Belongs.ORGANISATION,
    "people.end_role": Belongs.ORGANISATION,
    "credentials": Belongs.NOBODY,  # published for everybody
    "keys": Belongs.NOBODY,
    "transparency": Belongs.NOBODY,
    "verification": Belongs.NOBODY,  # whoever holds the paper
    "certificates": Belongs.ORGANISATION,
    "certificates.log_proof": Belongs.NOBODY,  # whoever holds the paper
    "checks": Belongs.ORGANISATION,
    "cohorts": Belongs.ORGANISATION,
    "api": Belongs.NOBODY,  # whoever holds the code; a key says who asks
    "certificates.held": Belongs.PERSON,
    "certificates.download": Belongs.PERSON,
    "certificates.credential": Belongs.PERSON,
    "certificates.token": Belongs.PERSON,
    "certificates.log": Belongs.PERSON,
    "certificates.finish": Belongs.PERSON,
    "certificates.shown": Belongs.PERSON,
    "certificates.erase": Belongs.PERSON,
}
WHOSE = {
    Belongs.NOBODY: ("own",),
    Belongs.PERSON: ("own", "others", "elsewhere"),
    Belongs.ORGANISATION: ("own", "others", "elsewhere", "mixed"),
}
NOT_FOUND = {"others", "elsewhere", "mixed"}
NEEDS_A_KEY = {"api.verify", "api.verify_file", "api.verify_many"}  # a cookie opens none of these
PUBLISHED = ("/.well-known/", "/contexts/", "/log/checkpoint", "/log/key", "/log/tile/",
             "/schemas/", "/status/")  # fmt: skip
FOR_ANY_SITE = {"Cache-Control", "Cross-Origin-Resource-Policy"}
PLAIN = {"role"}  # a parameter that names no thing of anybody's

BASE = ("trainee", "practitioner")
MEMBERS = tuple(who for who in WHO if who != OUT)
OVERSEERS = {"administrator", "assessor"}
PRIVATE = {
    "entry_id",
    "entry_title",
    "draft_title",
    "template_name",
    "evidence_label",
    "request_id",
    "scenarios:attempt_id",
    "quizzes:attempt_id",
    "sign_in_id",
}
TELLING = PRIVATE | {"name", "email", "serial"}

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


@pytest.fixture(scope="module")
def asked(site):
    """Every address as everyone: (route, whose, who) -> answer."""
    return {
        (route, whose, who): answer(site, route, whose, who)
        for route in site.routes()
        for whose in rows_of(route)
        for who in WHO
    }


def answer(site, route: Route, whose: str, who: str) -> Answer:
    if whose == "own":
        return site.own(route, who)
    return site.ask(route, who, values(site, route, who, whose))


def values(site, route: Route, who: str, whose: str) -> dict[str, str]:
    """Return what to put into the address; `mixed` has its last thing from elsewhere."""
    if whose != "mixed":
        return site.world.values(who, whose)
    things = [name for name in sorted(route.parameters, key=route.path.index) if name not in PLAIN]
    return site.world.others | {things[-1]: route.value(things[-1], site.world.elsewhere)}


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
        if route.endpoint in NEEDS_A_KEY:
            return answer.status != 401
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
        refused = answer.status in {400, 401, 403, 404, 409} and route.method not in SAFE
        counted = sum(one.startswith("INSERT INTO rate_count") for one in answer.written)
        return refused and answer.rows_changed > counted

    found = told(asked, wrong)
    assert not found, as_lines(found)


def shown(asked, who: str) -> list[tuple[str, str]]:
    """Return the pages and files that somebody gets of their own, by address."""
    return [
        (route.path, answer.text)
        for (route, whose, asker), answer in asked.items()
        if asker == who and whose == "own" and answer.status == 200
    ]


def leaks(asked, who: str, theirs: dict[str, str], names) -> list[str]:
    return [
        f"{who} sees at {path} the {name} of somebody else: {theirs[name]}"
        for path, text in shown(asked, who)
        for name in names
        if theirs[name] in text
    ]


@pytest.mark.parametrize("who", WHO)
def test_no_page_shows_anybody_of_another_organisation(asked, site, who):
    found = leaks(asked, who, site.world.elsewhere, TELLING)
    assert not found, as_lines(found)


@pytest.mark.parametrize("who", MEMBERS)
def test_no_page_shows_what_a_colleague_keeps_for_themselves(asked, site, who):
    """Their name and certificates are for administrators and assessors; their log is for nobody."""
    names = PRIVATE if who in OVERSEERS else TELLING
    found = leaks(asked, who, site.world.others, names)
    assert not found, as_lines(found)


@pytest.mark.parametrize("who", MEMBERS)
def test_everybody_sees_their_own(asked, site, who):
    """Or the two tests above look for what is nowhere."""
    found = leaks(asked, who, site.world.own[who], TELLING)
    assert {name for name in TELLING if any(f"the {name} of" in one for one in found)} == TELLING


@pytest.fixture(scope="module")
def asked_by_foreign(site):
    """What only administrators may open, as one of another organisation: route -> answer."""
    return {
        route: site.ask(route, FOREIGN, site.world.others)
        for route in site.routes()
        if {Role.ADMINISTRATOR, SITE_ADMINISTRATOR} & route.open_to
        and not set(BASE) & route.open_to
    }


def test_an_administrator_of_another_organisation_has_no_say_here(asked_by_foreign):
    found = [
        f"{route.method} {route.path}: {answer}"
        for route, answer in asked_by_foreign.items()
        if belongs(route) is Belongs.ORGANISATION and answer.status != 404
    ]
    assert not found, as_lines(found)


def test_what_is_the_whole_sites_is_closed_to_another_organisations_administrator(
    asked_by_foreign,
):
    """The one outbox, the wording of codes and the content belong to whoever runs the site."""
    found = [
        f"{route.method} {route.path}: {answer}"
        for route, answer in asked_by_foreign.items()
        if SITE_ADMINISTRATOR in route.open_to and answer.status != 403
    ]
    assert not found, as_lines(found)


def test_an_administrator_of_another_organisation_sees_nobody_of_here(asked_by_foreign, site):
    found = [
        f"{route.path} shows the {name}"
        for route, answer in asked_by_foreign.items()
        for name in sorted(TELLING)
        if answer.status == 200 and site.world.others[name] in answer.text
    ]
    assert not found, as_lines(found)


def test_every_answer_carries_the_headers(asked):
    """Also refusals, files and redirects; what each must say is tried in tests/web."""

    def wrong(route, _whose, _who, answer) -> bool:
        missing = set(lacking(answer, "http://localhost"))
        return bool(missing - FOR_ANY_SITE if is_published(route) else missing)

    found = told(asked, wrong)
    assert not found, as_lines(found)


def is_published(route: Route) -> bool:
    """Whether it is a file for everybody, whatever site asks, that caches may keep."""
    return route.path.startswith(PUBLISHED)


def test_no_answer_may_be_kept_by_a_browser(asked):
    def wrong(route, _whose, _who, answer) -> bool:
        kept = "no-store" not in answer.headers.get("Cache-Control", "")
        return kept and not is_published(route)

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
