"""Every line of the paper's gallery that counts time: once where it is kept, once where not."""

import pytest

from tests.factories.requirements import (
    a_log,
    an_activity,
    group_of,
    individual,
    leave,
    practice,
)
from tests.oracles.judging import judged
from tests.oracles.packs import a_pack, gallery

HOUR = 60
YEAR = "2026-01-01"
IS_OVER = "2027-01-01"


def by_category(**hours):
    return a_log(
        *(
            an_activity(f"2026-02-{day:02}", int(amount * HOUR), category=category)
            for day, (category, amount) in enumerate(hours.items(), start=1)
        )
    )


@pytest.mark.parametrize(
    ("log", "figures"),
    [
        pytest.param(by_category(a=15, b=15, c=15, d=5), ("met", "3000", "3000", "0"), id="kept"),
        pytest.param(
            by_category(a=30, b=20), ("not_met", "3000", "1800", "1200"), id="two-are-too-few"
        ),
        pytest.param(
            by_category(a=16, b=15, c=15, d=4.5), ("not_met", "3000", "2970", "30"), id="one-over"
        ),
    ],
)
def test_share_of_what_is_required(log, figures):
    row = judged(gallery("share_required"), log, IS_OVER).row("share_required", YEAR)
    assert row.figures == figures


@pytest.mark.parametrize(
    ("log", "figures"),
    [
        pytest.param(by_category(a=20, b=20, c=20, d=5), ("met", "3000", "3000", "0"), id="kept"),
        pytest.param(
            by_category(a=20, b=20, c=20, d=4), ("not_met", "3000", "2400", "600"), id="not-kept"
        ),
        pytest.param(
            by_category(a=40, b=40, c=40), ("not_met", "3000", "0", "3000"), id="three-never-can"
        ),
        pytest.param(
            by_category(a=30, b=14, c=14, d=7), ("met", "3000", "3000", "0"), id="one-is-held-back"
        ),
    ],
)
def test_share_of_what_is_credited(log, figures):
    """With three at the limit x = 3/10 (3x + d), so x = 3d: 5 h of d let 15 h of each count.

    With one at the limit x = 3/10 (x + 35), so x = 15.
    """
    row = judged(gallery("share_credited"), log, IS_OVER).row("share_credited", YEAR)
    assert row.figures == figures


def test_shares_of_the_whole_gallery_leave_the_other_lines_alone():
    """Each of its shares is of fifty hours of its own, and carrying over is of twenty."""
    answer = judged(gallery(), by_category(a=30, b=20), IS_OVER)
    assert answer.row("share_required", YEAR).figures == ("not_met", "3000", "1800", "1200")
    assert answer.row("share_credited", YEAR).figures == ("not_met", "3000", "0", "3000")
    assert answer.row("carry", YEAR).figures == ("met", "1200", "3000", "0")


def test_a_share_of_a_ratio_leaves_the_bands_alone():
    log = a_log(practice("2026-02-02", 600), group_of(4, "2026-02-03", 60), **TENURE)
    answer = judged(gallery("by_tenure", "by_volume", "group_share"), log, "2026-03-01")
    assert answer.row("by_volume", "2026-02-01").figures == ("not_met", "90", "60", "30")
    assert answer.row("by_tenure").claimed == "15"


@pytest.mark.parametrize("line", ["share_required", "share_credited"])
def test_what_names_no_category_is_neither_within_its_share_nor_beyond(line):
    log = a_log(*(an_activity(f"2026-02-0{day}", 750) for day in range(1, 5)))
    assert judged(gallery(line), log, IS_OVER).row(line, YEAR).verdict == "needs_review"


def test_what_names_no_category_does_not_matter_where_there_is_enough():
    named = [an_activity("2026-02-02", 600, category=one) for one in "abcde"]
    log = a_log(*named, an_activity("2026-02-03", 50))
    row = judged(gallery("share_required"), log, IS_OVER).row("share_required", YEAR)
    assert row.verdict == "met"


TENURE = {"joined": "2022-01-01", "anchors": {"accredited": "2022-01-01"}}


