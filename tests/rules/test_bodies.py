from datetime import UTC, date, datetime

import pytest

from cpd.bodies.rules import Held, Tally, unlike_a_formula
from cpd.certificates.rules.validity import Validity

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("expires_on", "withdrawn_at", "standing"),
    [
        (date(2026, 6, 1), None, "valid"),
        (date(2026, 5, 31), None, "expiring"),
        (DAY, None, "expiring"),
        (date(2026, 3, 1), None, "expired"),
        (DAY, datetime(2026, 1, 1, tzinfo=UTC), "withdrawn"),
    ],
)
def test_a_line_says_how_a_certificate_stands(expires_on, withdrawn_at, standing):
    held = Held("x", "A module", 60, Validity(date(2025, 1, 1), expires_on, withdrawn_at))
    assert held.standing(DAY) == standing


def test_whoever_has_no_valid_one_is_counted():
    assert Tally(members=5, with_valid=3, soon=1).without_valid == 2


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_is_never_a_formula(sign):
    assert unlike_a_formula(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("cell", ["", "Ann", "1=1", "O'Hara-Lee"])
def test_an_ordinary_cell_stays_as_it_is(cell):
    assert unlike_a_formula(cell) == cell
