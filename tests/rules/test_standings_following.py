from datetime import date
from fractions import Fraction
from uuid import uuid4

import pytest

from cpd.kernel.errors import RuleError
from cpd.requirements import files
from cpd.requirements.rules.amounts import length
from cpd.requirements.rules.kinds import Cadence, Ratio
from cpd.requirements.rules.logs import Declaration, Share
from cpd.requirements.rules.packs import ANYTHING, PeriodShape, PeriodType
from cpd.requirements.rules.terms import AppliesIf, RatioStep
from cpd.standings.rules.asking import questions
from cpd.standings.rules.diary import Mark, marks, measure_of
from cpd.standings.rules.following import (
    AbsenceKind,
    Away,
    Details,
    Followed,
    checked_away,
    checked_past,
)
from cpd.standings.rules.keeping import Declared, Kept
from cpd.standings.rules.supposing import supposed
from cpd.standings.rules.working import checked_shares, said_shares
from tests.factories.standings import a_minimum, a_pack
from tests.rules.requirements_scenes import an_entry

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        ("80%", Fraction(4, 5)), ("80 %", Fraction(4, 5)), ("0.8", Fraction(4, 5)),
        ("0,5", Fraction(1, 2)), ("4/5", Fraction(4, 5)), ("4 of 5", Fraction(4, 5)),
        ("3 out of 5", Fraction(3, 5)), ("60", Fraction(3, 5)), ("100%", None), ("1", None),
        ("", None), ("  ", None),
    ],
)  # fmt: skip
def test_a_part_of_full_time_is_read_as_people_write_it(typed, share):
    whole = () if share is None else (Share(since=None, until=None, share=share),)
    assert checked_shares(typed) == whole


@pytest.mark.parametrize("typed", ["0", "120%", "half", "-1", "6/5", "101", "1/0", "80%%"])
def test_what_is_no_part_of_full_time_is_refused(typed):
    with pytest.raises(RuleError, match="part of full time"):
        checked_shares(typed)


def test_a_share_is_written_as_it_is_read():
    for text in ("80%", "1/3", "", "80%\n50% from 2026-03-01\n100% from 2026-05-01"):
        assert said_shares(checked_shares(text)) == text


def test_a_change_of_hours_leaves_what_was_before_it():
    first, second = checked_shares("4/5; half a post from 2026-03-01".replace("half a post", "1/2"))
    assert (first.since, first.share) == (None, Fraction(4, 5))
    assert (second.since, second.share) == (date(2026, 3, 1), Fraction(1, 2))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("80%\n50%", "since when"),
        ("80% from 1.3.2026", "year, month and day"),
        ("80% from 2026-03-01\n50% from 2026-03-01", "order they came"),
        ("80% from 2026-03-01\n50% from 2025-03-01", "order they came"),
        ("\n".join(f"80% from {year}-01-01" for year in range(2000, 2021)), "at most 20"),
    ],
)
def test_changes_of_hours_come_in_order_with_their_days(typed, why):
    with pytest.raises(RuleError, match=why):
        checked_shares(typed)


def test_a_day_something_happened_on_is_past():
    assert checked_past(TODAY, TODAY) == TODAY
    for day, why in ((date(2026, 3, 3), "still to come"), (date(1949, 12, 31), "before 1950")):
        with pytest.raises(RuleError, match=why):
            checked_past(day, TODAY)


@pytest.mark.parametrize(
    ("since", "until", "why"),
    [
        (date(2026, 3, 2), date(2026, 3, 1), "before the first"),
        (date(1900, 1, 1), None, "before 1950"),
        (date(2000, 1, 1), date(2026, 1, 1), "ten years"),
        (date(2999, 1, 1), None, "the year again"),
    ],
)
def test_days_away_can_be(since, until, why):
    with pytest.raises(RuleError, match=why):
        checked_away(Away(kind=AbsenceKind.OTHER, since=since, until=until))
    fine = Away(kind=AbsenceKind.OTHER, since=TODAY, until=TODAY)
    assert checked_away(fine) == fine


def test_a_pack_asks_for_what_its_rules_depend_on():
    every = PeriodShape(type=PeriodType.ANNIVERSARY, of="licensed", length=length("2y"))
    since = PeriodShape(type=PeriodType.ANNIVERSARY, of="joined", length=length("1y"))
    steps = (RatioStep(ratio=Fraction(1, 20)), RatioStep(ratio=Fraction(1, 40), only="supervisor"))
    pack = a_pack(
        a_minimum(period=every, applies_if=AppliesIf(grades=frozenset({"acc"})), scale_by="fte"),
        Cadence(id="c", select=ANYTHING, at_least_every=length("3y"), counted_in=since),
        Ratio(id="r", measure="s", to="p", at_least=steps),
        anchors={"licensed": "Day of your licence", "awarded": "Day of an award long ago"},
    )
    found = questions(pack)
    assert dict(found.anchors) == {"licensed": "Day of your licence"}
    assert (found.grades, found.needs_joined, found.needs_share) == (
        ("acc", "supervisor"), True, True,
    )  # fmt: skip
    known = Details(anchors={"licensed": TODAY}, joined_on=TODAY, grade="acc")
    assert found.lacking(known) == ()
    assert found.lacking(Details()) == ("Day of your licence", "Day you joined", "Your grade")
    assert questions(a_pack()).lacking(Details()) == ()


