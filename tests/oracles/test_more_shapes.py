"""Shapes of the paper's first section that no example and no gallery line walks through."""

import pytest

from tests.factories.requirements import (
    a_log,
    an_activity,
    an_entry,
    group_of,
    individual,
    practice,
    supervision,
)
from tests.oracles.judging import judged
from tests.oracles.packs import a_pack, gallery, read, written

HOUR = 60
YEAR = "2026-01-01"
A_YEAR = "period: {type: calendar, unit: year}"


def year_of(line, *entries, as_of="2027-01-01", **more):
    member = {key: more.pop(key) for key in list(more) if key in {"joined", "working_share"}}
    pack = a_pack(line, **more)
    return judged(pack, a_log(*entries, **member), as_of).row("due", YEAR)


SEVENTEEN_MONTHS = """{id: due, kind: minimum, measure: cpd, at_least: 30h,
  period: {type: explicit, starts: [2010-07-01, 2011-12-01, 2012-12-01]}}"""


def test_an_irregular_first_cycle():
    log = a_log(an_activity("2011-11-30", 1800), an_activity("2011-12-01", 60))
    answer = judged(a_pack(SEVENTEEN_MONTHS), log, "2012-12-01")
    first, second = answer.row("due", "2010-07-01"), answer.row("due", "2011-12-01")
    assert (first.end, second.end) == ("2011-12-01", "2012-12-01")
    assert first.figures == ("met", "1800", "1800", "0")
    assert second.figures == ("not_met", "1800", "60", "1740")


FIFTY_MINUTES = """{cpd: {select: {kind: activity}, unit_minutes: 50min,
  credit: [{when: {}, rate: "1"}]}}"""


def test_fifty_minutes_are_an_hour_of_theirs():
    line = f"{{id: due, kind: minimum, measure: cpd, at_least: 10h, {A_YEAR}}}"
    row = year_of(line, an_activity("2026-02-02", 500), measures=FIFTY_MINUTES)
    assert row.figures == ("met", "600", "600", "0")
    row = year_of(line, an_activity("2026-02-02", 499), measures=FIFTY_MINUTES)
    assert row.figures == ("not_met", "600", "2994/5", "6/5")


NOT_BELOW_AN_HOUR = """{cpd: {select: {kind: activity}, min_entry: 60min, max_entry: 2h,
  credit: [{when: {}, rate: "1"}]}}"""


@pytest.mark.parametrize(
    ("minutes", "claimed"), [(59, "0"), (60, "60"), (120, "120"), (180, "120")], ids=str
)
def test_entries_have_a_least_and_a_most(minutes, claimed):
    line = f"{{id: due, kind: minimum, measure: cpd, at_least: 10h, {A_YEAR}}}"
    row = year_of(line, an_activity("2026-02-02", minutes), measures=NOT_BELOW_AN_HOUR)
    if minutes != 180:  # whether a longer entry is cut or refused is the pack's affair
        assert row.claimed == claimed


REFLECTED = """{cpd: {select: {kind: activity}, eligible: {claimed: [reflection]},
  credit: [{when: {}, rate: "1"}]}}"""


def test_a_reflection_may_be_asked_of_each_entry():
    line = f"{{id: due, kind: minimum, measure: cpd, at_least: 1h, {A_YEAR}}}"
    with_it = an_activity("2026-02-02", 60, reflection="What I take from it.")
    assert year_of(line, with_it, measures=REFLECTED).verdict == "met"
    without = an_activity("2026-02-02", 60)
    row = year_of(line, without, measures=REFLECTED)
    assert row.figures == ("not_met", "60", "0", "60")
    assert "reflection" in row.words.lower()


PART_TIME = (
    "{id: due, kind: minimum, measure: sup, at_least: 90min, scale_by: fte, scale_floor: 45min,"
    f" {A_YEAR}}}"
)


@pytest.mark.parametrize(
    ("share", "required"),
    [
        pytest.param("1", "90", id="full-time"),
        pytest.param("0.8", "72", id="four-days"),
        pytest.param("0.5", "45", id="half"),
        pytest.param("0.25", "45", id="never-below-the-floor"),
    ],
)
def test_part_time_asks_for_less(share, required):
    row = year_of(PART_TIME, individual("2026-02-02", 10), working_share=share)
    assert (row.verdict, row.required) == ("not_met", required)


