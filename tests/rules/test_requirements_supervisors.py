from datetime import date
from fractions import Fraction

import pytest

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.kinds import Qualifies
from cpd.requirements.rules.logs import Member, Status, Stretch, Supervisor
from cpd.requirements.rules.supervisors import doubt, judge_qualifies, qualified, refusal
from tests.rules.requirements_scenes import a_pack, a_scene, a_session

IACP = Qualifies(
    id="supervisor_ok",
    accredited_by=frozenset({"iacp", "bacp", "iahip"}),
    accredited_before={"iahip": date(2025, 1, 1)},
    independent_of=frozenset({"core_trainer", "personal_therapist"}),
    lookback=Length(months=24),
)
DAY = date(2026, 3, 10)


def a_supervisor(accredited=(), relations=()):
    return Supervisor(
        id="s",
        accredited=tuple(Stretch(kind=kind, since=a, until=b) for kind, a, b in accredited),
        relations=tuple(Stretch(kind=kind, since=a, until=b) for kind, a, b in relations),
    )


GOOD = ("bacp", date(2015, 1, 1), None)


@pytest.mark.parametrize(
    ("supervisor", "said"),
    [
        pytest.param(a_supervisor([GOOD]), "", id="accredited"),
        pytest.param(
            a_supervisor([("bacp", date(2015, 1, 1), DAY)]), "", id="on the last day of it"
        ),
        pytest.param(
            a_supervisor([("bacp", date(2015, 1, 1), date(2026, 3, 9))]),
            "not accredited by BACP, IACP or IAHIP on that day",
            id="ended the day before",
        ),
        pytest.param(
            a_supervisor([("ncps", date(2015, 1, 1), None)]), "not accredited", id="another body"
        ),
        pytest.param(
            a_supervisor([("iahip", date(2024, 12, 31), None)]), "", id="begun just in time"
        ),
        pytest.param(
            a_supervisor([("iahip", date(2025, 1, 1), None)]), "not accredited", id="begun too late"
        ),
        pytest.param(
            a_supervisor([GOOD], [("core_trainer", date(2020, 1, 1), None)]),
            "also the member's core trainer",
            id="a core trainer",
        ),
        pytest.param(
            a_supervisor([GOOD], [("core_trainer", date(2020, 1, 1), date(2024, 3, 11))]),
            "until 11 March 2024, less than 2 years before",
            id="a core trainer not two years ago",
        ),
        pytest.param(
            a_supervisor([GOOD], [("core_trainer", date(2020, 1, 1), date(2024, 3, 10))]),
            "",
            id="a core trainer exactly two years ago",
        ),
        pytest.param(
            a_supervisor([GOOD], [("colleague", date(2020, 1, 1), None)]), "", id="a colleague"
        ),
        pytest.param(a_supervisor(), "", id="nothing known of accreditation"),
    ],
)
def test_who_may_supervise(supervisor, said):
    member = Member(supervisors={"s": supervisor})
    found = refusal(IACP, a_session("1", DAY, supervisor_id="s"), member, DAY)
    assert said in found
    assert bool(found) is bool(said)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        pytest.param(None, "does not say who", id="not said"),
        pytest.param("other", "nothing is known", id="a stranger"),
        pytest.param("bare", "is not known", id="no accreditation known"),
        pytest.param("s", "", id="known"),
    ],
)
def test_what_is_not_known_is_a_doubt_and_no_refusal(who, said):
    member = Member(supervisors={"s": a_supervisor([GOOD]), "bare": a_supervisor()})
    entry = a_session("1", DAY, supervisor_id=who)
    assert refusal(IACP, entry, member, DAY) == ""
    found = doubt(IACP, entry, member)
    assert said in found
    assert bool(found) is bool(said)


def judged(*sessions):
    member = Member(
        supervisors={
            "s": a_supervisor([GOOD]),
            "late": a_supervisor([("bacp", date(2026, 3, 1), None)]),
        }
    )
    (row,) = judge_qualifies(IACP, a_scene(*sessions, as_of=date(2026, 6, 30), member=member))
    return row


def test_every_supervisor_qualified():
    row = judged(a_session("1", DAY, supervisor_id="s"), a_session("2", DAY, supervisor_id="late"))
    assert (row.verdict, row.required, row.short) == (Verdict.MET, 2, 0)
    assert row.explanation == ("Every supervisor qualified, in 2 sessions.",)


def test_sessions_with_somebody_who_did_not_qualify_are_named():
    row = judged(
        a_session("1", date(2026, 2, 3), supervisor_id="late", title="February"),
        a_session("2", DAY, supervisor_id="late"),
        a_session("3", date(2026, 4, 7), title="April"),
    )
    assert row.verdict is Verdict.NOT_MET
    assert (row.required, row.claimed, row.short) == (3, Fraction(1), 2)
    assert "“February” on 3 February 2026" in row.explanation[1]
    assert "“April” on 7 April 2026: it does not say who supervised." in row.explanation[2]


def test_a_doubt_alone_needs_a_person():
    row = judged(a_session("3", date(2026, 4, 7)))
    assert row.verdict is Verdict.NEEDS_REVIEW


def test_without_supervision_there_is_nobody_to_look_at():
    rejected = a_session("1", DAY, status=Status.REJECTED)
    assert judged(rejected).verdict is Verdict.NOT_APPLICABLE


def test_what_was_supervised_by_somebody_who_may_not_counts_nothing():
    member = Member(supervisors={"s": a_supervisor([("ncps", date(2015, 1, 1), None)])})
    scene = a_scene(
        a_session("1", DAY, supervisor_id="s", has_evidence=True),
        a_session("2", DAY, supervisor_id="unknown"),
        as_of=date(2026, 6, 30),
    )
    found = qualified(a_pack(requirements=(IACP,)), member, scene.credited)["supervision"]
    assert [one.minutes for one in found] == [0, 60]
    assert (found[0].most, found[0].seen) == (0, 0)
    assert "not accredited" in found[0].reason