@pytest.mark.parametrize(
    ("alone", "together", "claimed"),
    [pytest.param(600, 720, "1200", id="kept"), pytest.param(480, 840, "1080", id="not-kept")],
)
def test_share_of_group_time_in_a_ratio(alone, together, claimed):
    """400 hours at 1:20 ask for 20, of which 10 may be in a group."""
    log = a_log(
        practice("2026-02-02", 400 * HOUR),
        individual("2026-02-03", alone),
        group_of(4, "2026-02-04", together),
        **TENURE,
    )
    row = judged(gallery("by_tenure", "group_share"), log, "2026-03-01").row("by_tenure")
    assert (row.required, row.claimed) == ("1200", claimed)
    assert (row.verdict == "met") == (claimed == "1200")


def tenure(joined, *entries, **more):
    log = a_log(*entries, joined=joined, anchors={"accredited": joined}, **more)
    return judged(gallery("by_tenure"), log, "2026-12-31").row("by_tenure")


def test_ratio_changes_with_tenure_amid_the_period():
    """20 h the day before five years at 1:20, then 30 h at 1:30: an hour each."""
    before, after = practice("2025-06-14", 20 * HOUR), practice("2025-06-15", 30 * HOUR)
    row = tenure("2020-06-15", before, after, individual("2025-06-20", 120))
    assert row.figures == ("met", "120", "120", "0")
    row = tenure("2020-06-15", before, after, individual("2025-06-20", 119))
    assert (row.required, row.claimed, row.short) == ("120", "119", "1")
    assert row.verdict != "met"


@pytest.mark.parametrize(
    ("grade", "required"),
    [pytest.param("supervisor", "60", id="supervisor"), pytest.param("member", "80", id="member")],
)
def test_ratio_after_ten_years_is_lower_for_supervisors_only(grade, required):
    row = tenure("2010-01-01", practice("2026-02-02", 40 * HOUR), grade=grade)
    assert row.required == required


def test_bands_need_to_know_how_much_practice_there_was():
    log = a_log(individual("2026-03-03", 100))
    row = judged(gallery("by_volume"), log, "2026-04-01").row("by_volume", "2026-03-01")
    assert row.verdict == "needs_review"


@pytest.mark.parametrize(
    ("direct", "supervised", "figures"),
    [
        pytest.param(600, 60, ("met", "60", "60", "0"), id="ten-hours-one-unit"),
        pytest.param(601, 60, ("not_met", "120", "60", "60"), id="a-minute-over-two-units"),
        pytest.param(601, 120, ("met", "120", "120", "0"), id="two-units"),
    ],
)
def test_units_a_week_and_setting(direct, supervised, figures):
    log = a_log(
        practice("2026-03-02", direct, setting="clinic"),
        individual("2026-03-08", supervised, setting="clinic"),
    )
    row = judged(gallery("weekly_units"), log, "2026-03-09").row("weekly_units", "2026-03-02")
    assert row.figures == figures
    assert row.end == "2026-03-09"


WEEKLY_CAP = """{id: weekly_cap, kind: cap_per_window, measure: sup, window: week, max: 1h,
  exceptions: [{window: month, entries: 1, max: 2h}], reject_over: 2h}"""
HOURS = (
    "{id: hours, kind: minimum, measure: sup, at_least: 10h, period: {type: calendar, unit: year}}"
)


@pytest.mark.parametrize(
    ("sessions", "claimed"),
    [
        pytest.param([("2026-03-03", 60)], "60", id="an-hour"),
        pytest.param([("2026-03-03", 60), ("2026-03-05", 30)], "60", id="more-in-one-week"),
        pytest.param([("2026-03-08", 60), ("2026-03-09", 60)], "120", id="sunday-and-monday"),
        pytest.param([("2026-03-03", 120)], "120", id="two-hours-once-a-month"),
        pytest.param([("2026-03-03", 120), ("2026-03-10", 120)], "180", id="twice-a-month"),
        pytest.param([("2026-03-31", 120), ("2026-04-07", 120)], "240", id="once-in-each-month"),
        pytest.param([("2026-03-03", 121)], "0", id="a-longer-block-is-not-recognised"),
    ],
)
def test_no_more_than_an_hour_a_week(sessions, claimed):
    log = a_log(*(individual(day, minutes) for day, minutes in sessions))
    row = judged(a_pack(WEEKLY_CAP, HOURS), log, IS_OVER).row("hours", YEAR)
    assert row.claimed == claimed


