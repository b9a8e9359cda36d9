"""Worked examples O-11 to O-18: bands, caps, late renewals, joiners, rolling windows."""

import pytest

from tests.factories.requirements import (
    a_log,
    an_activity,
    days,
    group_of,
    individual,
    practice,
    supervision,
)
from tests.oracles.judging import judged
from tests.oracles.packs import a_pack, gallery, paper, paper_with

HOUR = 60
PACFA = "pacfa.member"
BOTH_PACFA = pytest.mark.parametrize("pack", [PACFA, paper(PACFA)], ids=["shipped", "the-papers"])
YEAR = "2022-07-01"
YEAR_IS_OVER = "2023-07-01"
A_CLOSED_YEAR = {"closed": [days("2022-07-01", "2023-06-30")]}


def in_category(category, hours, start="2022-09-05"):
    return an_activity(start, int(hours * HOUR), category=category)


def clients(minutes, start="2022-08-01"):
    return practice(start, minutes)


@BOTH_PACFA
@pytest.mark.parametrize(
    ("minutes", "required"),
    [
        pytest.param(400 * HOUR - 1, "600", id="a-minute-below-400-hours"),
        pytest.param(400 * HOUR, "900", id="400-hours"),
        pytest.param(0, "600", id="none-and-the-log-is-whole"),
    ],
)
def test_o_11_bands(pack, minutes, required):
    entries = [clients(minutes)] if minutes else []
    answer = judged(pack, a_log(*entries, **A_CLOSED_YEAR), YEAR_IS_OVER)
    row = answer.row("supervision", YEAR)
    assert (row.verdict, row.required, row.short) == ("not_met", required, required)


OVER_400 = """[{id: supervision, kind: minimum, measure: supervision, period: year, at_least:
  {bands: {on: practice, table: [{up_to: 400h, value: 10h}, {over: 400h, value: 15h}]}}}]"""


@pytest.mark.parametrize(
    ("minutes", "required"),
    [
        pytest.param(400 * HOUR, "600", id="400-hours"),
        pytest.param(400 * HOUR + 1, "900", id="a-minute-over"),
    ],
)
def test_o_11_bands_with_over_400(minutes, required):
    pack = paper_with(PACFA, requirements=OVER_400)
    row = judged(pack, a_log(clients(minutes)), YEAR_IS_OVER).row("supervision", YEAR)
    assert row.required == required


@pytest.mark.parametrize(
    ("minutes", "required"),
    [
        pytest.param(12 * HOUR, "90", id="12-hours"),
        pytest.param(12 * HOUR + 30, "120", id="12-and-a-half-hours"),
        pytest.param(13 * HOUR, "120", id="13-hours"),
        pytest.param(16 * HOUR, "120", id="16-hours"),
        pytest.param(17 * HOUR, "150", id="17-hours"),
        pytest.param(20 * HOUR, "150", id="20-hours"),
    ],
)
def test_o_11_bands_of_abc_tiers(minutes, required):
    log = a_log(practice("2026-03-02", minutes), individual("2026-03-03", 89))
    row = judged(gallery("by_volume"), log, "2026-04-01").row("by_volume", "2026-03-01")
    assert row.figures == ("not_met", required, "89", str(int(required) - 89))


def test_o_11_bands_of_abc_tiers_outside_the_table():
    log = a_log(practice("2026-03-02", 21 * HOUR), individual("2026-03-03", 600))
    row = judged(gallery("by_volume"), log, "2026-04-01").row("by_volume", "2026-03-01")
    assert row.verdict == "needs_review"


def pacfa(pack, *entries, **more):
    log = a_log(clients(100 * HOUR), *entries, **A_CLOSED_YEAR, **more)
    return judged(pack, log, YEAR_IS_OVER)


NEARLY = (in_category("A", 9.5), in_category("B", 14, "2022-10-03"))


