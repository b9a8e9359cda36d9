from datetime import date

import pytest

from cpd.kernel.errors import RuleError
from cpd.records.rules.again import on_another_day, without_its_day
from cpd.records.rules.kinds import EntryKind, Source
from cpd.records.rules.repeating import Every, checked_days, refuse_unrepeatable, series
from tests.factories.records import a_line

TODAY = date(2026, 3, 18)
FIRST = a_line(done_on=date(2026, 1, 31))


def days(every, until=TODAY, line=FIRST, held=()):
    return [one.on for one in series(line, every, until, TODAY, held).days]


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        (Every.WEEK, [date(2026, 2, 7), date(2026, 2, 14), date(2026, 2, 21), date(2026, 2, 28),
                      date(2026, 3, 7), date(2026, 3, 14)]),
        (Every.TWO_WEEKS, [date(2026, 2, 14), date(2026, 2, 28), date(2026, 3, 14)]),
        (Every.FOUR_WEEKS, [date(2026, 2, 28)]),
        (Every.MONTH, [date(2026, 2, 28)]),
    ],
)  # fmt: skip
def test_a_series_goes_on_in_its_rhythm(every, expected):
    assert days(every) == expected


def test_a_month_without_a_31st_does_not_shift_the_next():
    found = series(FIRST, Every.MONTH, date(2026, 4, 1), date(2026, 4, 1), ())
    assert [one.on for one in found.days] == [date(2026, 2, 28), date(2026, 3, 31)]


def test_days_to_come_are_counted_and_not_offered():
    found = series(FIRST, Every.WEEK, date(2026, 4, 4), TODAY, ())
    assert (len(found.days), found.to_come) == (6, 3)


def test_a_day_that_holds_the_same_is_marked():
    found = series(FIRST, Every.WEEK, TODAY, TODAY, {date(2026, 2, 14)})
    assert [one.is_held for one in found.days] == [False, True, False, False, False, False]


def test_a_series_has_an_end():
    with pytest.raises(RuleError, match="after that of the entry"):
        days(Every.WEEK, until=FIRST.done_on)
    long = a_line(done_on=date(2020, 1, 1))
    with pytest.raises(RuleError, match="more than 60 days"):
        days(Every.WEEK, line=long)


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ([], "Tick at least one"),
        ([date(2026, 2, 8)], "not of this series"),
        ([date(2026, 3, 21)], "still to come"),
    ],
)
def test_only_days_of_the_series_that_came_are_taken(chosen, why):
    with pytest.raises(RuleError, match=why):
        checked_days(FIRST, Every.WEEK, chosen, TODAY)


def test_what_belongs_to_the_day_is_not_repeated():
    line = a_line(
        ended_on=date(2026, 3, 4), reflection="Mine", certificate_number="7", provider="Harbour"
    )
    again = on_another_day(line, date(2026, 4, 1))
    assert (again.done_on, again.ended_on) == (date(2026, 4, 1), date(2026, 4, 3))
    assert (again.reflection, again.certificate_number, again.provider) == ("", None, "Harbour")
    kept = without_its_day({"title": "A", "done_on": "x", "reflection": "y", "begins": "19:00"})
    assert kept == {"title": "A", "begins": "19:00"}


def test_a_module_and_what_takes_no_time_are_not_repeated():
    with pytest.raises(RuleError, match="each time it is passed"):
        refuse_unrepeatable(FIRST, Source.MODULE)
    with pytest.raises(RuleError, match="can be repeated"):
        refuse_unrepeatable(a_line(kind=EntryKind.PLAN, minutes=0), Source.TYPED)
