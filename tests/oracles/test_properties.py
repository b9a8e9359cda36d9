"""What must hold for any log: order, growth, splitting, and closed periods that stay closed."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.requirements import a_log, an_activity, individual
from tests.oracles.judging import judged
from tests.oracles.packs import a_pack, gallery, paper
from tests.oracles.patience import examples

PATIENT = examples(40)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31)).map(date.isoformat)
KINDS = st.sampled_from(["activity", "activity", "supervision", "practice", "reflection"])
MEMBER = {
    "joined": "2023-01-01",
    "anchors": {"credential_awarded": "2023-03-01", "licensed": "2023-06-01"},
}
ANSWERS = [
    pytest.param("bacp.accredited", id="bacp"),
    pytest.param(paper("bacp.student-accredited-course"), id="student"),
    pytest.param("pacfa.member", id="pacfa"),
    pytest.param("ukcp.registrant", id="ukcp"),
    pytest.param(gallery("carry", "share_required", "once_a_month", "live_share"), id="gallery"),
]


@st.composite
def entries(draw):
    kind = draw(KINDS)
    entry = {
        "id": draw(st.uuids()).hex,
        "kind": kind,
        "start": draw(DAYS),
        "minutes": draw(st.integers(1, 900)),
        "title": draw(st.sampled_from(["", "A day", "Tuesday"])),
        "status": draw(st.sampled_from(["submitted", "verified", "draft"])),
    }
    if kind == "activity":
        entry["category"] = draw(st.sampled_from(["A", "B", "core", "resource"]))
        entry["tags"] = draw(st.lists(st.sampled_from(["ethics", "online"]), unique=True))
    if kind == "supervision":
        entry["role"] = "received"
        entry["format"] = draw(st.sampled_from(["individual", "group", "peer"]))
        if entry["format"] != "individual":
            entry["size"] = {"contracted": draw(st.integers(2, 12))}
    return entry


LOGS = st.lists(entries(), max_size=12)


@pytest.mark.parametrize("pack", ANSWERS)
@PATIENT
@given(log=LOGS, data=st.data())
def test_no_order_of_entries_matters(pack, log, data):
    shuffled = data.draw(st.permutations(log))
    there = judged(pack, a_log(*log, **MEMBER), "2027-01-15").said
    assert judged(pack, a_log(*shuffled, **MEMBER), "2027-01-15").said == there


MINIMA = a_pack(
    "{id: a, kind: minimum, measure: cpd, at_least: 20h, period: {type: calendar, unit: year}}",
    """{id: b, kind: minimum, measure: cpd, in: {category: A}, at_least: 9h,
      period: {type: calendar, unit: month}}""",
    "{id: c, kind: minimum, measure: sup, at_least: 5h, period: {type: calendar, unit: quarter}}",
    """{id: d, kind: minimum, measure: cpd, at_least: 50h,
      period: {type: rolling, length: 2y, step: year, check: each_step}}""",
    """{id: e, kind: minimum, measure: cpd, at_least: 20h, period: {type: calendar, unit: year},
      carry: {max: 5h, periods: 1, use: carried_first}}""",
    """{id: f, kind: maximum_share, measure: cpd, each: category, share: "40%", of: credited,
      at_least: 10h, period: {type: calendar, unit: year}}""",
    caps="[{id: B, on: {category: B}, max: 5h}, {id: e, on: {tag: ethics}, max: 30h}]",
    allocation="maxflow",
)
GROWING = [
    pytest.param(MINIMA, id="our-own"),
    pytest.param("ukcp.registrant", id="ukcp"),
    pytest.param(gallery("live_share", "credit_expiry", "carry"), id="gallery"),
]
BETTER = ["not_met", "needs_review", "open", "met"]


@pytest.mark.parametrize("pack", GROWING)
@PATIENT
@given(log=LOGS.filter(len), more=st.integers(1, 300), data=st.data())
def test_more_minutes_never_worsen_a_minimum(pack, log, more, data):
    chosen = data.draw(st.integers(0, len(log) - 1))
    longer = [
        {**one, "minutes": one["minutes"] + more * (place == chosen)}
        for place, one in enumerate(log)
    ]
    before = judged(pack, a_log(*log, **MEMBER), "2027-01-15").said["verdicts"]
    after = judged(pack, a_log(*longer, **MEMBER), "2027-01-15").said["verdicts"]
    for old, new in zip(before, after, strict=True):
        assert old["period"] == new["period"]
        if old["claimed"] is not None:
            assert Fraction(new["claimed"]) >= Fraction(old["claimed"])
        if old["verdict"] in BETTER:
            assert BETTER.index(new["verdict"]) >= BETTER.index(old["verdict"])


@pytest.mark.parametrize("pack", GROWING)
@PATIENT
@given(log=LOGS, another=entries())
def test_another_entry_never_worsens_a_minimum(pack, log, another):
    def claims(*those):
        said = judged(pack, a_log(*those, **MEMBER), "2027-01-15").said["verdicts"]
        return {
            (one["requirement"], one["period"]["start"]): Fraction(one["claimed"])
            for one in said
            if one["claimed"] is not None
        }

    before, after = claims(*log), claims(*log, another)
    assert all(after[key] >= claim for key, claim in before.items() if key in after)


@pytest.mark.parametrize("pack", ANSWERS)
@PATIENT
@given(log=LOGS, first=st.integers(0, 900), second=st.integers(0, 900))
def test_a_closed_period_has_one_answer(pack, log, first, second):
    """Whichever later day is asked about, what is closed is said in the same words."""
    begin = date(2025, 1, 1)
    early, late = sorted(begin + timedelta(days=n) for n in (first, second))

    def closed(as_of):
        said = judged(pack, a_log(*log, **MEMBER), as_of.isoformat()).said["verdicts"]
        return [
            one
            for one in said
            if one["period"]
            and one["requirement"] not in {"two_weekly", "insurance", "history"}
            and one["period"]["end"] <= early.isoformat()
        ]

    assert closed(early) == closed(late)


WORDS = st.lists(
    st.fixed_dictionaries(
        {
            "declaration": st.just("judged"),
            "requirement": st.sampled_from(["supervision_monthly", "cpd_record"]),
            "verdict": st.sampled_from(["met", "not_met", "exempt"]),
            "happened_on": DAYS,
            "declared_on": DAYS,
        }
    ),
    max_size=4,
)


@PATIENT
@given(log=LOGS, words=WORDS, day=st.integers(0, 900), data=st.data())
def test_what_a_body_says_counts_from_its_day_in_any_order(log, words, day, data):
    as_of = (date(2025, 1, 1) + timedelta(days=day)).isoformat()

    def said(those):
        return judged("bacp.accredited", a_log(*log, declarations=those, **MEMBER), as_of).said

    known = [one for one in words if max(one["happened_on"], one["declared_on"]) <= as_of]
    there = said(known)
    assert said(data.draw(st.permutations(words))) == there
    plain = said([])
    for row, without in zip(there["verdicts"], plain["verdicts"], strict=True):
        if row != without:
            assert without["verdict"] == "needs_review"
            assert row["requirement"] in {one["requirement"] for one in known}


WHOLE = "{id: due, kind: minimum, measure: %s, at_least: 10h, period: {type: calendar, unit: year}}"


@PATIENT
@given(
    before=st.integers(0, 3),
    after=st.integers(0, 3),
    minutes=st.integers(1, 2880),
)
def test_splitting_at_a_boundary_conserves_minutes(before, after, minutes):
    first = date(2025, 12, 31) - timedelta(days=before)
    last = date(2026, 1, 1) + timedelta(days=after)
    course = an_activity(first.isoformat(), minutes, end=last.isoformat())
    pack = a_pack(WHOLE % "cpd", calendar="{entry_date: split_by_day}")
    rows = judged(pack, a_log(course), "2027-01-01").rows("due")
    claims = {row.start: Fraction(row.claimed) for row in rows}
    days = before + after + 2
    assert claims["2025-01-01"] == Fraction(minutes * (before + 1), days)
    assert sum(claims.values()) == minutes


@PATIENT
@given(parts=st.lists(st.integers(1, 200), min_size=1, max_size=8), size=st.integers(2, 14))
def test_one_session_or_its_parts_come_to_the_same(parts, size):
    def claimed(*minutes):
        log = a_log(*(individual("2026-03-03", n) for n in minutes))
        return judged(a_pack(WHOLE % "sup"), log, "2027-01-01").row("due", "2026-01-01").claimed

    assert claimed(*parts) == claimed(sum(parts)) == str(sum(parts))
