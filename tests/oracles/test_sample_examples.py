"""Worked example O-38: who is drawn for an audit, and how many."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from cpd.requirements import files
from cpd.requirements.rules.packs import Audit
from cpd.requirements.rules.sampling import Candidate, draw

NOVEMBER = date(2026, 11, 21)
SEED = "2026-11:bacp-audit"
LONG_AGO = date(2015, 1, 1)


def audit_of(pack):
    found = files.pack(pack)[-1].audit
    assert found is not None
    return found


def members(number, registered=LONG_AGO, **more):
    return [
        Candidate(id=f"M{place:03}", registered_on=registered, **more)
        for place in range(1, number + 1)
    ]


@pytest.mark.parametrize(
    ("number", "fraction", "size"),
    [
        pytest.param(137, "1.5", 3, id="2.055-of-137"),
        pytest.param(137, "2.5", 4, id="3.425-of-137"),
        pytest.param(41, "10", 5, id="4.1-of-41"),
        pytest.param(40, "10", 4, id="4-of-40-is-4"),
        pytest.param(0, "10", 0, id="of-nobody-nobody"),
    ],
)
def test_o_38_audit_sample_size(number, fraction, size):
    audit = Audit(fraction=Fraction(fraction) / 100, rounding="up")
    assert draw(audit, members(number), seed=SEED, as_of=NOVEMBER).size == size


def test_o_38_audit_sample_of_the_shipped_pack():
    sample = draw(audit_of("bacp.accredited"), members(137), seed=SEED, as_of=NOVEMBER)
    assert (sample.size, len(sample.drawn)) == (3, 3)


def test_o_38_audit_sample_keeps_those_without_entries():
    empty = members(5, has_entries=False)
    sample = draw(audit_of("bacp.accredited"), empty, seed=SEED, as_of=NOVEMBER)
    assert len(sample.population) == 5


@pytest.mark.parametrize(
    ("registered", "number"),
    [
        pytest.param(date(2025, 11, 21), 0, id="exactly-a-year-is-out"),
        pytest.param(date(2025, 11, 20), 1, id="a-day-more-is-in"),
    ],
)
def test_o_38_audit_sample_leaves_out_who_is_new(registered, number):
    audit = audit_of("bacp.accredited")
    sample = draw(audit, members(1, registered), seed=SEED, as_of=NOVEMBER)
    assert len(sample.population) == number


ORDER = ("M010", "M008", "M004", "M005", "M006", "M009", "M003", "M002", "M007", "M001")


def test_o_38_audit_sample_can_be_drawn_again():
    audit = replace(audit_of("bacp.accredited"), fraction=Fraction(3, 10))
    sample = draw(audit, members(10), seed=SEED, as_of=NOVEMBER)
    assert sample.order == ORDER
    assert sample.drawn == ("M010", "M008", "M004")
    again = draw(audit, reversed(members(10)), seed=SEED, as_of=NOVEMBER)
    assert again == sample
