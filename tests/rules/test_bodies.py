from datetime import UTC, date, datetime

import pytest

from cpd.bodies.rules import Held, Tally
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
