"""What holds for every log: order, growth, splitting, and closed periods that stay closed."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.kinds import CapPerWindow, MaximumShare, Ratio
from cpd.requirements.rules.logs import LogEntry, Size
from cpd.requirements.rules.packs import Cap, EntryDate
from cpd.requirements.rules.terms import Carry
from tests.rules.requirements_sums import (
    HALF,
    HOUR,
    MONTH,
    YEAR,
    a_minimum,
    a_pack,
    format_is,
    in_category,
    judged,
    row,
    rows,
    tagged,
)

PATIENT = settings(deadline=None, max_examples=50)
FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
RANK = (Verdict.NOT_MET, Verdict.OPEN, Verdict.NEEDS_REVIEW, Verdict.MET)
HOUSE = a_pack(
    a_minimum(300, id_="total", carry=Carry(most=HOUR)),
    a_minimum(120, id_="core", in_=in_category("A")),
    a_minimum(60, id_="ethics", in_=tagged("ethics"), subset_of="core"),
    a_minimum(90, "supervision", "monthly", period=MONTH, surplus_to=("cpd", "B")),
    Ratio(id="ratio", measure="supervision", to="practice", at_least=Fraction(1, 8), period=YEAR),
    MaximumShare(
        id="groups", measure="supervision", share=HALF, of="required", on=format_is("group")
    ),
    CapPerWindow(id="weekly", measure="supervision", window="week", most=3 * HOUR),
    categories=("A", "B"),
    caps=(
        Cap(id="B", on=in_category("B"), most=2 * HOUR),
        Cap(id="online", on=tagged("online"), most=HOUR),
    ),
    allocation="maxflow",
)


@st.composite
def log_entries(draw) -> LogEntry:
    kind = draw(st.sampled_from(["activity", "activity", "supervision", "practice"]))
    on = draw(st.dates(FIRST, LAST))
    shape = draw(st.sampled_from(["individual", "group", "peer"]))
    is_shared = kind == "supervision" and shape != "individual"
    return LogEntry(
        id=draw(st.uuids()).hex,
        kind=kind,
        start_on=on,
        end_on=on,
        minutes=draw(st.integers(1, 400)),
        title=draw(st.sampled_from(["", "Tuesday", "A course"])),
        category=draw(st.sampled_from(["A", "B", None])) if kind == "activity" else None,
        tags=frozenset(draw(st.sets(st.sampled_from(["ethics", "online"])))),
        format=shape if kind == "supervision" else None,
        size=Size(contracted=draw(st.sampled_from([None, 2, 4, 5, 9])) if is_shared else None),
        has_evidence=draw(st.booleans()),
    )


LOGS = st.lists(log_entries(), max_size=10)


@PATIENT
@given(log=LOGS, data=st.data())
def test_o_39_no_order_of_entries_matters(log, data):
    shuffled = data.draw(st.permutations(log))
    one, other = judged(HOUSE, *log), judged(HOUSE, *shuffled)
    assert one.rows == other.rows
    assert {key: set(found) for key, found in one.credits.items()} == {
        key: set(found) for key, found in other.credits.items()
    }


@PATIENT
@given(log=LOGS, on=st.dates(FIRST, LAST), as_of=st.dates(FIRST, date(2027, 3, 3)))
def test_one_more_eligible_minute_never_worsens_a_minimum(log, on, as_of):
    pack = replace(HOUSE, allocation="", caps=HOUSE.caps[:1])
    more = LogEntry(
        id="more", kind="activity", start_on=on, end_on=on, minutes=1, category="A",
        tags=frozenset({"ethics"}), has_evidence=True,
    )  # fmt: skip
    # What is added may be the first thing in the log; then there are rows that were not there.
    start = replace(more, id="first", start_on=FIRST, end_on=FIRST, kind="reflection")
    before = judged(pack, start, *log, as_of=as_of.isoformat())
    after = judged(pack, start, *log, more, as_of=as_of.isoformat())
    for name in ("total", "core", "ethics", "monthly"):
        for old, new in zip(rows(before, name), rows(after, name), strict=True):
            assert RANK.index(new.verdict) >= RANK.index(old.verdict)
            assert new.claimed >= old.claimed
            assert new.evidenced >= old.evidenced


@PATIENT
@given(log=LOGS, later=st.integers(0, 300))
def test_a_closed_period_gives_one_answer_whenever_it_is_asked(log, later):
    start = LogEntry(id="first", kind="reflection", start_on=FIRST, end_on=FIRST, minutes=1)
    early = judged(HOUSE, start, *log, as_of="2026-01-01")
    asked_on = date(2026, 1, 1) + timedelta(days=later)
    after = judged(HOUSE, start, *log, as_of=asked_on.isoformat())
    for name in ("total", "core", "ethics", "ratio"):
        assert row(early, name, "2025-01-01") == row(after, name, "2025-01-01")


@PATIENT
@given(
    minutes=st.integers(1, 2000),
    before=st.integers(0, 20),
    after=st.integers(0, 20),
)
def test_splitting_at_the_end_of_a_period_conserves_minutes(minutes, before, after):
    pack = a_pack(a_minimum(60, date_basis=EntryDate.SPLIT))
    entry = LogEntry(
        id="course",
        kind="activity",
        start_on=date(2025, 12, 31) - timedelta(days=before),
        end_on=date(2026, 1, 1) + timedelta(days=after),
        minutes=minutes,
    )
    found = rows(judged(pack, entry, as_of="2026-12-31"))
    assert sum(one.claimed for one in found) == minutes
    assert found[0].claimed == Fraction(minutes * (before + 1), before + after + 2)


@PATIENT
@given(log=LOGS, as_of=st.dates(FIRST, date(2027, 3, 3)))
def test_what_is_credited_adds_up_to_what_is_claimed(log, as_of):
    found = judged(HOUSE, *log, as_of=as_of.isoformat())
    for name in ("core", "ethics", "monthly", "ratio"):
        for one in rows(found, name):
            credits_ = [
                credit.minutes
                for there in found.credits.values()
                for credit in there
                if (credit.requirement, credit.start) == (name, one.start)
            ]
            assert sum(credits_) == one.claimed
