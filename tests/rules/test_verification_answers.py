import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cpd.certificates.rules.facts import CategoryFact, Delivery, NumberFact
from cpd.certificates.rules.life import NameShown
from cpd.certificates.rules.validity import ReasonClass, Validity, Verdict
from cpd.verification.rules.answers import Answer, FileIs, public_facts, unknown
from cpd.verification.rules.checks import (
    ABOUT,
    Group,
    Point,
    Result,
    failed,
    in_order,
    passed,
    skipped,
)
from cpd.verification.rules.standing import PastHold, Standing, on_date, past_holds, status_checks
from tests.factories.certificates import some_facts

FIRST, LAST = date(2026, 1, 5), date(2028, 1, 5)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)
GOOD = Validity(FIRST, LAST)


def standing(reason=None, **given):
    return Standing(replace(GOOD, **given), reason)


WITHDRAWN = standing(ReasonClass.CONDUCT, withdrawn_at=NOON)
IN_ERROR = standing(ReasonClass.ISSUED_IN_ERROR, withdrawn_at=NOON)
REPLACED = standing(replaced_at=NOON)
ON_HOLD = standing(suspended_at=NOON)
LIFTED = replace(Standing(GOOD), holds=past_holds([NOON], [NOON + timedelta(days=4)]))


# --- checks


def test_each_check_has_a_name_and_a_meaning_and_belongs_to_a_group():
    assert set(ABOUT) == set(Point)
    assert {point.group for point in Point} == set(Group)
    assert all(about.title and about.meaning.endswith(".") for about in ABOUT.values())


def test_the_ids_are_those_that_programs_know():
    """They are part of the interface: add to them, but take none away and rename none."""
    assert [str(point) for point in Point] == [
        "integrity.file", "integrity.credential", "integrity.seal", "status.withdrawn",
        "status.suspended", "status.replaced", "status.dates", "status.on_date", "issuer.key",
        "issuer.key_good", "issuer.seal_root", "content.stored", "content.facts",
        "content.minutes", "content.name", "log.leaf", "log.commitment", "log.inclusion",
        "log.cosigned",
    ]  # fmt: skip


def test_checks_are_told_in_one_order():
    found = in_order([passed(Point.LEAF, "a"), failed(Point.FILE, "b"), skipped(Point.DATES, "c")])
    assert [check.point for check in found] == [Point.FILE, Point.DATES, Point.LEAF]


@pytest.mark.parametrize(
    ("stands", "wrong"),
    [
        (Standing(GOOD), set()),
        (WITHDRAWN, {Point.WITHDRAWN}),
        (REPLACED, {Point.REPLACED}),
        (ON_HOLD, {Point.SUSPENDED}),
        (standing(expires_on=date(2026, 11, 20)), {Point.DATES}),
        (standing(issued_on=date(2026, 11, 22)), {Point.DATES}),
    ],
    ids=["good", "withdrawn", "replaced", "on hold", "run out", "not begun"],
)
def test_each_way_to_end_fails_a_check_of_its_own(stands, wrong):
    checks = status_checks(stands, TODAY)
    assert {check.point for check in checks if check.result is Result.FAIL} == wrong
    assert len(checks) == 4


# --- on another day


@pytest.mark.parametrize(
    ("stands", "day", "result", "words"),
    [
        (Standing(GOOD), FIRST, Result.PASS, "On 5 January 2026 it held."),
        (Standing(GOOD), LAST, Result.PASS, "It will hold on 5 January 2028, unless"),
        (Standing(GOOD), date(2026, 1, 4), Result.FAIL, "issued only on 5 January 2026"),
        (Standing(GOOD), date(2028, 1, 6), Result.FAIL, "its last day was 5 January 2028"),
        (WITHDRAWN, date(2026, 5, 31), Result.PASS, "held. It was withdrawn later, on 1 June"),
        (WITHDRAWN, date(2026, 6, 1), Result.FAIL, "it was withdrawn on 1 June 2026"),
        (IN_ERROR, date(2026, 5, 31), Result.FAIL, "issued in error, so it never counted"),
        (REPLACED, date(2026, 5, 31), Result.PASS, "held. It was replaced later"),
        (REPLACED, date(2026, 6, 2), Result.FAIL, "it was replaced on 1 June 2026"),
        (ON_HOLD, date(2026, 5, 31), Result.PASS, "held. It was put on hold later"),
        (ON_HOLD, date(2026, 6, 2), Result.FAIL, "it was put on hold on 1 June 2026"),
        (LIFTED, date(2026, 5, 31), Result.PASS, "On 31 May 2026 it held."),
        (LIFTED, date(2026, 6, 1), Result.FAIL, "it was on hold on that day, or for a part of it"),
        (LIFTED, date(2026, 6, 5), Result.FAIL, "on that day, or for a part of it. It was taken"),
        (LIFTED, date(2026, 6, 6), Result.PASS, "On 6 June 2026 it held."),
    ],
)
def test_how_it_stood_on_a_day(stands, day, result, words):
    check = on_date(stands, day, TODAY)
    assert (check.point, check.result) == (Point.ON_DATE, result)
    assert words in check.message


