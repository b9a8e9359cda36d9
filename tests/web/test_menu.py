"""The menu: the words everybody reads, and those of an administrator under one."""

import re

import pytest

from cpd.people.rules import Role
from tests.factories.people import a_person, an_organisation

OF_ADMINISTRATORS = ["Issued", "Withdrawals", "Cohorts", "Issuers", "People"]


def lists_in(page: str, label: str) -> list[list[str]]:
    """Return the words of each list in the wide menu or, by its label, of a group's."""
    wide = re.search(r'<nav class="site-menu".*?</nav>', page, re.DOTALL)[0]
    lists = re.findall(rf"<ul class=\"menu[^>]*{label}[^>]*>(.*?)</ul>", wide, re.DOTALL)
    return [re.findall(r">([^<]+)</a>", each) for each in lists]


def here_in(page: str) -> list[str]:
    wide = re.search(r'<nav class="site-menu".*?</nav>', page, re.DOTALL)[0]
    return re.findall(r'aria-current="true">([^<]+)<', wide)


@pytest.fixture
def signed_in(as_, session):
    def somebody(role):
        here = an_organisation(session, key="site", name="Clause & Hour")
        return as_(a_person(session, role=role, of=here, name="Adam"))

    return somebody


def test_an_administrator_has_one_word_more_until_they_follow_it(signed_in):
    administrator = signed_in(Role.ADMINISTRATOR)
    log = administrator.get("/log").text
    assert lists_in(log, "")[0][-1] == "Administration"
    assert lists_in(log, 'aria-label="Administration"') == []
    assert here_in(log) == ["My log"]
    issued = administrator.get("/certificates/issued").text
    [words] = lists_in(issued, 'aria-label="Administration"')
    assert words[:5] == OF_ADMINISTRATORS
    assert here_in(issued) == ["Administration", "Issued"]


def test_on_a_phone_all_words_are_in_one_list(signed_in):
    folded = signed_in(Role.ADMINISTRATOR).get("/log").text.partition("site-menu-folded")[2]
    assert '<p class="menu-word">Administration</p>' in folded
    assert all(f">{word}</a>" in folded for word in OF_ADMINISTRATORS)


def test_one_word_of_work_needs_no_group(signed_in):
    [words] = lists_in(signed_in(Role.AUTHOR).get("/content").text, "")
    assert words[-1] == "Content"


@pytest.mark.parametrize(
    ("path", "word"),
    [
        pytest.param("/themes/confidentiality", "Codes", id="themes are of the codes"),
        pytest.param("/transfer/import", "My log", id="an import is of the log"),
        pytest.param("/log/new", "My log", id="a page below its own"),
        pytest.param("/certificates", "My certificates", id="its own address"),
    ],
)
def test_an_inner_page_shows_whose_it_is(signed_in, path, word):
    assert here_in(signed_in(Role.TRAINEE).get(path).text) == [word]


def test_a_page_of_nobody_shows_none(signed_in):
    assert here_in(signed_in(Role.TRAINEE).get("/account").text) == []
