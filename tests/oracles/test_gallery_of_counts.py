"""Every line of the paper's gallery that counts something else than time."""

import pytest

from tests.factories.requirements import a_log, an_activity, an_entry, individual, leave, practice
from tests.oracles.judging import judged
from tests.oracles.packs import a_pack, gallery, paper


def test_once_a_month():
    log = a_log(individual("2026-01-31"), individual("2026-03-01"))
    answer = judged(gallery("once_a_month"), log, "2026-04-01")
    assert answer.row("once_a_month", "2026-01-01").figures == ("met", "1", "1", "0")
    assert answer.row("once_a_month", "2026-02-01").figures == ("not_met", "1", "0", "1")
    assert answer.row("once_a_month", "2026-03-01").figures == ("met", "1", "1", "0")


def test_once_a_month_is_open_until_the_month_ends():
    answer = judged(gallery("once_a_month"), a_log(individual("2026-01-31")), "2026-02-28")
    row = answer.row("once_a_month", "2026-02-01")
    assert (row.figures, row.last_date) == (("open", "1", "0", "1"), "2026-02-28")


@pytest.mark.parametrize(
    ("number", "figures"),
    [
        pytest.param(5, ("met", "5", "5", "0"), id="five"),
        pytest.param(4, ("not_met", "5", "4", "1"), id="four"),
    ],
)
def test_count_of_a_kind(number, figures):
    written = [an_entry("reflection", f"2024-0{month}-01", 20) for month in range(1, number + 1)]
    log = a_log(*written, anchors={"registered": "2023-04-01"})
    row = judged(gallery("count_kind"), log, "2026-04-01").row("count_kind", "2023-04-01")
    assert row.figures == figures


@pytest.mark.parametrize(
    ("tags", "figures"),
    [
        pytest.param(["peer_reflection"], ("met", "1", "1", "0"), id="tagged"),
        pytest.param(["online"], ("not_met", "1", "0", "1"), id="not-tagged"),
    ],
)
def test_count_of_a_tag_by_the_day_it_was_recorded(tags, figures):
    away = leave("2025-12-01", "2026-11-30")
    done = an_activity("2025-11-20", 60, recorded_at="2025-12-01", tags=tags)
    answer = judged(gallery("count_tagged"), a_log(done, leave=[away]), "2026-12-01")
    assert answer.row("count_tagged", "2025-12-01").figures == figures


@pytest.mark.parametrize(
    ("categories", "figures"),
    [
        pytest.param(["course", "reading"], ("met", "2", "2", "0"), id="two"),
        pytest.param(["course", "course"], ("not_met", "2", "1", "1"), id="one"),
    ],
)
def test_variety(categories, figures):
    log = a_log(
        *(
            an_activity(f"2026-02-0{day}", category=category)
            for day, category in enumerate(categories, start=1)
        )
    )
    row = judged(gallery("variety"), log, "2027-09-01").row("variety", "2025-09-01")
    assert row.figures == figures


@pytest.mark.parametrize(
    ("entry", "verdict"),
    [
        pytest.param(an_activity("2026-02-02"), "needs_review", id="an-activity-of-no-category"),
        pytest.param(practice("2026-02-02"), "not_met", id="practice-is-no-sort-of-cpd"),
        pytest.param(individual("2026-02-02"), "not_met", id="nor-is-supervision-unless-it-says"),
    ],
)
def test_variety_with_what_names_no_category(entry, verdict):
    log = a_log(an_activity("2026-02-01", category="course"), entry)
    row = judged(gallery("variety"), log, "2027-09-01").row("variety", "2025-09-01")
    assert (row.verdict, row.claimed) == (verdict, "1")


def sessions(*days):
    return a_log(*(individual(day) for day in days))


def roles(*tags):
    log = a_log(an_activity("2026-02-02", 60, title="Clinic day", tags=["practice", *tags]))
    return judged(gallery("overlap"), log, "2026-03-01").rows("overlap")


def test_practice_serves_one_role_only():
    rows = roles("role_x", "role_y")
    assert [row.verdict for row in rows] == ["needs_review"]
    assert "Clinic day" in rows[0].words


@pytest.mark.parametrize(
    "tags", [("role_x",), ("role_x", "role_y", "theory")], ids=["one-role", "theory-is-shared"]
)
def test_practice_of_one_role_and_shared_theory_are_fine(tags):
    assert {row.verdict for row in roles(*tags)} <= {"met", "not_applicable"}


