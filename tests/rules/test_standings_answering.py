"""What a member can do about a row that asks: read from the engine's own words, so held to them."""

from datetime import date

import pytest

from cpd.requirements import files
from cpd.requirements.rules.evaluate import evaluate
from cpd.requirements.rules.logs import Log, LogEntry, Member
from cpd.standings.rules.answering import To, asks, is_answerable, is_silent, ways
from cpd.standings.rules.mending import mends
from cpd.standings.service import current

AS_OF = date(2026, 11, 21)


def an_entry(kind="supervision", on=date(2024, 3, 5), minutes=600, **given):
    usual = {"id": f"{kind}-{on}", "title": kind, "start_on": on, "end_on": on, "recorded_on": on}
    return LogEntry(kind=kind, minutes=minutes, **(usual | given))


def judged(pack, *entries, **member):
    log = Log(member=Member(**member), entries=entries)
    return log, evaluate(files.pack(pack), log, AS_OF)


def offered(pack, requirement, *entries, **member):
    """Return where the ways lead, over all rows of a requirement that ask."""
    _, evaluation = judged(pack, *entries, **member)
    rows = [row for row in evaluation.rows if row.requirement == requirement and asks(row)]
    assert rows
    needed = next(one for one in current(pack, AS_OF).requirements if one.id == requirement)
    return {way.to for row in rows for way in ways(row, needed, ())}


SESSION, PRACTICE = an_entry(format="individual"), an_entry("practice")


@pytest.mark.parametrize(
    ("pack", "requirement", "entries", "member", "leads"),
    [
        ("bacp.accredited", "supervision_monthly", [SESSION], {}, {To.PRACTICE, To.ABSENCES}),
        ("iacp.accredited", "once_a_month", [SESSION], {}, {To.PRACTICE}),
        ("iacp.accredited", "ratio", [SESSION, PRACTICE], {}, {To.PRACTICE, To.DETAILS}),
        ("iacp.accredited", "supervisor_ok", [SESSION], {}, {To.SUPERVISORS}),
        ("apecs.accredited", "development_statement", [], {}, {To.DETAILS, To.PAPERS}),
    ],
)
def test_a_row_that_asks_leads_to_where_it_is_settled(pack, requirement, entries, member, leads):
    assert offered(pack, requirement, *entries, **member) == leads


def test_what_no_source_says_is_told_from_what_the_member_can_say():
    _, evaluation = judged(
        "ac.coach",
        SESSION,
        joined=date(2022, 1, 1),
        anchors={"credential_awarded": date(2022, 1, 1)},
    )
    rows = {row.requirement: row for row in evaluation.rows if asks(row)}
    assert is_silent(rows["cpd"])
    _, evaluation = judged("bacp.accredited", SESSION)
    assert not any(is_silent(row) for row in evaluation.rows if row.requirement.endswith("monthly"))


def test_a_gap_can_be_explained_where_it_asks_for_it():
    _, evaluation = judged("hcpc.registrant", an_entry("activity"))
    (gap,) = [row for row in evaluation.rows if row.requirement == "explain_gaps"]
    needed = {one.id: one for one in current("hcpc.registrant", AS_OF).requirements}
    assert is_answerable(gap, needed["explain_gaps"])


@pytest.mark.parametrize(
    ("pack", "entry", "field"),
    [
        ("bacp.accredited", an_entry(), "supervision_format"),
        ("icf.pcc", an_entry("activity"), "for-bodies"),
    ],
)
def test_what_an_entry_does_not_say_leads_to_its_field(pack, entry, field):
    log, evaluation = judged(pack, entry, anchors={"credential_awarded": date(2023, 6, 1)})
    assert {one.field for one in mends(current(pack, AS_OF), evaluation, log.entries)} == {field}