def test_holds_are_paired_with_their_ends_in_whatever_order_they_come():
    begun = [NOON + timedelta(days=n) for n in (20, 0, 10)]
    lifted = [NOON + timedelta(days=n) for n in (15, 5)]
    june = [PastHold(date(2026, 6, one), date(2026, 6, one + 5)) for one in (1, 11)]
    assert past_holds(begun, lifted) == tuple(june)


# --- what is said


@pytest.mark.parametrize(
    ("shown", "name"),
    [(NameShown.FULL, "Ann Okafor"), (NameShown.INITIALS, "A. O."), (NameShown.MATCH, None)],
)
def test_the_name_is_shown_as_the_holder_chose(shown, name):
    assert public_facts(some_facts(name="Ann Okafor"), shown).name == name


def test_an_answer_says_what_the_paper_allows_and_has_no_room_for_more():
    facts = some_facts(
        outcomes=("A private outcome.",),
        address="1 Private Road",
        signatory="Private Person",
        categories=(CategoryFact("Skills", 75),),
        delivery=Delivery.LIVE,
        provider_numbers=(NumberFact("NBCC", "7001"),),
    )
    answer = Answer(
        verdict=Verdict.VALID,
        as_of=NOON,
        facts=public_facts(facts, NameShown.MATCH),
        checks=(passed(Point.DATES, "Fine."),),
        token=facts.token,
    )
    plain = answer.to_plain()
    assert set(plain) == {
        "verdict", "as_of", "facts", "withdrawn_on", "reason", "checks", "file", "record",
        "differences", "key",
    }  # fmt: skip
    assert set(plain["facts"]) == {
        "name", "shown", "title", "minutes", "categories", "delivery", "codes", "completed_on",
        "issued_on", "expires_on", "issuer", "provider_numbers", "approvals", "serial",
    }  # fmt: skip
    assert plain["checks"] == [
        {"id": "status.dates", "group": "status", "result": "pass", "message": "Fine."}
    ]
    text = json.dumps(plain)
    assert [word for word in ("rivate", facts.name, facts.token) if word in text] == []


def test_what_an_altered_file_claims_to_be_is_told_apart_from_what_it_is():
    claimed = Answer(
        verdict=Verdict.VALID, as_of=NOON, facts=public_facts(some_facts(), NameShown.FULL)
    )
    answer = Answer(verdict=Verdict.UNKNOWN, as_of=NOON, file=FileIs.ALTERED, record=claimed)
    plain = answer.to_plain()
    assert (plain["verdict"], plain["facts"], plain["file"]) == ("unknown", None, "altered")
    assert plain["record"]["verdict"] == "valid"


def test_an_unknown_number_says_nothing():
    plain = unknown(NOON).to_plain()
    said = {name for name, value in plain.items() if value}
    assert said == {"verdict", "as_of"}


def test_an_ended_certificate_is_sound_and_a_forged_one_is_not():
    ended = Answer(verdict=Verdict.EXPIRED, as_of=NOON, checks=(failed(Point.DATES, "Over."),))
    forged = Answer(verdict=Verdict.VALID, as_of=NOON, checks=(failed(Point.STORED, "Changed."),))
    assert ended.is_sound
    assert not forged.is_sound
