import pytest

from cpd.kernel.pages import MOST_PAGES, page_number, pages_of


@pytest.mark.parametrize(
    ("asked", "page"),
    [(None, 1), (0, 1), (-3, 1), (1, 1), (7, 7), (MOST_PAGES, MOST_PAGES), (10**30, MOST_PAGES)],
)
def test_whatever_is_asked_for_is_a_page(asked, page):
    assert page_number(asked) == page


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2)])
def test_there_is_always_a_first_page(count, pages):
    assert pages_of(count, 50) == pages
