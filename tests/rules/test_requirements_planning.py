from datetime import date
from fractions import Fraction

import pytest

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.evaluate import evaluate
from cpd.requirements.rules.kinds import Document, MaxGap, Minimum
from cpd.requirements.rules.logs import Log, Member, Paper, Status
from cpd.requirements.rules.packs import CreditLine, Match, Measure, PeriodShape, PeriodType
from cpd.requirements.rules.planning import (
    differences,
    planned_day,
    said_changes,
    with_planned,
)
from tests.rules.requirements_scenes import a_pack, a_session

SUPERVISION = Measure(
    id="supervision",
    select=Match(kinds=frozenset({"supervision"})),
    credit=(CreditLine(when=Match()),),
)
MONTHLY = Minimum(
    id="monthly",
    measure="supervision",
    at_least=Fraction(90),
    period=PeriodShape(type=PeriodType.CALENDAR, unit="month"),
)
TWO_WEEKLY = MaxGap(id="two_weekly", measure="supervision", gap=Length(days=14))
LOG = Log(member=Member(), entries=(a_session("1", date(2026, 10, 6), 30),))
AS_OF = date(2026, 10, 10)


def changes(*planned, rules=(MONTHLY,), as_of=AS_OF):
    pack = a_pack(requirements=rules, measures={"supervision": SUPERVISION})
    day = planned_day(as_of, *planned)
    then = with_planned(LOG, *planned)
    return differences(evaluate([pack], LOG, day), evaluate([pack], then, day))


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        pytest.param(15, "October 2026: still 45 minutes short.", id="not enough"),
        pytest.param(60, "October 2026 would be met.", id="enough"),
    ],
)
def test_what_a_session_would_change(minutes, said):
    found = changes(a_session("new", date(2026, 10, 20), minutes))
    assert said_changes(found) == (said,)
    assert found[0].gained == minutes
    assert found[0].is_better is (minutes == 60)


def test_a_session_after_the_month_changes_the_next():
    found = changes(a_session("new", date(2026, 11, 3), 60))
    assert said_changes(found) == ("November 2026: still 30 minutes short.",)


def test_what_is_met_already_is_said_to_be():
    more = [a_session("a", date(2026, 10, 7), 60), a_session("b", date(2026, 10, 8), 60)]
    pack = a_pack(requirements=(MONTHLY,), measures={"supervision": SUPERVISION})
    met = with_planned(LOG, more[0])
    found = differences(
        evaluate([pack], met, AS_OF), evaluate([pack], with_planned(met, more[1]), AS_OF)
    )
    assert said_changes(found) == ("October 2026 is met already.",)


def test_a_gap_that_a_session_would_close():
    found = changes(a_session("new", date(2026, 10, 20), 60), rules=(TWO_WEEKLY,))
    assert said_changes(found) == ("This would change nothing of what is owed.",)
    late = changes(a_session("new", date(2026, 10, 28), 60), rules=(TWO_WEEKLY,))
    assert said_changes(late) == ("This would change nothing of what is owed.",)
    between = changes(
        a_session("new", date(2026, 10, 20), 60), rules=(TWO_WEEKLY,), as_of=date(2026, 10, 25)
    )
    assert said_changes(between) == ("Two weekly would be met.",)


def test_a_draft_is_planned_as_if_it_were_sent_in():
    draft = a_session("d", date(2026, 10, 20), 60, status=Status.DRAFT)
    assert changes(draft)[0].is_better


def test_plans_have_ids_of_their_own_and_leave_the_log_as_it_was():
    log = with_planned(LOG, a_session("1", AS_OF), a_session("1", AS_OF))
    again = with_planned(log, a_session("1", AS_OF))
    assert len({entry.id for entry in again.entries}) == 4
    assert again.entries[-1].recorded_on == AS_OF
    assert len(LOG.entries) == 1


def test_the_plan_is_judged_when_it_is_done():
    assert planned_day(AS_OF, a_session("1", date(2026, 10, 1))) == AS_OF
    assert planned_day(AS_OF, a_session("1", date(2026, 12, 1))) == date(2026, 12, 1)


def test_papers_that_lapsed_once_are_no_change():
    requirement = Document(id="dbs", document="dbs_check", valid_for=Length(months=12))
    papers = tuple(
        Paper(document="dbs_check", issued=day) for day in (date(2020, 1, 1), date(2026, 1, 1))
    )
    pack = a_pack(requirements=(requirement,))
    log = Log(member=Member(), documents=papers)
    then = with_planned(log, a_session("1", AS_OF))
    assert differences(evaluate([pack], log, AS_OF), evaluate([pack], then, AS_OF)) == ()
