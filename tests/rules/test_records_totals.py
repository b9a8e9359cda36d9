from datetime import date

import pytest

from cpd.records.rules.kinds import EntryKind, Part
from cpd.records.rules.totals import Column, Heap, how_many, overview, time_since, years

TODAY = date(2026, 3, 2)


def a_heap(day, minutes=60, **given):
    usual = {"kind": EntryKind.ACTIVITY, "withdrawn": False, "entries": 1}
    dated = {"year": day.year, "month": day.month, "last_on": day, "minutes": minutes}
    return Heap(**(usual | dated | given))


HEAPS = [
    a_heap(date(2026, 3, 1), 90),
    a_heap(date(2026, 1, 31), 30),
    a_heap(date(2026, 2, 18), 50, kind=EntryKind.SUPERVISION),
    a_heap(date(2026, 3, 2), 600, kind=EntryKind.SUPERVISION, withdrawn=True, entries=2),
    a_heap(date(2024, 2, 29), 15),
]


def test_totals_by_month_and_year_leave_out_the_withdrawn():
    seen = overview(HEAPS, TODAY, 2026)
    assert seen.this_month.learning == 90
    in_year = seen.this_year.by_column
    assert (in_year[Column.LEARNING], in_year[Column.SUPERVISION]) == (120, 50)
    assert [one.learning for one in seen.months] == [30, 50, 90] + [0] * 9
    assert [(one.place, one.learning) for one in seen.by_year] == [(2026, 170), (2024, 15)]
    assert (seen.supervised_on, seen.since_supervision) == (date(2026, 2, 18), "12 days")


def test_another_year_leaves_the_present_as_it_is():
    seen = overview(HEAPS, TODAY, 2024)
    assert (seen.in_year.learning, seen.months[1].learning, seen.this_year.learning) == (
        15,
        15,
        170,
    )


def test_a_year_without_entries_is_a_year_of_nothing():
    seen = overview(HEAPS, TODAY, 2019)
    assert seen.in_year.learning == 0
    assert [bar.value for bar in seen.bars("JFMAMJJASOND")] == [0] * 12


def test_an_empty_log_adds_up_to_nothing():
    seen = overview([], TODAY, 2026)
    assert (seen.this_year.learning, seen.since_supervision) == (0, "never")
    assert years([], TODAY) == (2026,)


def test_the_list_counts_what_it_shows():
    assert how_many(HEAPS, None, None) == 6
    assert how_many(HEAPS, EntryKind.SUPERVISION, None) == 3
    assert how_many(HEAPS, EntryKind.ACTIVITY, 2026) == 2


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (None, "never"),
        (TODAY, "today"),
        (date(2026, 3, 1), "1 day"),
        (date(2026, 2, 28), "2 days"),
        (date(2020, 3, 2), "2,191 days"),
        pytest.param(date(2026, 3, 3), "today", id="a member who flew west"),
    ],
)
def test_time_since_the_last_supervision(day, words):
    assert time_since(day, TODAY) == words


def test_practice_and_supervision_given_stand_apart():
    heaps = [
        *HEAPS,
        a_heap(date(2026, 2, 20), 1200, kind=EntryKind.PRACTICE),
        a_heap(date(2026, 3, 1), 55, kind=EntryKind.SUPERVISION, part=Part.DELIVERED),
        a_heap(date(2026, 3, 1), 0, kind=EntryKind.REFLECTION),
    ]
    seen = overview(heaps, TODAY, 2026)
    assert seen.this_year.learning == 170
    assert seen.this_year.by_column[Column.PRACTICE] == 1200
    assert seen.this_year.by_column[Column.GIVEN] == 55
    assert seen.supervised_on == date(2026, 2, 18)  # supervising others is not being supervised


def test_a_column_is_shown_once_it_holds_time():
    assert overview(HEAPS, TODAY, 2026).columns == (Column.LEARNING, Column.SUPERVISION)
    practised = [*HEAPS, a_heap(date(2019, 2, 20), 60, kind=EntryKind.PRACTICE)]
    assert Column.PRACTICE in overview(practised, TODAY, 2026).columns
