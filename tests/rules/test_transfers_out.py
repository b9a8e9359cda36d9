"""Deadlines as calendars hear of them, a log as the rules' command reads it, portfolios."""

from datetime import date, datetime
from fractions import Fraction

import pytest

from cpd.kernel.errors import RuleError
from cpd.requirements.log_files import log_of
from cpd.requirements.rules.logs import (
    Declaration,
    Log,
    LogEntry,
    Member,
    Paper,
    Share,
    Size,
    Stretch,
    Supervisor,
)
from cpd.transfers.rules.calendars import PLAIN, Deadline, Shown, changes, latest, plain_title
from cpd.transfers.rules.log_files import log_file
from cpd.transfers.rules.portfolios import Fact, Item, Part, Portfolio, Section, refuse_too_long

TODAY = date(2026, 3, 2)
JUNE = Deadline("a", "BACP: Hours", date(2026, 6, 30))
JULY = Deadline("a", "BACP: Hours", date(2026, 7, 31))


def test_a_day_that_moves_is_told_with_a_higher_number():
    assert changes({}, [JUNE], TODAY) == [Shown(JUNE)]
    assert changes({"a": Shown(JUNE)}, [JUNE], TODAY) == []
    assert changes({"a": Shown(JUNE, 3)}, [JULY], TODAY) == [Shown(JULY, 4)]


def test_what_is_done_is_cancelled_once_and_what_is_past_is_left():
    gone = Shown(JUNE, 1, is_cancelled=True)
    assert changes({"a": Shown(JUNE)}, [], TODAY) == [gone]
    assert changes({"a": gone}, [], TODAY) == []
    assert changes({"a": gone}, [JUNE], TODAY) == [Shown(JUNE, 2)]
    assert changes({"a": Shown(JUNE)}, [], date(2026, 7, 1)) == []


def test_a_renewed_paper_need_not_be_renewed_again():
    old, new = Deadline("1", "x", TODAY), Deadline("2", "x", date(2027, 3, 2))
    assert latest([("insurance", old), ("insurance", new)]) == [new]


@pytest.mark.parametrize(
    "title", ["BACP: client hours", "DBS check runs out", "Health declaration"]
)
def test_no_title_tells_about_clients_or_health(title):
    assert plain_title(title) == PLAIN


def test_a_log_file_says_what_the_log_says():
    log = Log(
        member=Member(
            time_zone="Europe/Tallinn",
            grade="pcc",
            joined=date(2020, 1, 1),
            anchors={"credential_awarded": date(2024, 2, 29)},
            working_share=(Share(since=None, until=None, share=Fraction(3, 5)),),
            leave=(Stretch(since=date(2025, 1, 1), until=date(2025, 3, 31), kind="parental"),),
            breaks=(Stretch(since=date(2025, 6, 1), until=None, kind="no_clients"),),
            closed=(Stretch(since=date(2025, 5, 1), until=date(2025, 5, 31)),),
            supervisors={
                "s1": Supervisor(
                    id="s1",
                    accredited=(Stretch(since=date.min, until=None, kind="bacp"),),
                    relations=(Stretch(since=date(2024, 1, 1), until=None, kind="line_manager"),),
                )
            },
        ),
        entries=(
            LogEntry(
                id="e1", kind="supervision", start_on=date(2026, 2, 3), end_on=date(2026, 2, 4),
                minutes=90, starts_at=datetime(2026, 2, 3, 23, 0), ends_at=datetime(2026, 2, 4, 1),  # noqa: DTZ001 - the member's own clock
                recorded_on=date(2026, 2, 4), own_minutes=30, title="Group",
                tags=frozenset({"a", "b"}),
                mode="live", format="group", size=Size(contracted=5, attended=4, facilitated=True),
                role="received", supervisor_id="s1", has_evidence=True, has_reflection=True,
                is_attested=True, clauses=("plumm:1",), counts_for=frozenset({"bacp.accredited"}),
            ),
            LogEntry(id="e2", kind="reflection", start_on=TODAY, end_on=TODAY, minutes=0,
                     categories={"icf": "core"}),
        ),
        documents=(Paper(document="indemnity_insurance", first=TODAY, last=date(2027, 3, 1)),),
        declarations=(Declaration(declaration="complaint_upheld", happened_on=TODAY, minutes=5),),
    )  # fmt: skip
    assert log_of(log_file(log)) == log


def test_pages_that_would_take_long_are_refused_in_words():
    item = Item("x", texts=(Fact("Reflection", "word " * 300),))
    short, long = (
        Portfolio(
            "Ann", "2026", TODAY, "Here", parts=(Part(Section.ENTRIES, "E", items=(item,) * n),)
        )
        for n in (100, 1500)
    )
    refuse_too_long(short)
    with pytest.raises(RuleError, match="Choose fewer days"):
        refuse_too_long(long)
