"""Sums worked out a second time, by the shortest code there is, for logs nobody chose."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.factories.requirements import a_log, an_activity, practice, supervision
from tests.oracles.judging import judged
from tests.oracles.packs import a_pack
from tests.oracles.patience import examples

PATIENT = examples(60)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(date.isoformat)
MINUTES = st.integers(1, 600)


@st.composite
def sessions(draw):
    how = draw(st.sampled_from(["individual", "group", "peer"]))
    size = {} if how == "individual" else {"size": {"contracted": draw(st.integers(2, 12))}}
    return supervision(draw(DAYS), draw(MINUTES), format=how, **size)


def bacp_weight(session):
    if session["format"] == "individual":
        return Fraction(1)
    size = session["size"]["contracted"]
    return Fraction(1, 2) if size <= 4 else Fraction(1, size)


@PATIENT
@given(log=st.lists(sessions(), max_size=30))
def test_bacp_months(log):
    by_month = defaultdict(Fraction)
    for one in log:
        by_month[one["start"][:7]] += one["minutes"] * bacp_weight(one)
    clients = [practice(f"2026-{month:02}-01", 60) for month in range(1, 13)]
    answer = judged("bacp.accredited", a_log(*clients, *log), "2027-01-01")
    for month in range(1, 13):
        row = answer.row("supervision_monthly", f"2026-{month:02}-01")
        done = by_month[f"2026-{month:02}"]
        verdict = "met" if done >= 90 else "not_met"
        assert row.figures == (verdict, "90", str(done), str(max(Fraction(0), 90 - done)))


@st.composite
def activities(draw):
    tags = draw(
        st.lists(st.sampled_from(["ethics", "given", "received", "own_study"]), unique=True)
    )
    category = draw(st.sampled_from(["core", "resource"]))
    return an_activity(draw(DAYS), draw(MINUTES), category=category, tags=tags)


MENTORING = {"given", "received"}
CAPPED = a_pack(
    """{id: total, kind: minimum, measure: cpd, at_least: 40h,
      period: {type: calendar, unit: year}}""",
    """{id: core, kind: minimum, measure: cpd, in: {category: core}, at_least: 24h,
      period: {type: calendar, unit: year}}""",
    categories="[core, resource]",
    tags="[ethics, given, received, own_study]",
    reclassify="[{when: {tag: own_study}, to: resource}]",
    caps="[{id: mentoring, on: {any_tag: [given, received]}, max: 10h}]",
)


@PATIENT
@given(log=st.lists(activities(), max_size=20))
def test_a_shared_cap_and_a_category(log):
    def capped(those):
        mentoring = sum(one["minutes"] for one in those if MENTORING & set(one["tags"]))
        rest = sum(one["minutes"] for one in those if not MENTORING & set(one["tags"]))
        return rest + min(600, mentoring)

    core = [one for one in log if one["category"] == "core" and "own_study" not in one["tags"]]
    answer = judged(CAPPED, a_log(*log), "2027-01-01")
    if log:
        assert answer.row("total", "2026-01-01").claimed == str(capped(log))
        assert answer.row("core", "2026-01-01").claimed == str(capped(core))


A_AND_B = a_pack(
    """{id: total, kind: minimum, measure: cpd, at_least: 20h,
      period: {type: calendar, unit: year}}""",
    "{id: sup, kind: minimum, measure: sup, at_least: 10h, period: {type: calendar, unit: year},"
    " surplus: {to: {measure: cpd, category: B}}}",
    categories="[A, B]",
    caps="[{id: B, on: {category: B}, max: 10h}]",
)


@PATIENT
@given(
    first=st.lists(MINUTES, max_size=5),
    second=st.lists(MINUTES, max_size=5),
    supervised=st.lists(MINUTES, max_size=5),
)
def test_what_is_left_over_of_supervision_is_b(first, second, supervised):
    log = a_log(
        an_activity("2026-01-01", 1, category="A"),
        *(an_activity("2026-02-02", n, category="A") for n in first),
        *(an_activity("2026-02-02", n, category="B") for n in second),
        *(supervision("2026-02-02", n, format="individual") for n in supervised),
    )
    over = max(0, sum(supervised) - 600)
    wanted = 1 + sum(first) + min(600, sum(second) + over)
    row = judged(A_AND_B, log, "2027-01-01").row("total", "2026-01-01")
    assert row.claimed == str(wanted)


SHARED = a_pack(
    """{id: share, kind: maximum_share, each: category, share: "30%", of: credited, measure: cpd,
      at_least: 50h, period: {type: calendar, unit: year}}"""
)


@PATIENT
@given(hours=st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_shares_of_what_is_credited(hours):
    """Level the largest down, one more at a time, until none is above its share of the whole."""
    log = a_log(
        *(an_activity("2026-02-02", n * 60, category=f"c{place}") for place, n in enumerate(hours))
    )
    share = Fraction(3, 10)
    ordered = sorted((Fraction(60 * n) for n in hours), reverse=True)
    for level in range(len(ordered) + 1):
        rest = sum(ordered[level:], start=Fraction(0))
        left = 1 - level * share
        total = rest / left if left > 0 else Fraction(0)
        if level == 0 or left > 0:
            total = rest if level == 0 else total
        if all(one <= share * total for one in ordered[level:]):
            break
    row = judged(SHARED, log, "2027-01-01").row("share", "2026-01-01")
    assert row.claimed == str(total)