def either(live, categories):
    entries = [an_activity("2026-02-02", live, mode="live", category="course")]
    entries += [an_activity("2026-02-03", 30, category=one) for one in categories]
    log = a_log(*entries, anchors={"licensed": "2025-09-01"})
    answer = judged(gallery("options", "live_share", "variety"), log, "2027-09-01")
    return [row.verdict for row in answer.rows("options") if row.start in {None, "2025-09-01"}]


@pytest.mark.parametrize(
    ("live", "categories", "verdict"),
    [
        pytest.param(540, [], "met", id="the-first"),
        pytest.param(60, ["reading"], "met", id="the-second"),
        pytest.param(540, ["reading"], "met", id="both"),
        pytest.param(60, [], "not_met", id="neither"),
    ],
)
def test_one_of_several_is_enough(live, categories, verdict):
    assert either(live, categories) == [verdict]


COMPLAINTS = "complaints"


def declared(happened, told, as_of="2026-11-21"):
    one = {"declaration": "complaint_upheld", "happened_on": happened}
    if told:
        one["declared_on"] = told
    rows = judged("atrium.practitioner", a_log(declarations=[one]), as_of).rows(COMPLAINTS)
    return [row.verdict for row in rows]


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        pytest.param("2026-05-04", "met", id="the-same-day"),
        pytest.param("2026-05-05", "not_met", id="a-day-late"),
        pytest.param(None, "not_met", id="never"),
    ],
)
def test_declarations_are_due_at_once(told, verdict):
    assert declared("2026-05-04", told) == [verdict]


def test_nothing_to_declare_is_not_a_failing():
    rows = judged("atrium.practitioner", a_log(), "2026-11-21").rows(COMPLAINTS)
    assert {row.verdict for row in rows} <= {"not_applicable"}


def test_a_standard_needs_a_person():
    pack = paper("bacp.accredited")
    rows = judged(pack, a_log(individual("2026-03-02")), "2026-11-21").rows("cpd_record")
    assert {row.verdict for row in rows} == {"needs_review"}
    assert "Reflect, plan, action and evaluate are linked for the year" in rows[0].words


@pytest.mark.parametrize("verdict", ["met", "not_met"])
def test_a_person_has_judged_the_standard(verdict):
    judgement = {
        "declaration": "judgement",
        "requirement": "cpd_record",
        "verdict": verdict,
        "happened_on": "2026-06-01",
    }
    log = a_log(individual("2026-03-02"), declarations=[judgement])
    rows = judged(paper("bacp.accredited"), log, "2026-11-21").rows("cpd_record")
    assert {row.verdict for row in rows} == {verdict}


def test_without_an_amount_variety_is_never_failed():
    rows = judged("atrium.practitioner", a_log(an_activity(category="cpd")), "2026-11-21").rows(
        "cpd_mix"
    )
    assert not {row.verdict for row in rows} & {"not_met", "open"}


def test_the_whole_gallery_answers_for_every_line():
    log = a_log(
        an_activity("2026-02-02", 60, category="course", tags=["ethics"], mode="live"),
        individual("2026-02-03", setting="clinic"),
        anchors={"registered": "2025-01-01", "licensed": "2025-01-01", "certified": "2025-01-01"},
    )
    asked = {
        "share_required", "share_credited", "by_tenure", "by_volume", "weekly_units",
        "once_a_month", "count_kind", "count_tagged", "variety", "explain_gaps", "rotate",
        "best_years", "live_share", "ethics_floor", "credit_expiry", "carry", "leave_prorate",
        "leave_extend", "joiner_months", "extension", "overlap", "options", "supervisor_ok",
    }  # fmt: skip
    answer = judged(gallery(), log, "2026-11-21")
    assert asked <= {one["requirement"] for one in answer.said["verdicts"]}


FOURTEEN = (
    "{id: gap, kind: max_gap, measure: sup, gap: 14d, ends: open, leave: {method: subtract_days}}"
)


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [
        pytest.param("2026-03-16", "met", id="due-today"),
        pytest.param("2026-03-17", "not_met", id="a-day-overdue"),
    ],
)
def test_the_next_session_becomes_overdue(as_of, verdict):
    row = judged(a_pack(FOURTEEN), sessions("2026-03-02"), as_of).row("gap")
    assert row.verdict == verdict


def test_leave_puts_off_the_next_session():
    log = a_log(individual("2026-03-02"), leave=[leave("2026-03-10", "2026-03-16")])
    row = judged(a_pack(FOURTEEN), log, "2026-03-23").row("gap")
    assert (row.verdict, row.last_date) == ("met", "2026-03-23")
    assert judged(a_pack(FOURTEEN), log, "2026-03-24").row("gap").verdict == "not_met"