@BOTH_PACFA
def test_o_12_caps(pack):
    answer = pacfa(pack, *NEARLY)
    assert answer.row("cpd_total", YEAR).figures == ("not_met", "1200", "1170", "30")
    assert answer.row("cpd_A", YEAR).figures == ("not_met", "600", "570", "30")


@BOTH_PACFA
def test_o_12_half_an_hour_of_a_fixes_both(pack):
    answer = pacfa(pack, *NEARLY, in_category("A", 0.5, "2023-01-09"))
    assert answer.row("cpd_total", YEAR).figures == ("met", "1200", "1200", "0")
    assert answer.row("cpd_A", YEAR).figures == ("met", "600", "600", "0")


@BOTH_PACFA
def test_o_12_half_an_hour_of_b_fixes_neither(pack):
    answer = pacfa(pack, *NEARLY, in_category("B", 0.5, "2023-01-09"))
    assert answer.row("cpd_total", YEAR).figures == ("not_met", "1200", "1170", "30")
    assert answer.row("cpd_A", YEAR).figures == ("not_met", "600", "570", "30")


@BOTH_PACFA
def test_o_12_overflow(pack):
    sessions = [
        supervision(f"2022-{m:02}-15", minutes, format="individual")
        for m, minutes in ((8, 240), (9, 240), (10, 300))
    ]
    answer = pacfa(pack, in_category("A", 12), in_category("B", 4), *sessions)
    assert answer.row("supervision", YEAR).figures == ("met", "600", "780", "0")
    assert answer.row("cpd_total", YEAR).figures == ("not_met", "1200", "1140", "60")


@BOTH_PACFA
def test_o_12_overflow_fills_b_to_its_cap_only(pack):
    """13 h of 10 gives 3 h of B; with 9 h of B logged, 1 h of it counts: 9 + 10 = 19."""
    session = supervision("2022-08-15", 780, format="individual")
    answer = pacfa(pack, in_category("A", 9), in_category("B", 9), session)
    assert answer.row("cpd_total", YEAR).figures == ("not_met", "1200", "1140", "60")


GRACE = {"declaration": "granted_grace", "happened_on": "2022-06-20", "minutes": 360}


@BOTH_PACFA
def test_o_12_debt(pack):
    answer = pacfa(pack, in_category("A", 20), declarations=[GRACE])
    assert answer.row("cpd_total", YEAR).figures == ("not_met", "1560", "1200", "360")


ICF = "icf.pcc"
BOTH_ICF = pytest.mark.parametrize("pack", [ICF, paper(ICF)], ids=["shipped", "the-papers"])


def late(pack, awarded, submitted, *entries):
    said = {"declaration": "renewal_submitted", "happened_on": submitted}
    log = a_log(*entries, declarations=[said], anchors={"credential_awarded": awarded})
    answer = judged(pack, log, submitted)
    return answer, answer.row("total", awarded), answer.row("core", awarded)


@BOTH_ICF
@pytest.mark.parametrize(
    ("submitted", "total", "core"),
    [
        pytest.param("2025-01-31", "2400", "1440", id="first-month"),
        pytest.param("2025-02-28", "2400", "1440", id="second-month-grace"),
        pytest.param("2025-03-01", "2472", "7416/5", id="third-month"),
        pytest.param("2025-05-10", "2616", "7848/5", id="fifth-month"),
    ],
)
def test_o_14_late_renewal(pack, submitted, total, core):
    _, whole, part = late(pack, "2022-01-01", submitted)
    assert (whole.required, part.required) == (total, core)
    assert whole.start == "2022-01-01"
    assert "USD" not in whole.words


@BOTH_ICF
def test_o_14_late_renewal_under_the_new_version(pack):
    answer, whole, part = late(pack, "2022-07-01", "2025-11-15")
    assert (whole.required, part.required) == ("2400", "1440")
    assert "USD 100" in whole.words
    following = answer.row("total", "2025-07-01")
    assert following.end == "2028-07-01"


