"""The many ways in which a log may say the same."""

import json
from datetime import date

import pytest

from cpd.requirements.log_files import read_log
from cpd.requirements.rules.logs import Status
from cpd.requirements.validating import InputError, schema_text
from tests.factories.packs import a_log, an_entry


def read(log):
    return read_log(json.dumps(log).encode())


def the_entry(**what_matters):
    return read(a_log(an_entry(**what_matters))).entries[0]


def problems(log):
    with pytest.raises(InputError) as caught:
        read(log)
    return [str(problem) for problem in caught.value.problems]


def declared(**fields):
    return read(a_log(declarations=[fields])).declarations[0]


def the_paper(**fields):
    return read(a_log(documents=[{"document": "dbs_check"} | fields])).documents[0]


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-03-02T10:00", "2026-03-02T11:30", 90),
        ("2026-03-02T23:30", "2026-03-03T00:30", 60),
        ("2026-03-29T00:30", "2026-03-29T02:30", 60),
        ("2026-10-25T00:30", "2026-10-25T02:30", 180),
        ("2026-10-25T00:30", "2026-10-25T01:30", 60),
        ("2026-10-25T01:40", "2026-10-25T01:20", 40),
        ("2026-10-25T01:30+01:00", "2026-10-25T01:30+00:00", 60),
        ("2026-03-02T10:00:00", "2026-03-02T10:59:59", 59),
    ],
)
def test_minutes_may_follow_from_clock_times(start, end, minutes):
    said = {"kind": "activity", "start": start, "end": end}
    assert read(a_log(said)).entries[0].minutes == minutes
    assert read(a_log({**said, "minutes": None})).entries[0].minutes == minutes


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"start": "2026-03-02T10:00"}, "minutes: this is missing"),
        ({"start": "2026-03-02T10:00", "end": "2026-03-02"}, "minutes: this is missing"),
        ({"start": "2026-03-02", "end": "2026-03-02"}, "minutes: this is missing"),
        ({"start": "2026-03-02T10:00", "end": "2026-03-02T10:00"},
         "minutes: no minute lies between start and end"),
        ({"start": "2026-03-02", "minutes": None}, "minutes: null is not a whole number"),
    ],
)  # fmt: skip
def test_minutes_that_follow_from_nothing_are_missing(days, said):
    assert problems(a_log({"kind": "activity", **days})) == [f"entries[0].{said}"]


def test_a_number_with_nothing_behind_the_point_is_whole():
    content = b'{"member": {}, "entries": [{"kind": "activity", "start": "2026-03-02", '
    content += b'"minutes": 90.0, "size": {"contracted": 4.00}}]}'
    entry = read_log(content).entries[0]
    assert (entry.minutes, entry.size.contracted) == (90, 4)


@pytest.mark.parametrize(
    "evidence",
    [
        "certificate.pdf",
        ["certificate.pdf"],
        *(
            [{name: "x"}]
            for name in (
                "type", "kind", "name", "label", "title", "filename", "file", "url", "link",
                "hash", "sha256", "id", "number", "certificate_no", "provider", "date",
            )
        ),
        [{"number": 7, "title": None}],
    ],
)  # fmt: skip
def test_evidence_is_said_in_many_ways(evidence):
    assert the_entry(evidence=evidence).has_evidence


@pytest.mark.parametrize(
    ("attestation", "is_attested"),
    [
        *(
            ({name: "2026-03-03"}, True)
            for name in (
                "by", "name", "supervisor", "supervisor_id", "role", "at", "on", "date", "signed",
                "signed_at", "email",
            )
        ),
        ({"by": "s", "signed": True, "status": "Agreed", "supervisor_id": 7}, True),
        ({"by": "s", "status": "disagreed"}, False),
        ({"by": "s", "answer": "Disagreed"}, False),
        ({"by": "s", "outcome": "refused"}, False),
        ({"by": "s", "status": "pending"}, False),
        ({"by": "s", "signed": False}, False),
        ({"by": "s", "agrees": False}, False),
    ],
)  # fmt: skip
def test_an_attestation_that_does_not_agree_is_no_evidence(attestation, is_attested):
    assert the_entry(attestations=[attestation]).is_attested == is_attested


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("pending", Status.SUBMITTED),
        ("Accepted", Status.VERIFIED),
        ("REJECTED", Status.REJECTED),
        (None, Status.SUBMITTED),
    ],
)
def test_a_status_has_several_names(written, status):
    assert the_entry(status=written).status is status


def test_what_is_not_judged_may_stand_there():
    entry = the_entry(
        id=7, supervisor_id=8, notes="a", note="b", description="c", certificate_no=9,
        learning_outcomes=["d"],
    )  # fmt: skip
    assert (entry.id, entry.supervisor_id, entry.has_evidence) == ("7", "8", False)
    member = read({"member": {"supervisors": [{"id": 8}]}}).member
    assert list(member.supervisors) == ["8"]


