import json
from datetime import date, datetime
from fractions import Fraction

import pytest

from cpd.requirements.log_files import log_of, read_log
from cpd.requirements.pack_matches import KINDS
from cpd.requirements.rules.logs import Share, Size, Status, Stretch
from cpd.requirements.validating import MOST, InputError
from tests.factories.packs import a_log, an_entry

MOMENT = "is not a date like 2026-03-31 or a time like 2026-03-31T23:30"


def read(log):
    return read_log(json.dumps(log).encode())


def the_entry(**what_matters):
    return read(a_log(an_entry(**what_matters))).entries[0]


def problems(log):
    content = log if isinstance(log, bytes) else json.dumps(log).encode()
    with pytest.raises(InputError) as caught:
        read_log(content)
    return [str(problem) for problem in caught.value.problems]


def test_an_entry_says_all_that_the_rules_ask():
    entry = the_entry(
        kind="supervision", title="Group", size={"contracted": 6, "facilitated": True},
        format="group", tags=["ethics"], clauses=["bacp:32"], evidence=["certificate.pdf"],
        attestations=[{"by": "A supervisor", "on": "2026-03-03"}], reflection="What I learnt",
        status="verified", counts_for=["bacp"], supervisor_id="s1", mode="live",
    )  # fmt: skip
    assert (entry.title, entry.minutes, entry.start_on) == ("Group", 60, date(2026, 3, 2))
    assert entry.size == Size(contracted=6, facilitated=True)
    assert (entry.has_evidence, entry.is_attested, entry.has_reflection) == (True, True, True)
    assert (entry.status, entry.counts_for) == (Status.VERIFIED, frozenset({"bacp"}))


def test_what_is_left_out_or_null_is_not_known():
    entry = the_entry(category=None, size=None, end=None, evidence=[], reflection=" ")
    assert (entry.category, entry.size, entry.end_on) == (None, Size(), date(2026, 3, 2))
    assert (entry.has_evidence, entry.has_reflection, entry.counts_for) == (False, False, None)


def test_a_disagreement_attests_nothing():
    assert not the_entry(attestations=[{"by": "A supervisor", "agrees": False}]).is_attested


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-03-31T23:30", "2026-04-01T00:30", (31, 1)),
        ("2026-03-31T23:30Z", "2026-04-01T00:30Z", (1, 1)),
        ("2026-04-01T00:30+01:00", "2026-04-01T01:30+01:00", (1, 1)),
        ("2026-03-31", "2026-04-02", (31, 2)),
        ("2026-03-31T23:30:00", None, (31, 31)),
    ],
)
def test_times_are_put_into_the_members_zone(start, end, days):
    entry = the_entry(start=start, end=end)
    assert (entry.start_on.day, entry.end_on.day) == days


def test_clock_times_come_in_pairs():
    both = the_entry(start="2026-03-31T23:30", end="2026-04-01T00:30")
    assert both.starts_at == datetime(2026, 3, 31, 23, 30)  # noqa: DTZ001 - local on purpose
    one = the_entry(start="2026-03-31T23:30", end="2026-04-01")
    assert (one.starts_at, one.ends_at) == (None, None)


def test_a_night_on_which_clocks_go_back_is_an_hour_longer():
    entry = the_entry(start="2026-10-25T00:30", end="2026-10-25T02:30", minutes=180)
    assert entry.minutes == 180
    assert problems(a_log(an_entry(start="2026-03-29T00:30", end="2026-03-29T02:30", minutes=90)))


def test_a_category_may_differ_by_body():
    entry = the_entry(category={"icf.pcc": "core", "pacfa": "A"})
    assert (entry.category, entry.categories) == (None, {"icf.pcc": "core", "pacfa": "A"})


def test_entries_without_an_id_are_named_by_what_they_say():
    one, other = an_entry(title="one"), an_entry(title="other")
    there = {(entry.id, entry.title) for entry in read(a_log(one, other, one)).entries}
    back = {(entry.id, entry.title) for entry in read(a_log(one, one, other)).entries}
    assert there == back
    assert len({id_ for id_, _ in there}) == 3


@pytest.mark.parametrize(
    ("written", "shares"),
    [
        (0.6, [Fraction(3, 5)]),
        (1, [Fraction(1)]),
        ("1/2", [Fraction(1, 2)]),
        ("60%", [Fraction(3, 5)]),
        (None, []),
        (
            [{"from": "2026-01-01", "share": "1/2"}, {"share": 0.1}],
            [Fraction(1, 2), Fraction(1, 10)],
        ),
    ],
)
def test_shares_of_full_time_are_exact(written, shares):
    member = read({"member": {"working_share": written}}).member
    assert [one.share for one in member.working_share] == shares