def worked(*hours, first=2020):
    return a_log(
        *(
            practice(f"{year}-05-04", int(amount * HOUR))
            for year, amount in enumerate(hours, start=first)
        )
    )


def best(log):
    rows = judged(gallery("best_years"), log, IS_OVER).rows("best_years")
    return next(row for row in rows if row.end == IS_OVER)


def test_mean_of_the_best_four_of_seven_years():
    row = best(worked(500, 300, 450, 350, 290, 1, 1))
    assert row.figures == ("met", "24000", "24000", "0")
    assert row.start == "2020-01-01"


def test_mean_of_the_best_four_of_seven_years_falls_short():
    """500 + 450 + 349 + 300 = 1599 hours, a mean of 399.75."""
    row = best(worked(500, 300, 450, 349, 290, 1, 1))
    assert row.figures == ("not_met", "24000", "23985", "15")


def test_an_eighth_year_ago_is_forgotten():
    row = best(worked(5000, 500, 300, 450, 349, 290, 1, 1, first=2019))
    assert row.claimed == "23985"


@pytest.mark.parametrize(
    ("minutes", "figures"),
    [
        pytest.param(540, ("met", "540", "540", "0"), id="kept"),
        pytest.param(539, ("not_met", "540", "539", "1"), id="not-kept"),
    ],
)
def test_live_hours(minutes, figures):
    log = a_log(
        an_activity("2026-02-02", minutes, mode="live"),
        an_activity("2026-02-03", 600, mode="self_paced"),
        anchors={"licensed": "2025-02-01"},
    )
    row = judged(gallery("live_share"), log, "2027-02-01").row("live_share", "2025-02-01")
    assert row.figures == figures


@pytest.mark.parametrize("minutes", [180, 179])
def test_ethics_floor_is_not_reduced_by_leave(minutes):
    away = leave("2026-01-01", "2026-06-30")
    log = a_log(an_activity("2026-01-01", minutes, tags=["ethics"]), leave=[away])
    row = judged(gallery("ethics_floor"), log, "2026-12-31").row("ethics_floor")
    assert (row.required, row.claimed) == ("180", str(minutes))
    assert (row.verdict == "met") == (minutes == 180)


@pytest.mark.parametrize(
    ("day", "claimed"),
    [
        pytest.param("2024-11-21", "0", id="made-two-years-ago-has-dropped-out"),
        pytest.param("2024-11-22", "1800", id="a-day-later-still-counts"),
        pytest.param("2026-11-21", "1800", id="made-today"),
    ],
)
def test_credit_expires_after_two_years(day, claimed):
    row = judged(gallery("credit_expiry"), a_log(an_activity(day, 1800)), "2026-11-21").row(
        "credit_expiry"
    )
    assert (row.start, row.end) == ("2024-11-22", "2026-11-22")
    assert (row.required, row.claimed) == ("1800", claimed)
    assert (row.verdict == "met") == (claimed == "1800")


def yearly(*hours, **more):
    """So many hours in 2024 and the years after."""
    log = a_log(
        *(
            an_activity(f"{year}-05-04", int(amount * HOUR), **more)
            for year, amount in enumerate(hours, start=2024)
            if amount
        )
    )
    answer = judged(gallery("carry"), log, IS_OVER)
    return [answer.row("carry", f"{year}-01-01").verdict for year in (2024, 2025, 2026)]


def test_five_hours_are_carried_into_the_next_year():
    assert yearly(28, 15, 20) == ["met", "met", "met"]
    assert yearly(28, 14.75, 20) == ["met", "not_met", "met"]


