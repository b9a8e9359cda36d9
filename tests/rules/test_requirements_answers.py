"""What a body said settles what its rules leave open: from that day on, for that time alone."""

from datetime import date

import pytest

from cpd.requirements import files
from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.evaluate import evaluate
from cpd.requirements.rules.logs import Declaration, Log, LogEntry, Member

AS_OF = date(2026, 11, 21)
OCTOBER = date(2026, 10, 1)


def rows_of(pack, requirement, as_of, *said, **member):
    log = Log(
        member=Member(**member),
        entries=(
            LogEntry(
                id="one", kind="supervision", title="One", minutes=30, format="individual",
                start_on=date(2026, 9, 5), end_on=date(2026, 9, 5), recorded_on=date(2026, 9, 5),
            ),
        ),
        declarations=said,
    )  # fmt: skip
    found = evaluate(files.pack(pack), log, as_of).rows
    return {row.start: row for row in found if row.requirement == requirement}


def word(verdict, about, on=None, requirement="supervision_monthly"):
    return Declaration(
        declaration="judged",
        happened_on=about,
        declared_on=on,
        requirement=requirement,
        verdict=verdict,
    )


def of_bacp(as_of, *said):
    return rows_of("bacp.accredited", "supervision_monthly", as_of, *said)


@pytest.mark.parametrize("verdict", ["met", "exempt", "not_met"])
def test_a_word_settles_the_month_it_is_about_and_no_other(verdict):
    rows = of_bacp(AS_OF, word(verdict, date(2026, 10, 31), date(2026, 11, 5)))
    assert rows[OCTOBER].verdict is Verdict(verdict)
    assert rows[OCTOBER].explanation[0].startswith("October 2026: BACP said on 5 November 2026")
    assert rows[date(2026, 9, 1)].verdict is Verdict.NEEDS_REVIEW


def test_before_the_word_was_given_the_month_stands_as_it_stood():
    said = word("met", date(2026, 10, 31), date(2026, 11, 5))
    assert of_bacp(date(2026, 11, 4), said)[OCTOBER].verdict is Verdict.NEEDS_REVIEW
    assert of_bacp(date(2026, 11, 5), said)[OCTOBER].verdict is Verdict.MET


def test_the_later_word_holds_in_whatever_order_they_are_kept():
    first = word("not_met", date(2026, 10, 31), date(2026, 11, 5))
    second = word("exempt", date(2026, 10, 31), date(2026, 11, 9))
    for said in ((first, second), (second, first)):
        assert of_bacp(AS_OF, *said)[OCTOBER].verdict is Verdict.EXEMPT


def test_a_word_about_what_is_plain_changes_nothing():
    rows = of_bacp(AS_OF, word("met", date(2026, 11, 1)))
    assert rows[date(2026, 11, 1)].verdict is Verdict.OPEN


def test_while_the_time_runs_not_met_means_that_all_of_it_is_asked():
    joined = date(2026, 9, 3)
    said = word("not_met", date(2026, 11, 2), requirement="cpd_A")
    found = rows_of("pacfa.member", "cpd_A", AS_OF, said, joined=joined)
    row = found[date(2026, 7, 1)]
    assert (row.verdict, row.last_date) == (Verdict.OPEN, date(2027, 6, 30))


def test_a_standard_is_judged_from_the_day_the_body_said_so():
    said = word("met", date(2026, 9, 30), date(2026, 11, 1), requirement="cpd_record")
    soon = rows_of("bacp.accredited", "cpd_record", date(2026, 10, 31), said)
    late = rows_of("bacp.accredited", "cpd_record", date(2026, 11, 1), said)
    assert [row.verdict for row in soon.values()] == [Verdict.NEEDS_REVIEW]
    assert [row.verdict for row in late.values()] == [Verdict.MET]


@pytest.mark.parametrize("verdict", ["met", "exempt", "not_met"])
def test_a_word_settles_a_standard_whose_source_is_silent(verdict):
    said = word(verdict, date(2026, 11, 1), requirement="supervision")
    soon = rows_of("emcc.master", "supervision", date(2026, 10, 31), said)
    late = rows_of("emcc.master", "supervision", AS_OF, said)
    assert [row.verdict for row in soon.values()] == [Verdict.NEEDS_REVIEW]
    assert [row.verdict for row in late.values()] == [Verdict(verdict)]
    (row,) = late.values()
    assert any(line.startswith("Not published") for line in row.explanation)