def test_what_may_be_left_out_may_be_null():
    schema = json.loads(schema_text("log"))["$defs"]
    for name, required in (("entry", an_entry()), ("document", {"document": "x"})):
        empty = {field: None for field in schema[name]["properties"] if field not in required}
        part = "entries" if name == "entry" else "documents"
        read({"member": {}, part: [required | empty]})
    declaration = dict.fromkeys(schema["declaration"]["properties"]) | {"event": "x"}
    member = dict.fromkeys(schema["member"]["properties"])
    days = dict.fromkeys(schema["days"]["else"]["properties"])
    read({"member": member, "declarations": [declaration], "documents": None, "$schema": None})
    read({"member": {
        "leave": [days | {"month": "2026-02"}, days | {"from": "2026-02-01"}],
        "anchors": {"registered": None},
        "working_share": [{"from": None, "to": None, "share": 1}],
    }})  # fmt: skip
    assert read({"member": {"anchors": {"registered": None}}}).member.anchors == {}


DAY = date(2026, 1, 10)
NEXT = date(2026, 1, 12)


@pytest.mark.parametrize(
    ("fields", "happened", "told"),
    [
        ({"on": "2026-01-10"}, DAY, DAY),
        ({"date": "2026-01-10T23:30Z"}, DAY, DAY),
        ({"at": "2026-01-10T09:00"}, DAY, DAY),
        ({"on": "2026-01-10", "declared": "2026-01-12"}, DAY, NEXT),
        ({"happened": "2026-01-10"}, DAY, None),
        ({"happened_on": "2026-01-10", "declared_on": "2026-01-12"}, DAY, NEXT),
        ({"happened_at": "2026-01-10T10:00", "declared_at": "2026-01-12T08:00"}, DAY, NEXT),
        ({"declared": "2026-01-12"}, None, NEXT),
    ],
)
def test_the_days_of_a_declaration(fields, happened, told):
    found = declared(event="complaint_upheld", **fields)
    assert (found.happened_on, found.declared_on) == (happened, told)


def test_a_day_of_declaring_is_the_members_own():
    late = {"event": "x", "declared_at": "2026-07-01T23:30Z", "happened": "2026-06-01"}
    assert declared(**late).declared_on == date(2026, 7, 2)


@pytest.mark.parametrize("word", ["renewal_submitted", "granted_grace", "Granted extension"])
def test_of_a_renewal_or_a_grant_the_day_of_declaring_is_enough(word):
    assert declared(event=word, declared="2026-01-12").happened_on == NEXT


@pytest.mark.parametrize("name", ["declaration", "event", "kind", "type"])
def test_a_declaration_has_one_name(name):
    assert declared(**{name: "Complaint upheld"}).declaration == "complaint_upheld"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"event": "x", "kind": "y"}, "kind: this is the same as event"),
        ({"event": "x", "type": "y"}, "type: this is the same as event"),
        ({"event": "x", "on": "2026-01-10", "date": "2026-01-10"}, "date: this is the same as on"),
        ({"event": "x", "declared": "2026-01-10", "declared_at": "2026-01-10"},
         "declared_at: this is the same as declared"),
    ],
)  # fmt: skip
def test_a_declaration_says_nothing_twice(fields, said):
    found = problems(a_log(declarations=[fields]))
    assert found == [f"declarations[0].{said}: write one of them"]


@pytest.mark.parametrize("name", ["issued", "issued_on", "issue_date"])
def test_the_day_of_issue_has_several_names(name):
    assert the_paper(**{name: "2026-01-10"}).issued == DAY


@pytest.mark.parametrize("first", ["from", "valid_from"])
@pytest.mark.parametrize("last", ["to", "valid_until", "expires", "last_day"])
def test_the_days_of_cover_have_several_names(first, last):
    paper = the_paper(**{first: "2026-01-10", last: "2026-01-12"})
    assert (paper.first, paper.last) == (DAY, NEXT)
    backwards = a_log(documents=[{"document": "x", first: "2026-01-12", last: "2026-01-10"}])
    assert problems(backwards) == [
        f"documents[0].{last}: 2026-01-10 is before 2026-01-12, when it begins"
    ]


def test_a_paper_says_more_than_is_judged_and_nothing_twice():
    the_paper(level="enhanced", country="GB", seen_by="A. Nother", outcome_seen_by="A. Nother")
    twice = {"document": "x", "issued": "2026-01-10", "issue_date": "2026-01-10"}
    assert problems(a_log(documents=[twice])) == [
        "documents[0].issue_date: this is the same as issued: write one of them"
    ]


@pytest.mark.parametrize(
    "where",
    [{"title": "Complaint upheld"}, {"tags": ["x", "complaint-upheld"]},
     {"category": "complaint_upheld", "title": "A letter"}],
)  # fmt: skip
def test_an_entry_may_be_a_declaration(where):
    [found] = read(a_log({"kind": "declaration", "start": "2026-01-10", **where})).declarations
    assert found.declaration == "complaint_upheld"
    assert (found.happened_on, found.declared_on) == (DAY, DAY)


def test_an_entry_may_be_a_paper():
    said = {"kind": "Document", "start": "2026-01-10", "end": "2026-01-12", "title": "DBS check"}
    [found] = read(a_log(said)).documents
    assert (found.document, found.issued, found.first, found.last) == ("dbs_check", DAY, DAY, NEXT)
    assert read(a_log(said | {"status": "rejected"})).documents == ()


@pytest.mark.parametrize(
    ("kind", "part"), [("declaration", "declarations"), ("document", "documents")]
)
def test_an_entry_that_names_no_paper_is_told_where_it_belongs(kind, part):
    [said] = problems(a_log(an_entry(), {"kind": kind, "start": "2026-01-10", "title": "A letter"}))
    assert said.startswith("entries[1].kind: name ")
    assert f"under {part}: " in said