def test_the_member_says_when_they_were_away():
    member = read({"member": {
        "leave": [{"from": "2026-03-01", "to": "2026-08-31", "kind": "parental"}],
        "breaks": ["2026-02", {"month": "2024-02", "document": "letter.pdf"}],
        "closed": [{"from": "2026-01-01"}],
        "working_share": [{"from": "2026-01-01", "to": None, "share": 1}],
        "anchors": {"credential_awarded": "2024-02-29"},
        "supervisors": [{
            "id": "s1",
            "accredited_by": ["bacp", {"body": "iacp", "from": "2020-01-01", "to": "2021-01-01"}],
            "relations": [{"relation": "core_trainer", "to": "2025-06-30"}],
        }],
    }}).member  # fmt: skip
    assert member.leave == (
        Stretch(since=date(2026, 3, 1), until=date(2026, 8, 31), kind="parental"),
    )
    assert [one.until for one in member.breaks] == [date(2026, 2, 28), date(2024, 2, 29)]
    assert member.closed[0].until is None
    assert member.working_share == (Share(since=date(2026, 1, 1), until=None, share=Fraction(1)),)
    assert [one.kind for one in member.supervisors["s1"].accredited] == ["bacp", "iacp"]
    assert member.supervisors["s1"].relations[0].until == date(2025, 6, 30)


def test_documents_and_declarations():
    log = read(a_log(
        documents=[{"document": "dbs_check", "issued": "2023-11-21", "level": "enhanced"}],
        declarations=[
            {"event": "complaint_upheld", "on": "2026-01-02", "declared": "2026-01-03"},
            {"declaration": "granted_grace", "happened": "2022-05-01", "minutes": 360},
        ],
    ))  # fmt: skip
    assert log.documents[0].issued == date(2023, 11, 21)
    assert [(one.declaration, one.happened_on) for one in log.declarations] == [
        ("complaint_upheld", date(2026, 1, 2)),
        ("granted_grace", date(2022, 5, 1)),
    ]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"minutes": -5}, "minutes: -5 is less than the minimum of 1"),
        ({"minutes": 0}, "minutes: 0 is less than the minimum of 1"),
        ({"minutes": True}, "minutes: true is not a whole number"),
        ({"minutes": "60"}, 'minutes: "60" is not a whole number'),
        ({"minutes": 90.5}, "minutes: 90.5 is not a whole number"),
        ({"minutes": 10**7}, "minutes: 10000000 is more than the maximum of 1000000"),
        ({"minutes": None}, "minutes: null is not a whole number"),
        ({"own_minutes": 61}, "own_minutes: 61 is more than the 60 minutes of the entry"),
        ({"size": {"attended": 0}}, "size.attended: 0 is less than the minimum of 1"),
        ({"size": {"invited": 4}}, "size.invited: this field is not known here"),
        ({"client": "A. B."}, "client: this field is not known here"),
        ({"kind": "party"}, f'kind: "party" is none of these: {", ".join(KINDS)}'),
        ({"format": "trio"}, 'format: "trio" is none of these: individual, group, peer'),
        ({"start": "2026-02-30"}, f'start: "2026-02-30" {MOMENT}'),
        ({"start": "1826-03-02T10:00"}, 'start: "1826-03-02T10:00" is too far from now'),
        ({"start": "1826-13-02"}, f'start: "1826-13-02" {MOMENT}'),
        ({"start": "20260302"}, f'start: "20260302" {MOMENT}'),
        ({"start": "2026-03-02T25:00"}, f'start: "2026-03-02T25:00" {MOMENT}'),
        ({"end": "2026-03-01"}, "end: 2026-03-01 is before the start, 2026-03-02"),
        ({"start": "2026-03-02T10:00", "end": "2026-03-02T09:00"},
         "end: 2026-03-02T09:00 is before the start, 2026-03-02T10:00"),
        ({"start": "2026-03-02T10:00", "end": "2026-03-02T10:50"},
         "minutes: 60 is more than the 50 minutes from start to end"),
        ({"kind": "supervision", "minutes": 1441},
         "minutes: 1441 is more than the 1440 minutes of one day"),
        ({"end": "2026-03-03", "minutes": 2881},
         "minutes: 2881 is more than the 2880 minutes of 2 days"),
        ({"evidence": [""]}, "evidence[0]: this is empty"),
        ({"evidence": " "}, "evidence: this is empty"),
        ({"evidence": ["a", {}]}, "evidence[1]: this is empty"),
        ({"evidence": [{"title": " ", "url": None}]}, "evidence[0]: this is empty"),
        ({"evidence": [{"colour": "red"}]}, "evidence[0].colour: this field is not known here"),
        ({"attestations": [{}]}, "attestations[0]: this is empty"),
        ({"attestations": [{"by": None}]}, "attestations[0]: this is empty"),
        ({"tags": "ethics"}, 'tags: "ethics" is not a list'),
        ({"tags": [1]}, "tags[0]: 1 is not text"),
        ({"category": {"icf": 1}}, "category.icf: 1 is not text"),
    ],
)  # fmt: skip
def test_what_cannot_be_in_an_entry_is_refused_with_its_path(entry, said):
    log = a_log(an_entry(), an_entry(), an_entry(), an_entry(**entry))
    assert problems(log) == [f"entries[3].{said}"]