@BOTH_ICF
@pytest.mark.parametrize(
    ("submitted", "total"),
    [
        pytest.param("2025-11-02", "2616", id="last-day-of-the-surcharge"),
        pytest.param("2025-11-03", "2400", id="first-day-of-the-fee"),
    ],
)
def test_o_14_late_renewal_on_the_day_the_version_changes(pack, submitted, total):
    _, whole, _ = late(pack, "2022-07-01", submitted)
    assert whole.required == total
    assert ("USD 100" in whole.words) == (total == "2400")


@BOTH_ICF
def test_o_14_late_renewal_counts_what_was_done_until_it_was_sent_in(pack):
    in_time = an_activity("2023-05-01", 39 * HOUR, category="core", tags=["ethics"])
    after = an_activity("2025-05-09", 216, category="core", mode="live")
    _, whole, _ = late(pack, "2022-01-01", "2025-05-10", in_time, after)
    assert whole.figures == ("not_met", "2616", "2556", "60")
    more = an_activity("2025-05-10", 60, category="core", mode="live")
    _, whole, part = late(pack, "2022-01-01", "2025-05-10", in_time, after, more)
    assert whole.figures == ("met", "2616", "2616", "0")
    assert part.verdict == "met"


@BOTH_ICF
def test_o_14_late_renewal_without_a_word_of_when_it_is_sent_in(pack):
    """Nothing says that the renewal was sent in: it is asked for as of the day."""
    done = an_activity("2023-05-01", 39 * HOUR, category="core")
    log = a_log(done, anchors={"credential_awarded": "2022-01-01"})
    row = judged(pack, log, "2025-05-10").row("total", "2022-01-01")
    assert (row.required, row.claimed, row.short) == ("2616", "2340", "276")


TWO_BODIES = (
    an_activity("2024-05-11", 3 * HOUR, category="core", tags=["ethics"], mode="live"),
    an_activity("2024-09-02", 15 * HOUR, category="core", mode="live"),
    an_activity("2025-03-04", 6 * HOUR, category="core", tags=["mentor_received"]),
    an_activity("2025-06-10", 7 * HOUR, category="core", tags=["mentor_delivered"]),
    an_activity("2026-03-15", 8 * HOUR, category="core", tags=["self_study"], mode="self_paced"),
    individual("2026-10-06", 60, category="resource", tags=["supervision"]),
    group_of(4, "2026-10-20", 120, category="resource", tags=["supervision"]),
)
OCTOBER = practice("2026-10-01", 1200)
AWARDED = {"anchors": {"credential_awarded": "2024-01-01"}}


def test_o_15_two_bodies_one_log_bacp():
    log = a_log(*TWO_BODIES, OCTOBER, **AWARDED)
    row = judged("bacp.accredited", log, "2027-01-01").row("supervision_monthly", "2026-10-01")
    assert row.figures == ("met", "90", "120", "0")


def test_o_15_two_bodies_one_log_icf():
    answer = judged(ICF, a_log(*TWO_BODIES, OCTOBER, **AWARDED), "2027-01-01")
    assert answer.row("total", "2024-01-01").figures == ("not_met", "2400", "2340", "60")
    assert answer.row("core", "2024-01-01").figures == ("met", "1440", "1680", "0")
    assert answer.row("ethics", "2024-01-01").figures == ("met", "180", "180", "0")
    assert answer.row("total", "2024-01-01").end == "2027-01-01"


def test_o_15_two_bodies_one_log_on_the_last_day_of_the_cycle():
    answer = judged(ICF, a_log(*TWO_BODIES, OCTOBER, **AWARDED), "2026-12-31")
    row = answer.row("total", "2024-01-01")
    assert row.figures == ("open", "2400", "2340", "60")


