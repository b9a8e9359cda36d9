from datetime import date
from fractions import Fraction
from uuid import uuid4

from cpd.requirements.rules.amounts import length
from cpd.requirements.rules.answers import Credit, Unit, Verdict
from cpd.requirements.rules.packs import Body, PeriodShape, PeriodType
from cpd.requirements.rules.packs import Source as Read
from cpd.standings.rules.choosing import choices
from cpd.standings.rules.counting import answer
from cpd.standings.rules.following import Details, Followed
from cpd.standings.rules.panels import bar, by_urgency, confidence, panel, ruled, summary
from cpd.standings.rules.strips import State, first_shown, strip
from cpd.standings.rules.weighing import Word
from tests.factories.standings import AS_OF, a_minimum, a_pack, a_row, an_evaluation
from tests.rules.requirements_scenes import an_entry

WHO = Followed(id=uuid4(), person_id=uuid4(), pack_id="a.pack", details=Details())


def a_panel(*rows, pack=None, **given):
    return panel(WHO, pack or a_pack(**given), an_evaluation(*rows), ())


def month(number, **given):
    start = date(2026, number, 1)
    return a_row(start=start, end=date(2026, number + 1, 1), **given)


def test_the_strip_shows_twelve_months_the_last_of_them_this_one():
    assert first_shown(date(2026, 3, 31)) == date(2025, 4, 1)
    found = strip(an_evaluation(month(3), month(2, verdict=Verdict.NOT_MET)), ())
    assert [one.label for one in found.months][-3:] == ["Jan", "Feb", "Mar"]
    assert [one.state for one in found.months][-3:] == [State.NONE, State.SHORT, State.OPEN]
    assert (found.judges, found.months[-1].figure) == (True, "0:45")


def test_of_several_requirements_a_month_shows_the_worst():
    rows = (month(2, verdict=Verdict.MET), month(2, requirement="b", verdict=Verdict.NOT_MET))
    assert strip(an_evaluation(*rows), ()).months[-2].state is State.SHORT


def test_without_monthly_rules_the_strip_shows_what_counted():
    entry = an_entry("e", date(2026, 2, 9), minutes=120)
    credits_ = {
        "e": tuple(
            Credit(entry="e", requirement=name, start=None, minutes=Fraction(minutes),
                   before_caps=Fraction(120), reason="")
            for name, minutes in (("total", 60), ("core", 24))
        )
    }  # fmt: skip
    year = a_row(start=date(2026, 1, 1), end=date(2027, 1, 1))
    found = strip(an_evaluation(year, credits=credits_), (entry,))
    assert (found.judges, found.months[-2].figure) == (False, "1:00")


def test_no_bar_looks_full_that_is_not():
    short = bar(a_row(claimed=Fraction(8999, 100), evidenced=Fraction(45)), "CPD")
    assert (short.claimed, short.evidenced, short.is_met) == (99, 50, False)
    assert short.text == "1 hour 29 minutes of 1 hour 30 minutes"
    assert short.evidence == "45 minutes of it with evidence"


def test_a_bar_says_when_nothing_is_evidenced_and_counts_what_is_counted():
    row = a_row(unit=Unit.COUNT, required=Fraction(5), claimed=Fraction(2), evidenced=Fraction(0))
    found = bar(row, "Reflections")
    assert (found.name, found.text) == ("Reflections", "2 of 5")
    assert found.evidence == "none of it with evidence"
    assert bar(a_row(verdict=Verdict.EXEMPT), "CPD") is None
    assert bar(a_row(unit=Unit.DAYS), "CPD") is None


def test_what_is_not_known_of_the_member_asks_before_anything_else():
    yearly = PeriodShape(type=PeriodType.ANNIVERSARY, of="awarded", length=length("1y"))
    pack = a_pack(a_minimum(period=yearly), anchors={"awarded": "Day of the award"})
    unplaced = a_row(start=None, end=None, verdict=Verdict.NEEDS_REVIEW, required=None)
    found = a_panel(unplaced, pack=pack)
    assert (found.word, found.lacking, found.asks) == (Word.ASKS, ("Day of the award",), ())


def test_panels_come_with_the_worst_first_and_sum_up():
    good = a_panel(a_row(verdict=Verdict.MET, short=Fraction(0)), title="Good")
    due = a_panel(a_row(), title="Due", body=Body(name="Body B", short="B"))
    assert [one.pack.title for one in by_urgency([good, due])] == ["Due", "Good"]
    said = summary([good, due])
    assert said == (
        "Something is due: B. All right so far: A. The next day that matters is 31 March 2026."
    )
    assert summary([]) == ""


def test_a_past_month_that_was_short_stays_in_sight():
    found = a_panel(month(1, verdict=Verdict.NOT_MET, last_date=None), month(3))
    assert [one.row.start for one in found.not_met] == [date(2026, 1, 1)]
    assert [one.row.start for one in found.to_do] == [date(2026, 3, 1)]
    (rule,) = ruled(found)
    assert ([one.row.start for one in rule.now], len(rule.before)) == ([date(2026, 3, 1)], 1)


def test_a_pack_is_no_surer_than_its_least_sure_source():
    pack = a_pack(provenance=tuple(Read(url="u", confidence=one) for one in ("high", "low", "")))
    assert confidence(pack) == "low"
    assert confidence(a_pack(provenance=())) == ""


def test_bodies_are_found_by_any_of_their_names():
    packs = [a_pack(), a_pack(id="b.x", title="X", body=Body(name="Bond", short="B", country="IE"))]
    assert [group.short for group in choices(packs)] == ["A", "B"]
    assert [group.short for group in choices(packs, "irel BOND")] == ["B"]
    assert choices(packs, "nobody") == ()


def counted(minutes, before=None, entry=None, **given):
    entry = entry or an_entry("e", date(2026, 2, 9), minutes=120)
    credit = Credit(entry="e", requirement="supervision_monthly", start=date(2026, 2, 1),
                    minutes=Fraction(minutes), before_caps=Fraction(before or minutes),
                    reason="the time divided by 5")  # fmt: skip
    given = {"credits": {"e": (credit,)}} | given
    return answer(WHO, a_pack(a_minimum(says="Once a month.")), an_evaluation(**given), entry)


def test_an_entry_is_told_how_much_of_it_counted_and_why():
    found = counted(24)
    assert (found.headline, found.is_whole) == ("24 minutes counted of 2 hours.", False)
    (line,) = found.counted
    assert (line.minutes, line.reason, line.lost) == ("24 minutes", "The time divided by 5", "")
    assert counted(24, 60).counted[0].lost == "A limit took 36 minutes of 1 hour."
    assert counted(120).headline == "All of it counted: 2 hours."
    assert counted(0, 60).headline == "None of its 2 hours counted."


def test_an_entry_that_no_rule_asks_for_is_told_so():
    assert counted(0, credits={}).headline.startswith("No rule of this body counts")
    later = an_entry("e", AS_OF.replace(year=2027))
    assert "does not count yet" in counted(0, entry=later, credits={}).headline
