"""What an outside examiner found: another entry must never make a sum of any pack worse."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.requirements import files
from cpd.requirements.choosing import chosen
from cpd.requirements.log_files import read_log
from cpd.requirements.rules.evaluate import evaluate
from tests.factories.requirements import a_log
from tests.oracles.patience import examples

PACKS = sorted(files.ids())
ANCHORS = sorted(
    {name for id_ in PACKS for pack in files.values(chosen(id_)) for name in pack.anchors}
)
MEMBER = {"joined": "2022-01-01", "anchors": dict.fromkeys(ANCHORS, "2022-03-01")}
AS_OF = date(2027, 1, 15)
WORSE_FIRST = ["not_met", "needs_review", "met"]
DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31)).map(date.isoformat)


@st.composite
def entries(draw):
    kind = draw(st.sampled_from(["activity", "activity", "supervision", "supervision", "practice"]))
    entry = {
        "id": draw(st.uuids()).hex,
        "kind": kind,
        "start": draw(DAYS),
        "minutes": draw(st.integers(1, 1200)),
    }
    if kind == "activity":
        entry["category"] = draw(st.sampled_from([None, "A", "B", "core", "resource", "other"]))
        entry["tags"] = draw(st.lists(st.sampled_from(["ethics", "mentor_received", "workshop"])))
        entry = {key: value for key, value in entry.items() if value}
    if kind == "supervision":
        entry["role"] = draw(st.sampled_from(["received", "received", "delivered"]))
        entry["format"] = draw(st.sampled_from(["individual", "group"]))
        if entry["format"] == "group":
            entry["size"] = {"contracted": draw(st.integers(2, 8))}
    return entry


def judged(pack, those):
    log = read_log(json.dumps(a_log(*those, **MEMBER)).encode())
    return evaluate(files.values(chosen(pack)), log, AS_OF)


def sums(evaluation, requirements):
    return {
        (row.requirement, row.start, row.end): row.verdict.value
        for row in evaluation.rows
        if row.kind == "minimum" and row.requirement in requirements and not is_unlogged(row)
    }


def is_unlogged(row):
    """Whether nobody has logged any practice, so that there is no answer yet to worsen."""
    return any("nor said to be none" in line for line in row.explanation)


@pytest.mark.parametrize("pack", PACKS)
@examples(5)
@given(log=st.lists(entries(), max_size=14, unique_by=lambda one: one["id"]), another=entries())
def test_another_entry_never_worsens_a_minimum(pack, log, another):
    then = judged(pack, [*log, another])
    helped = {one.requirement for one in then.credits.get(another["id"], ()) if one.before_caps}
    before, after = sums(judged(pack, log), helped), sums(then, helped)
    for key, verdict in before.items():
        if verdict in WORSE_FIRST and after.get(key) in WORSE_FIRST:
            assert WORSE_FIRST.index(after[key]) >= WORSE_FIRST.index(verdict), key