TABLE = {
    "2022-08-15": ("1080", "540"),
    "2022-09-15": ("1020", "480"),
    "2022-10-14": ("900", "420"),
    "2022-11-15": ("780", "420"),
    "2022-12-15": ("720", "360"),
    "2023-01-15": ("600", "300"),
    "2023-02-15": ("480", "240"),
    "2023-03-15": ("420", "180"),
    "2023-04-15": ("300", "120"),
    "2023-05-15": ("180", "120"),
}


def joined(day, pack=PACFA):
    log = a_log(practice("2023-06-01", 600), joined=day, **A_CLOSED_YEAR)
    return judged(pack, log, YEAR_IS_OVER)


@BOTH_PACFA
@pytest.mark.parametrize(("day", "required"), TABLE.items(), ids=list(TABLE))
def test_o_16_joiner_table(pack, day, required):
    answer = joined(day, pack)
    rows = [answer.row(id_, YEAR) for id_ in ("cpd_total", "supervision")]
    assert tuple(row.required for row in rows) == required
    assert {row.verdict for row in rows} == {"not_met"}


@BOTH_PACFA
def test_o_16_joiner_table_has_no_june(pack):
    answer = joined("2023-06-10", pack)
    assert answer.row("cpd_total", YEAR).verdict == "needs_review"
    assert answer.row("supervision", YEAR).verdict == "needs_review"


@BOTH_PACFA
def test_o_16_joiner_table_says_nothing_of_category_a(pack):
    assert joined("2022-10-14", pack).row("cpd_A", YEAR).verdict == "needs_review"


def test_o_16_the_year_after_joining_is_asked_for_in_full():
    log = a_log(practice("2022-11-01", 600), joined="2022-10-14")
    answer = judged(PACFA, log, "2024-07-01")
    assert answer.row("cpd_total", "2023-07-01").figures == ("not_met", "1200", "0", "1200")
    assert answer.row("cpd_A", "2023-07-01").figures == ("not_met", "600", "0", "600")


HOURS = {2020: 80, 2021: 70, 2022: 19, 2023: 60, 2024: 40, 2025: 30}
SIX_YEARS = a_log(
    *(an_activity(f"{year}-06-01", hours * HOUR) for year, hours in HOURS.items()),
    joined="2014-05-01",
)
UKCP = "ukcp.registrant"


def windows(answer):
    return {
        row.end: (row.figures, row.start)
        for id_ in {one["requirement"] for one in answer.said["verdicts"]}
        for row in answer.rows(id_)
        if row.required == "15000"
    }


@pytest.mark.parametrize("pack", [UKCP, paper(UKCP)], ids=["shipped", "the-papers"])
def test_o_18_rolling_five_years(pack):
    found = windows(judged(pack, SIX_YEARS, "2026-01-01"))
    assert found["2025-01-01"] == (("met", "15000", "16140", "0"), "2020-01-01")
    assert found["2026-01-01"] == (("not_met", "15000", "13140", "1860"), "2021-01-01")


@pytest.mark.parametrize("pack", [UKCP, paper(UKCP)], ids=["shipped", "the-papers"])
def test_o_18_with_a_yearly_floor(pack):
    answer = judged(pack, SIX_YEARS, "2026-01-01")
    years = {
        row.start: row.figures
        for id_ in {one["requirement"] for one in answer.said["verdicts"]}
        for row in answer.rows(id_)
        if row.required == "1200"
    }
    assert years["2022-01-01"] == ("not_met", "1200", "1140", "60")
    for year in (2020, 2021, 2023, 2024, 2025):
        assert years[f"{year}-01-01"] == ("met", "1200", str(HOURS[year] * HOUR), "0")


def test_o_18_before_the_end_of_the_window_it_is_open():
    line = """{id: five, kind: minimum, measure: cpd, at_least: 250h,
      period: {type: rolling, length: 5y, step: year, check: each_step}}"""
    row = windows(judged(a_pack(line), SIX_YEARS, "2025-12-31"))["2026-01-01"]
    assert row == (("open", "15000", "13140", "1860"), "2021-01-01")