def test_part_time_is_not_guessed():
    row = year_of(PART_TIME, individual("2026-02-02", 10))
    assert row.verdict in {"not_met", "needs_review"}


def test_a_ratio_by_date_changes_amid_the_year():
    """IACP: 1:20 until 24 November 2015, 1:30 from the 25th."""
    line = f"""{{id: due, kind: ratio, measure: sup, to: practice, piecewise_by: date, {A_YEAR},
      at_least: [{{ratio: "1:20"}}, {{from: 2015-11-25, ratio: "1:30"}}]}}"""
    log = a_log(
        practice("2015-11-24", 20 * HOUR),
        practice("2015-11-25", 30 * HOUR),
        individual("2015-12-01", 119),
    )
    row = judged(a_pack(line), log, "2016-01-01").row("due", "2015-01-01")
    assert row.figures == ("not_met", "120", "119", "1")


def test_two_tags_share_one_cap():
    """Mentor coaching given and received together count ten hours."""
    line = f"{{id: due, kind: minimum, measure: cpd, at_least: 20h, {A_YEAR}}}"
    caps = "[{id: mentor, on: {any_tag: [given, received]}, max: 10h}]"
    row = year_of(
        line,
        an_activity("2026-02-02", 6 * HOUR, tags=["given"]),
        an_activity("2026-02-03", 7 * HOUR, tags=["received"]),
        an_activity("2026-02-04", 9 * HOUR),
        caps=caps,
    )
    assert row.figures == ("not_met", "1200", "1140", "60")


def test_nested_caps_from_the_inside_out():
    """Of 8 online hours 5 count; with 7 more of the same category the category counts 10."""
    line = f"{{id: due, kind: minimum, measure: cpd, at_least: 20h, {A_YEAR}}}"
    caps = """[{id: all, on: {category: B}, max: 10h},
      {id: online, on: {category: B, all_tags: [online]}, max: 5h}]"""
    online = an_activity("2026-02-02", 8 * HOUR, category="B", tags=["online"])
    row = year_of(line, online, an_activity("2026-02-03", 4 * HOUR, category="B"), caps=caps)
    assert row.claimed == "540"
    row = year_of(line, online, an_activity("2026-02-03", 7 * HOUR, category="B"), caps=caps)
    assert row.claimed == "600"


def test_crossing_caps_count_the_most_that_is_possible():
    """A minute uses up one of the caps it falls under: x 4 + 1 of both, y 4 + 1 of both = 10."""
    line = f"{{id: due, kind: minimum, measure: cpd, at_least: 20h, {A_YEAR}}}"
    caps = "[{id: x, on: {tag: x}, max: 5h}, {id: y, on: {tag: y}, max: 5h}]"
    entries = [
        an_activity(f"2026-02-0{day}", 4 * HOUR, tags=tags)
        for day, tags in enumerate((["x"], ["x", "y"], ["y"]), start=2)
    ]
    row = year_of(line, *entries, caps=caps, allocation="maxflow")
    assert row.claimed == "600"


def test_nested_minima_share_their_minutes():
    lines = [
        f"{{id: total, kind: minimum, measure: cpd, at_least: 3h, {A_YEAR}}}",
        f"""{{id: core, kind: minimum, measure: cpd, in: {{category: core}}, at_least: 2h,
          {A_YEAR}}}""",
        f"""{{id: ethics, kind: minimum, measure: cpd, in: {{tag: ethics}}, at_least: 1h, {A_YEAR},
          subset_of: core}}""",
    ]
    log = a_log(
        an_activity("2026-02-02", 60, category="core", tags=["ethics"]),
        an_activity("2026-02-03", 60, category="core"),
        an_activity("2026-02-04", 60, category="resource"),
    )
    answer = judged(a_pack(*lines), log, "2027-01-01")
    assert [answer.row(id_, YEAR).verdict for id_ in ("total", "core", "ethics")] == ["met"] * 3


def test_a_nested_minimum_counts_only_inside_its_parent():
    lines = [
        f"""{{id: core, kind: minimum, measure: cpd, in: {{category: core}}, at_least: 1h,
          {A_YEAR}}}""",
        f"""{{id: ethics, kind: minimum, measure: cpd, in: {{tag: ethics}}, at_least: 1h, {A_YEAR},
          subset_of: core}}""",
    ]
    log = a_log(
        an_activity("2026-02-02", 60, category="resource", tags=["ethics"]),
        an_activity("2026-02-03", 60, category="core"),
    )
    row = judged(a_pack(*lines), log, "2027-01-01").row("ethics", YEAR)
    assert row.figures == ("not_met", "60", "0", "60")