@pytest.mark.parametrize("missing", ["kind", "start", "minutes"])
def test_what_an_entry_must_say(missing):
    entry = an_entry()
    del entry[missing]
    assert problems(a_log(entry)) == [f"entries[0].{missing}: this is missing"]


def test_a_reflection_needs_no_minutes_and_a_month_may_have_no_practice():
    assert read(a_log({"kind": "reflection", "start": "2026-01-01"})).entries[0].minutes == 0
    assert the_entry(kind="practice", minutes=0).minutes == 0


@pytest.mark.parametrize(
    ("member", "said"),
    [
        ({"time_zone": "Mars/X"}, 'time_zone: "Mars/X" is not a time zone like Europe/London'),
        ({"time_zone": "../etc"}, 'time_zone: "../etc" is not a time zone like Europe/London'),
        ({"time_zone": "Europe"}, 'time_zone: "Europe" is not a time zone like Europe/London'),
        ({"joined": "31/12/2020"}, 'joined: "31/12/2020" is not a date like 2026-03-31'),
        ({"joined": "0001-01-01"}, 'joined: "0001-01-01" is too far from now'),
        ({"joined": "2200-01-01"}, 'joined: "2200-01-01" is too far from now'),
        ({"closed": ["1899-12"]}, 'closed[0]: "1899-12" is too far from now'),
        ({"anchors": {"a": 5}}, "anchors.a: 5 is not text"),
        ({"working_share": 1.5}, "working_share: 1.5 is more than the maximum of 1"),
        ({"working_share": "half"}, 'working_share: "half" is not a share like 0.6, 60% or 3/5'),
        ({"working_share": "3/2"}, "working_share: 3/2 is more than all of the time"),
        ({"leave": [{"from": "2026-03-02", "to": "2026-03-01"}]},
         "leave[0].to: 2026-03-01 is before 2026-03-02, when it begins"),
        ({"leave": [{"to": "2026-03-01"}]},
         "leave[0].from: say from which day, or which month (one of the two)"),
        ({"closed": ["2026-13"]}, 'closed[0]: "2026-13" is not a month like 2026-02'),
        ({"supervisors": [{"id": "s"}, {"id": "s"}]}, "supervisors[1].id: the id s stands twice"),
        ({"name": "X"}, "name: this field is not known here"),
    ],
)  # fmt: skip
def test_what_cannot_be_of_a_member_is_refused_with_its_path(member, said):
    assert problems({"member": member}) == [f"member.{said}"]


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ({"documents": [{"issued": "2026-01-01"}]}, "documents[0].document: this is missing"),
        ({"documents": [{"document": "x", "from": "2026-02-01", "to": "2026-01-01"}]},
         "documents[0].to: 2026-01-01 is before 2026-02-01, when it begins"),
        ({"declarations": [{"on": "2026-01-01"}]}, "declarations[0].declaration: this is missing"),
        ({"declarations": [{"event": "x", "on": "2026-01-01", "happened": "2026-01-01"}]},
         "declarations[0].happened: this is the same as on: write one of them"),
        ({"clients": []}, "clients: this field is not known here"),
    ],
)  # fmt: skip
def test_what_cannot_be_in_the_rest_is_refused_with_its_path(rest, said):
    assert problems(a_log(**rest)) == [said]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[]", "a list is not an object"),
        (b"{}", "member: this is missing"),
        (b"{", "Line 1, column 2: this is not JSON"),
        (b"\xff", "The log is not in UTF-8."),
        (b"[" * 100_000, "The log is nested too deeply"),
        (b'{"member": {"grade": "a", "grade": "b"}}', "member.grade: this field stands twice"),
        (b'{"member": {"working_share": NaN}}', "member.working_share: NaN is no number"),
        (b'{"member": {"working_share": 1e2}}', "member.working_share: 1e2 is no number"),
        (b'{"member": {"grade": "\\ud800"}}', "member.grade: this text holds half a character"),
        (
            b'{"member": {"working_share": ' + b"1" * 5000 + b"}}",
            "The log is nested too deeply, or",
        ),
    ],
)
def test_what_is_no_log_is_refused(content, said):
    assert problems(content)[0].startswith(said)


def test_ids_stand_once():
    log = a_log(an_entry(id="a"), an_entry(id="a"), an_entry(id=1), an_entry(id="1"))
    assert problems(log) == [
        "entries[1].id: the id a stands twice",
        "entries[3].id: the id 1 stands twice",
    ]


def test_every_problem_is_named_in_order_up_to_a_number():
    wrong = [an_entry(minutes=-1) for _ in range(30)]
    said = problems(a_log(*wrong, declarations=[{}]) | {"member": {"joined": 1}})
    assert said[:2] == [
        "member.joined: 1 is not text",
        "entries[0].minutes: -1 is less than the minimum of 1",
    ]
    assert len(said) == MOST + 1
    assert said[-1] == "There are 12 more problems."


def test_plain_values_are_read_as_well():
    assert log_of(a_log(an_entry())).entries[0].minutes == 60
