from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from cpd.requirements import files
from cpd.requirements.rules.amounts import length
from cpd.requirements.rules.answers import Unit, Verdict
from cpd.requirements.rules.evaluate import evaluate
from cpd.requirements.rules.kinds import AnyOf, Manual, MinCount
from cpd.requirements.rules.logs import Log, Member
from cpd.requirements.rules.packs import ANYTHING, PeriodShape, PeriodType
from cpd.requirements.rules.saying import requirement_name
from cpd.standings.rules.weighing import Word, next_due, overall, pace, weighed
from tests.factories.standings import AS_OF, a_minimum, a_pack, a_row, an_evaluation

FAR = AS_OF + timedelta(days=61)
NEAR = AS_OF + timedelta(days=60)


def word(row, pack=None):
    return overall(weighed(an_evaluation(row), pack or a_pack()))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"verdict": Verdict.MET, "short": Fraction(0)}, Word.ALL_RIGHT),
        ({"verdict": Verdict.EXEMPT}, Word.ALL_RIGHT),
        ({"verdict": Verdict.OPEN, "last_date": NEAR}, Word.DUE),
        ({"verdict": Verdict.OPEN, "last_date": FAR}, Word.ALL_RIGHT),
        ({"verdict": Verdict.NEEDS_REVIEW}, Word.ASKS),
        ({"verdict": Verdict.NEEDS_REVIEW, "kind": "manual"}, Word.ALL_RIGHT),
        ({"verdict": Verdict.NEEDS_EXPLANATION}, Word.ASKS),
        ({"verdict": Verdict.NOT_MET}, Word.NOT_MET),
        ({"verdict": Verdict.NOT_APPLICABLE}, Word.NOTHING),
    ],
    ids=str,
)
def test_a_verdict_comes_to_a_word(given, said):
    assert word(a_row(**given)) is said


def test_nothing_judged_is_nothing_to_worry_about():
    assert overall(()) is Word.NOTHING


def test_the_worst_of_all_is_the_word():
    rows = (a_row(verdict=Verdict.MET, short=Fraction(0)), a_row(verdict=Verdict.NOT_MET))
    assert overall(weighed(an_evaluation(*rows), a_pack())) is Word.NOT_MET


def test_a_paper_nobody_logged_is_something_to_add():
    """It may lie in a drawer: what is not known never becomes a fail."""
    log = Log(member=Member())
    versions = files.pack("bacp.accredited")
    found = weighed(evaluate(versions, log, AS_OF), versions[-1])
    assert [one.word for one in found if one.row.requirement == "insurance"] == [Word.DUE]


@pytest.mark.parametrize(("days", "said"), [(30, Word.DUE), (31, Word.ALL_RIGHT)])
def test_a_paper_that_runs_out_is_due_a_month_before(days, said):
    last = AS_OF + timedelta(days=days)
    paper = a_row(kind="document", verdict=Verdict.MET, short=Fraction(0), last_date=last)
    assert word(paper) is said


def test_what_is_one_of_several_ways_does_not_weigh():
    pack = a_pack(a_minimum(id="one"), a_minimum(id="two"), AnyOf(id="either", of=("one", "two")))
    rows = (
        a_row(requirement="one", verdict=Verdict.NOT_MET),
        a_row(requirement="two", verdict=Verdict.MET, short=Fraction(0)),
        a_row(requirement="either", kind="any_of", verdict=Verdict.MET, short=None),
    )
    assert overall(weighed(an_evaluation(*rows), pack)) is Word.ALL_RIGHT
    assert len(weighed(an_evaluation(*rows), pack, every_way=True)) == 3


def test_what_looks_back_from_today_has_no_last_day():
    """Else it would be due today, every day."""
    shape = PeriodShape(type=PeriodType.ROLLING, length=length("12mo"), check="as_of")
    pack = a_pack(MinCount(id="feedback", select=ANYTHING, at_least=5, period=shape))
    row = a_row(requirement="feedback", unit=Unit.COUNT, last_date=AS_OF, explanation=("None.",))
    (found,) = weighed(an_evaluation(row), pack)
    assert (found.due_on, found.word, found.text) == (None, Word.DUE, "None.")


def test_the_nearest_day_is_next():
    later = a_row(requirement="later", last_date=date(2026, 12, 31))
    sooner = a_row(requirement="sooner", last_date=date(2026, 3, 31))
    done = a_row(requirement="done", verdict=Verdict.MET, short=Fraction(0))
    found = next_due(weighed(an_evaluation(later, done, sooner), a_pack()))
    assert found.row.requirement == "sooner"
    assert next_due(weighed(an_evaluation(done), a_pack())) is None


def test_what_is_lacking_is_said_first_and_how_it_stands_second():
    (found,) = weighed(an_evaluation(a_row()), a_pack())
    assert found.text == "45 more minutes of supervision by 31 March 2026."
    assert found.detail.startswith("March 2026, so far: 45 minutes counted")


def test_what_would_settle_a_doubt_is_said_beside_it():
    row = a_row(
        verdict=Verdict.NEEDS_REVIEW,
        explanation=("April.", "A step.", "To be sure, say more in “Supervision”."),
    )
    (found,) = weighed(an_evaluation(row), a_pack())
    assert (found.text, found.detail) == ("April.", "To be sure, say more in “Supervision”.")


def test_a_long_way_is_cut_into_months():
    row = a_row(short=Fraction(14 * 60), last_date=AS_OF + timedelta(days=365))
    assert pace(row, AS_OF) == "That is about 1 hour 15 minutes a month until then."
    assert pace(a_row(last_date=NEAR), AS_OF) == ""


def test_a_requirement_is_called_as_its_pack_does_and_else_by_its_id():
    row = a_row()
    one = Manual(id=row.requirement, name="Supervision each month", ask="")
    named, nameless = (replace(a_pack(), requirements=which) for which in ((one,), ()))
    assert [one.name for one in weighed(an_evaluation(row), named)] == ["Supervision each month"]
    assert requirement_name(nameless, "cpd_total") == "CPD total"