def versions(*changes):
    base = read(gallery().read_text())
    return written(*(base | {"id": "oracles.own"} | change for change in changes))


def a_version(number, since, hours, select_by="period_start"):
    return {
        "version": number,
        "effective": {"from": since, "select_by": select_by},
        "requirements": [
            {
                "id": "due",
                "kind": "minimum",
                "measure": "cpd",
                "at_least": f"{hours}h",
                "period": {"type": "calendar", "unit": "year"},
            }
        ],
    }


def test_a_version_holds_for_the_periods_that_begin_under_it():
    pack = versions(a_version(1, "2020-01-01", 20), a_version(2, "2025-07-01", 30))
    log = a_log(an_activity("2024-02-02", 60), an_activity("2026-02-02", 60))
    answer = judged(pack, log, "2027-01-01")
    required = {row.start: row.required for row in answer.rows("due")}
    wanted = {"2024-01-01": "1200", "2025-01-01": "1200", "2026-01-01": "1800"}
    assert {start: required[start] for start in wanted} == wanted


def test_before_its_first_version_a_pack_asks_for_nothing():
    """The year in which it began is the first it is asked about."""
    pack = versions(a_version(1, "2025-07-01", 20))
    log = a_log(an_activity("2024-02-02", 60), an_activity("2026-02-02", 60))
    rows = judged(pack, log, "2026-11-21").rows("due")
    assert [row.start for row in rows] == ["2025-01-01", "2026-01-01"]


SUPERVISED = """{id: due, kind: qualifies, subject: supervisor, measure: sup,
  needs: {accredited_by: [iacp, bacp]}, valid_on: entry_date,
  independent_of: [core_trainer], lookback: 2y}"""
SUPERVISOR = {
    "id": "s-1",
    "accredited_by": [{"body": "iacp", "from": "2024-01-01", "to": "2026-03-31"}],
    "relations": [{"relation": "core_trainer", "from": "2020-01-01", "to": "2023-06-30"}],
}


def supervised(day):
    log = a_log(individual(day, 60, supervisor_id="s-1"))
    log["member"]["supervisors"] = [SUPERVISOR]
    return {row.verdict for row in judged(a_pack(SUPERVISED), log, "2026-11-21").rows("due")}


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        pytest.param("2026-03-31", "met", id="last-day-of-accreditation"),
        pytest.param("2026-04-01", "not_met", id="no-longer-accredited"),
        pytest.param("2025-06-29", "not_met", id="was-a-trainer-less-than-two-years-ago"),
        pytest.param("2025-07-02", "met", id="was-a-trainer-more-than-two-years-ago"),
    ],
)
def test_a_supervisor_must_qualify_on_the_day(day, verdict):
    assert supervised(day) == {verdict}


def test_a_supervisor_who_is_not_known_needs_review():
    log = a_log(individual("2026-03-03", 60))
    rows = judged(a_pack(SUPERVISED), log, "2026-11-21").rows("due")
    assert {row.verdict for row in rows} == {"needs_review"}


def test_a_grade_may_bring_its_own_requirement():
    line = """{id: due, kind: minimum, measure: cpd, at_least: 1h, applies_if: {grade: acc},
      period: {type: calendar, unit: year}}"""
    log = a_log(an_activity("2026-02-02", 30), grade="acc")
    assert judged(a_pack(line), log, "2027-01-01").row("due", YEAR).verdict == "not_met"
    log = a_log(an_activity("2026-02-02", 30), grade="pcc")
    assert judged(a_pack(line), log, "2027-01-01").row("due", YEAR).verdict == "not_applicable"
    log = a_log(an_activity("2026-02-02", 30))
    assert judged(a_pack(line), log, "2027-01-01").row("due", YEAR).verdict == "needs_review"


def test_kinds_do_not_leak_into_each_other():
    line = f"{{id: due, kind: minimum, measure: cpd, at_least: 1h, {A_YEAR}}}"
    others = [supervision("2026-02-02", 600), practice("2026-02-02"), group_of(4, "2026-02-02")]
    row = year_of(line, *others, an_entry("reflection", "2026-02-02", 60))
    assert row.figures == ("not_met", "60", "0", "60")
