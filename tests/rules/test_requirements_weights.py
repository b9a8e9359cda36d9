"""What an entry is worth: O-07 and O-08, units, and what counts the first time only."""

from fractions import Fraction

import pytest

from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.packs import (
    CreditLine,
    Match,
    Rate,
)
from tests.rules.requirements_sums import (
    HALF,
    HOUR,
    MEASURES,
    a_measure,
    a_minimum,
    a_pack,
    an_entry,
    format_is,
    group_of,
    individual,
    judged,
    one_credit,
    row,
    rows,
)


def of_lines(*lines: CreditLine, kind="supervision", **what):
    measures = {"it": a_measure("it", kind, lines, **what), "practice": MEASURES["practice"]}
    return a_pack(a_minimum(1, "it"), measures=measures)


TRAINING = of_lines(
    CreditLine(when=format_is("group", size_max=4), rate=Rate.TWO_BY_SIZE),
    CreditLine(when=format_is("individual")),
)


@pytest.mark.parametrize(
    ("number", "minutes", "credited"),
    [(4, 120, 60), (3, 105, 70), (2, 120, 120), (5, 90, 0)],
)
def test_o_07_babcp_training_formula(number, minutes, credited):
    entry = group_of(number, "2026-03-03", minutes)
    found = one_credit(judged(TRAINING, entry), entry)
    assert found.minutes == credited
    if not credited:
        assert found.reason == "group larger than four"


SIX = group_of(6, "2026-03-03", 120, own_minutes=20)
THIRD = CreditLine(when=format_is("group", size_min=5), number=Fraction(1, 3))


@pytest.mark.parametrize(
    ("pack", "credited"),
    [
        pytest.param(of_lines(*MEASURES["supervision"].credit), 20, id="bacp"),
        pytest.param(of_lines(THIRD), 40, id="addiction-professionals"),
        pytest.param(of_lines(CreditLine(when=Match())), 120, id="napcp"),
        pytest.param(of_lines(CreditLine(when=format_is("group", size_max=6))), 120, id="babcp"),
        pytest.param(TRAINING, 0, id="babcp-training"),
        pytest.param(
            of_lines(CreditLine(when=format_is("group"), number=HALF), min_entry={"group": HOUR}),
            60,
            id="california-unit",
        ),
        pytest.param(of_lines(CreditLine(when=Match()), use_minutes="own_minutes"), 20, id="psyba"),
    ],
)
def test_o_08_one_session_seven_answers(pack, credited):
    assert one_credit(judged(pack, SIX), SIX).minutes == credited


def test_o_08_what_is_not_on_own_practice_goes_to_cpd():
    measures = {
        "peer": a_measure("peer", "supervision", use_minutes="own_minutes", remainder_to="cpd"),
        "cpd": MEASURES["cpd"],
    }
    pack = a_pack(a_minimum(20, "peer", "peer"), a_minimum(100), measures=measures)
    found = judged(pack, SIX)
    assert row(found, "peer", "2026-01-01").claimed == 20
    assert row(found, "due", "2026-01-01").claimed == 100


def test_own_minutes_that_are_not_said_may_be_any():
    pack = of_lines(CreditLine(when=Match()), use_minutes="own_minutes")
    found = judged(pack, group_of(6, "2026-03-03", 120))
    assert row(found, start="2026-01-01").verdict is Verdict.NEEDS_REVIEW


TOPICS = (
    CreditLine(when=Match(first_in_period="topic"), number=Fraction(3)),
    CreditLine(when=Match(), number=Fraction(0)),
)


def test_presenting_a_topic_counts_three_times_the_first_time_only():
    measures = {"talks": a_measure("talks", "activity", TOPICS)}
    pack = a_pack(a_minimum(60, "talks"), measures=measures)
    talks = [an_entry(on, 60, topic="attachment") for on in ("2026-02-02", "2026-03-03")]
    again = an_entry("2027-02-02", 60, topic="attachment")
    found = judged(pack, *talks, again, as_of="2028-01-01")
    assert [one.claimed for one in rows(found)] == [180, 180, 0]


def test_a_unit_of_fifty_minutes_is_an_hour():
    pack = of_lines(CreditLine(when=Match()), unit_minutes=Fraction(50))
    entry = individual("2026-02-02", 50)
    assert one_credit(judged(pack, entry), entry).minutes == 60


def test_no_more_than_so_much_of_one_entry():
    pack = of_lines(CreditLine(when=Match()), max_entry={"any": HOUR})
    entry = individual("2026-02-02", 90)
    assert one_credit(judged(pack, entry), entry).minutes == 60
