"""Exact amounts at their edges, and logs as people write them."""

from fractions import Fraction

import pytest

from tests.factories.requirements import a_log, an_activity, group_of, individual, practice
from tests.oracles.judging import judged
from tests.oracles.packs import a_pack

BACP = "bacp.accredited"
MONTHLY = "supervision_monthly"
CLIENTS = practice("2026-03-02")


def march(*sessions):
    return judged(BACP, a_log(CLIENTS, *sessions), "2026-04-01").row(MONTHLY, "2026-03-01")


def test_sevenths_come_to_exactly_ninety():
    row = march(*(group_of(7, f"2026-03-{day:02}", 70) for day in range(1, 10)))
    assert row.figures == ("met", "90", "90", "0")


def test_a_seventh_of_a_minute_short_is_short():
    groups = [group_of(7, f"2026-03-{day:02}", 70) for day in range(1, 9)]
    row = march(*groups, group_of(7, "2026-03-09", 69))
    assert row.figures == ("not_met", "90", "629/7", "1/7")
    assert "1 hour 29 minutes" in row.words


def test_sevenths_elevenths_and_thirteenths_are_added_exactly():
    sizes = [7, 11, 13, 17, 19, 23] * 5
    sessions = [group_of(n, f"2026-03-{day:02}", 61) for day, n in enumerate(sizes, start=1)]
    wanted = sum((Fraction(61, n) for n in sizes), start=Fraction(0))
    assert march(*sessions).claimed == str(wanted)


@pytest.mark.parametrize(
    ("minutes", "verdict"), [(89, "not_met"), (90, "met"), (91, "met")], ids=str
)
def test_one_minute_decides(minutes, verdict):
    assert march(individual("2026-03-03", minutes)).verdict == verdict


def test_a_million_minutes():
    """A thousand entries of a thousand minutes; nothing overflows and nothing is rounded."""
    line = "{id: much, kind: minimum, measure: cpd, at_least: 16666h, period: {type: whole}}"
    log = a_log(*(an_activity("2026-03-03", 1000) for _ in range(1000)))
    row = judged(a_pack(line), log, "2026-04-01").row("much")
    assert row.figures == ("met", "999960", "1000000", "0")


def test_two_entries_alike_count_twice():
    row = march(individual("2026-03-03", 45), individual("2026-03-03", 45))
    assert row.figures == ("met", "90", "90", "0")


def test_titles_in_any_script_come_back_as_they_were():
    titles = ["心理療法の事例検討", "إشراف جماعي", "Супервізія", "ça va, « très » bien", "🧭"]
    sessions = [
        group_of(6, f"2026-03-0{day}", 60, title=title) for day, title in enumerate(titles, start=1)
    ]
    row = march(*sessions)
    assert row.claimed == "50"
    for title in titles:
        assert title in row.words


def test_a_group_of_unknown_size_is_neither_a_pass_nor_a_failing():
    unknown = {**group_of(4, "2026-03-03", 180), "size": {"facilitated": True}}
    row = march(unknown)
    assert (row.verdict, row.required) == ("needs_review", "90")


def test_a_group_of_unknown_size_does_not_matter_where_it_cannot_decide():
    unknown = {**group_of(4, "2026-03-03", 30), "size": {}}
    assert march(unknown).verdict == "not_met"
    assert march(unknown, individual("2026-03-04", 90)).verdict == "met"


def test_an_unknown_format_is_neither_a_pass_nor_a_failing():
    bare = {key: it for key, it in individual("2026-03-03", 90).items() if key != "format"}
    assert march(bare).verdict in {"needs_review", "not_met"}


def test_an_empty_log_has_a_row_for_the_day_that_is_asked_about():
    answer = judged(BACP, a_log(), "2026-03-15")
    row = answer.row(MONTHLY)
    assert (row.start, row.end, row.verdict) == ("2026-03-01", "2026-04-01", "open")


def test_supervision_given_is_not_supervision_received():
    assert march(individual("2026-03-03", 90, role="delivered")).claimed == "0"


@pytest.mark.parametrize(
    ("counts_for", "claimed"),
    [
        pytest.param(["bacp.accredited"], "90", id="this-pack"),
        pytest.param(["bacp"], "90", id="this-body"),
        pytest.param(["icf.pcc"], "0", id="another"),
    ],
)
def test_an_entry_may_be_kept_for_one_body(counts_for, claimed):
    assert march(individual("2026-03-03", 90, counts_for=counts_for)).claimed == claimed


CATEGORISED = """{id: cats, kind: minimum, measure: cpd, in: {category: A}, at_least: 1h,
  period: {type: calendar, unit: year}}"""


@pytest.mark.parametrize(
    ("minutes", "verdict"),
    [pytest.param(60, "needs_review", id="may-decide"), pytest.param(59, "not_met", id="cannot")],
)
def test_an_entry_without_its_category_is_not_guessed(minutes, verdict):
    pack = a_pack(CATEGORISED, categories="[A, B]")
    answer = judged(pack, a_log(an_activity("2026-02-02", minutes)), "2027-01-01")
    assert answer.row("cats", "2026-01-01").verdict == verdict