def followed(pack_id="a.pack", **details):
    return Followed(id=uuid4(), person_id=uuid4(), pack_id=pack_id, details=Details(**details))


def test_a_log_is_read_by_each_body_with_what_it_knows():
    kept = Kept(
        time_zone="Europe/Tallinn",
        away=(
            Away(kind=AbsenceKind.PARENTAL, since=date(2026, 1, 1), until=date(2026, 1, 31)),
            Away(kind=AbsenceKind.NO_CLIENTS, since=date(2026, 2, 1)),
        ),
        closed=(date(2026, 2, 1),),
        declarations=(
            Declared(pack_id=None, declaration=Declaration(declaration="complaint_upheld")),
            Declared(pack_id="b.pack", declaration=Declaration(declaration="granted_grace")),
        ),
    )
    log = kept.log(followed(working_share=checked_shares("1/2"), joined_on=TODAY))
    assert [one.kind for one in log.member.leave] == ["parental"]
    assert [one.since for one in log.member.breaks] == [date(2026, 2, 1)]
    assert log.member.closed[0].until == date(2026, 2, 28)
    assert log.member.working_share == (Share(since=None, until=None, share=Fraction(1, 2)),)
    assert [one.declaration for one in log.declarations] == ["complaint_upheld"]
    assert len(kept.log(followed("b.pack")).declarations) == 2


def test_years_in_a_grade_are_counted_from_the_day_that_the_pack_names():
    early = a_minimum(applies_if=AppliesIf(before_years=length("5y")))
    named, nameless = a_pack(early, anchors={"accredited": "Day it began"}), a_pack(early)
    assert questions(named).lacking(Details(joined_on=TODAY)) == ("Day it began",)
    assert questions(named).lacking(Details(anchors={"accredited": TODAY})) == ()
    assert questions(nameless).lacking(Details()) == ("Day you joined",)


@pytest.mark.parametrize(
    "pack_id", ["iacp.pre-accredited", "napcp.pre-accredited", "napcp.trainee"]
)
def test_a_day_that_no_rule_is_counted_from_is_not_asked_for(pack_id):
    pack = files.pack(pack_id)[-1]
    assert pack.anchors
    assert questions(pack).lacking(Details()) == ()


def test_a_pack_calls_its_supervision_by_a_name_of_its_own():
    bacp = files.pack("bacp.accredited")[-1]
    assert (measure_of(bacp, "supervision"), measure_of(bacp, "practice")) == (
        "supervision", "practice",
    )  # fmt: skip
    assert measure_of(a_pack(), "supervision") == ""


def test_what_if_says_how_much_would_count_and_why():
    versions = files.pack("bacp.accredited")
    log = Kept(entries=(an_entry("p", TODAY, "practice", 600),)).log(followed("bacp.accredited"))
    session = {"format": "individual", "role": "received"}
    planned = an_entry("x", date(2026, 3, 20), "supervision", 90, **session)
    (said,) = supposed(versions, log, planned, TODAY)
    assert said == (
        "Supervision each month: 1 hour 30 minutes would count; all of the time counts. "
        "March 2026 would be met."
    )
    course = an_entry("x", TODAY, "activity", 90)
    assert supposed(versions, log, course, TODAY)[0].startswith("Nothing would change")


class FoundRhythm:
    """As much of a rhythm as marks a calendar."""

    spells = ()
    leave = ()
    months = ()


def test_a_session_goes_before_leave_and_leave_before_a_gap():
    class Spell:
        since, until, is_too_long = date(2026, 3, 1), date(2026, 3, 6), True

    class Run:
        start, end = date(2026, 3, 3), date(2026, 3, 5)

    class Session:
        on = date(2026, 3, 4)

    class Month:
        sessions = (Session,)

    found = FoundRhythm()
    found.spells, found.leave, found.months = (Spell,), (Run,), (Month,)
    assert [mark.value for _, mark in sorted(marks(found).items())] == [
        "gap", "leave", "session", "gap",
    ]  # fmt: skip
    assert set(marks(found)) == {date(2026, 3, day) for day in (2, 3, 4, 5)}
    assert Mark.GAP in marks(found).values()
