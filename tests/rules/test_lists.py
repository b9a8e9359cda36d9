"""How lists are cut into pages, and what stands in the cells of a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.kernel.cells import guarded
from cpd.kernel.pages import pages_of

FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2), (101, 3)])
def test_so_many_rows_take_so_many_pages(count, pages):
    assert pages_of(count, 50) == pages


@pytest.mark.parametrize("start", FORMULAS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(start):
    assert guarded(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "Ann", "1=1", "O'Hara-Lee", "O'Neill = Ann", "'quoted'"])
def test_what_is_only_text_stays(cell):
    assert guarded(cell) == cell


@given(st.text() | st.text("'=+-@\t\ra", max_size=6))
def test_no_cell_is_a_formula_and_none_loses_anything(text):
    assert not guarded(text).startswith(FORMULAS)
    assert guarded(text) in {text, f"'{text}"}