def test_what_is_carried_goes_one_year_and_no_further():
    assert yearly(28, 20, 0.5)[2] == "not_met"
    assert yearly(28, 15, 15) == ["met", "met", "not_met"]


def test_what_is_carried_is_used_first():
    """5 h carried + 20 h logged leave 5 h that were logged in 2025, and those go on to 2026."""
    assert yearly(25, 20, 15) == ["met", "met", "met"]


def test_ethics_hours_are_not_carried():
    assert yearly(28, 15, 20, tags=["ethics"]) == ["met", "not_met", "met"]


def test_leave_takes_off_whole_months():
    away = leave("2026-03-01", "2026-08-31")
    log = a_log(an_activity("2026-01-01", 900), leave=[away])
    row = judged(gallery("leave_prorate"), log, "2026-12-31").row("leave_prorate")
    assert row.figures == ("met", "900", "900", "0")
    log = a_log(an_activity("2026-01-01", 899), leave=[away])
    row = judged(gallery("leave_prorate"), log, "2026-12-31").row("leave_prorate")
    assert (row.required, row.short) == ("900", "1")
    assert row.verdict != "met"


JOINING = """{id: joiner_months, kind: minimum, measure: cpd, at_least: 40h,
  period: {type: fixed, anchor: 2025-09-01, length: 24mo},
  joiner: {method: months, per_month: "1.67h", count: both_end_months}}"""


@pytest.mark.parametrize(
    ("joined", "required"),
    [
        pytest.param("2020-01-01", "2400", id="a-member-for-long"),
        pytest.param("2026-03-20", "9018/5", id="eighteen-months-both-ends-counted"),
        pytest.param("2027-08-31", "501/5", id="the-last-day"),
    ],
)
def test_joiners_owe_by_the_month(joined, required):
    log = a_log(an_activity("2027-08-31", 30), joined=joined)
    row = judged(a_pack(JOINING), log, "2027-09-01").row("joiner_months", "2025-09-01")
    assert (row.verdict, row.required) == ("not_met", required)


TAUGHT = """{id: taught, kind: minimum, measure: teaching, at_least: 3h,
  period: {type: calendar, unit: year}}"""


@pytest.mark.parametrize(
    ("topics", "claimed"),
    [
        pytest.param(["shame"], "180", id="once"),
        pytest.param(["shame", "shame"], "180", id="again-is-nothing"),
        pytest.param(["shame", "grief"], "360", id="another-topic"),
    ],
)
def test_teaching_counts_threefold_the_first_time(topics, claimed):
    log = a_log(
        *(
            an_activity(f"2026-02-0{day}", 60, tags=["presented"], topic=topic)
            for day, topic in enumerate(topics, start=1)
        )
    )
    row = judged(a_pack(TAUGHT), log, IS_OVER).row("taught", YEAR)
    assert row.claimed == claimed


def test_teaching_counts_threefold_again_in_the_next_year():
    log = a_log(
        *(
            an_activity(f"{year}-02-02", 60, tags=["presented"], topic="shame")
            for year in (2025, 2026)
        )
    )
    answer = judged(a_pack(TAUGHT), log, IS_OVER)
    assert [answer.row("taught", f"{year}-01-01").claimed for year in (2025, 2026)] == ["180"] * 2


OWN = """{id: own, kind: minimum, measure: peer_consult, at_least: 10h,
  period: {type: calendar, unit: year}}"""
REST = (
    "{id: rest, kind: minimum, measure: cpd, at_least: 20h, period: {type: calendar, unit: year}}"
)


def test_own_minutes_of_peer_consultation_and_the_remainder():
    """Of 120 minutes 20 were on one's own practice; the other 100 are general CPD."""
    log = a_log(an_activity("2026-02-02", 120, tags=["peer_consultation"], own_minutes=20))
    answer = judged(a_pack(OWN, REST), log, IS_OVER)
    assert answer.row("own", YEAR).claimed == "20"
    assert answer.row("rest", YEAR).claimed == "100"
