from datetime import date
from uuid import UUID

import pytest

from cpd.documents.rules.declarations import Declared
from cpd.documents.rules.papers import Written
from cpd.kernel.errors import RuleError
from cpd.standings.rules.following import AbsenceKind, Away
from cpd.transfers.rules.besides import (
    BesideReport,
    SeenBesides,
    coming,
    examined,
    listed,
    read,
    read_all,
)

TODAY = date(2026, 3, 2)
PAPER = {"id": str(UUID(int=1)), "document": "dbs_check", "title": "DBS check",
         "issued_on": "2025-01-02", "level": "enhanced"}  # fmt: skip
JUDGED = {"declaration": "judged", "happened_on": "2026-01-02", "pack_id": "bacp.accredited",
          "requirement": "law", "verdict": "met"}  # fmt: skip
AWAY = {"kind": "parental", "since": "2025-06-01", "until": None}


def raw(sort="paper", number=1, **facts):
    base = {"paper": PAPER, "declaration": JUDGED, "absence": AWAY}[sort]
    return {"sort": sort, "number": number, "facts": base | facts}


def test_each_is_read_as_it_was_kept():
    found = [read(raw(sort), TODAY) for sort in ("paper", "declaration", "absence")]
    assert [one.problem for one in found] == ["", "", ""]
    paper, judged, away = (one.what for one in found)
    expected = Written(document="dbs_check", title="DBS check", issued_on=date(2025, 1, 2))
    assert (paper.document, paper.issued_on, paper.level) == (
        expected.document, expected.issued_on, "enhanced",
    )  # fmt: skip
    assert judged == Declared(declaration="judged", happened_on=date(2026, 1, 2),
                              requirement="bacp.accredited/law", verdict="met")  # fmt: skip
    assert away == Away(kind=AbsenceKind.PARENTAL, since=date(2025, 6, 1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (raw(issued_on="2 Jan"), "2026-04-03"),
        (raw(issued_on="2027-01-02"), "still to come"),
        (raw(issued_on=20250102), "issued_on: a text"),
        (raw(document=None), "There is no document"),
        (raw(document="../x"), "no such sort"),
        (raw("declaration", verdict="great"), "what the body decided"),
        (raw("declaration", declaration="x"), "no such declaration"),
        (raw("declaration", declaration="granted_grace", minutes="60"), "a whole number"),
        (raw("absence", kind="holiday"), "none of these"),
        (raw("absence", until="2025-05-01"), "before the first"),
        (raw("absence", since=None), "no first day"),
        ({"sort": "paper", "number": 1, "facts": ["x"]}, "not as our export"),
        (raw(id="x"), "not an id"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_of_it_kept(wrong, said):
    one = read(wrong, TODAY)
    assert said in one.problem
    assert one.what is None
    assert coming([one], SeenBesides()) == []


def test_what_is_here_already_stays_out():
    standing = read(raw(), TODAY)
    for seen in (
        SeenBesides(ids=frozenset({UUID(int=1)})),
        SeenBesides(standing=frozenset({standing.what})),
    ):
        assert coming([standing], seen) == []
    gone = SeenBesides(withdrawn=frozenset({standing.what}), withdrawn_ids=frozenset({standing.id}))
    assert coming([standing], gone) == [standing]
    withdrawn = read(raw(withdrawn_at="2026-01-01T00:00:00+00:00"), TODAY)
    assert coming([withdrawn], gone) == []


def test_what_the_file_says_twice_comes_in_once():
    found = list(read_all([raw(), raw(number=2), raw("absence"), raw("absence", 2)], TODAY))
    assert [one.number for one in coming(found, SeenBesides())] == [1, 1]
    report = examined(found, SeenBesides())
    assert (report.good, report.repeated, report.bad) == (2, 2, 0)
    assert "number 1" in report.said[1].text


def test_withdrawn_ones_come_first_and_their_twins_too():
    rows = [raw("absence"), raw("absence", 2, withdrawn_at="2026-01-01T00:00:00+00:00")]
    found = coming(read_all(rows, TODAY), SeenBesides())
    assert [(one.number, one.is_withdrawn) for one in found] == [(2, True), (1, False)]


def test_a_copy_that_is_not_in_the_file_is_told():
    report = examined([read(raw(sha256="ab"), TODAY)], SeenBesides())
    assert "add it again" in report.said[0].text


def test_a_report_survives_being_kept():
    report = examined(read_all([raw(), raw("absence", kind="x")], TODAY), SeenBesides())
    assert BesideReport.from_facts(report.to_facts()) == report


def test_too_many_are_refused_and_so_is_no_list():
    with pytest.raises(RuleError, match="more than"):
        listed({"papers": [PAPER] * 2001})
    with pytest.raises(RuleError, match="no list"):
        listed({"absences": {"a": 1}})
    assert listed({}) == ()
