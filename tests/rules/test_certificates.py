import json
from datetime import UTC, date, datetime

import pytest

from cpd.certificates.rules.facts import Facts, minutes_in_words
from cpd.certificates.rules.listing import Search
from cpd.certificates.rules.validity import Validity, Verdict, issuer_day
from tests.factories.certificates import some_facts

FROM, TO = date(2026, 3, 2), date(2028, 3, 2)
THEN = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("today", "withdrawn", "replaced", "verdict"),
    [
        pytest.param(FROM, None, None, Verdict.VALID, id="the first day"),
        pytest.param(TO, None, None, Verdict.VALID, id="the last day"),
        pytest.param(date(2028, 3, 3), None, None, Verdict.EXPIRED, id="the day after"),
        pytest.param(TO, None, THEN, Verdict.REPLACED, id="replaced"),
        pytest.param(date(2028, 3, 3), None, THEN, Verdict.REPLACED, id="replaced, then expired"),
        pytest.param(TO, THEN, None, Verdict.WITHDRAWN, id="withdrawn"),
        pytest.param(TO, THEN, THEN, Verdict.WITHDRAWN, id="withdrawn and replaced"),
        pytest.param(date(2029, 1, 1), THEN, THEN, Verdict.WITHDRAWN, id="everything at once"),
    ],
)
def test_a_certificate_is_one_of_four_things_on_a_day(today, withdrawn, replaced, verdict):
    assert Validity(FROM, TO, withdrawn, replaced).verdict(today) is verdict


@pytest.mark.parametrize(
    ("today", "runs_out"),
    [
        (date(2027, 12, 2), False),
        (date(2027, 12, 3), True),
        (TO, True),
        (date(2028, 3, 3), False),
    ],
)
def test_it_runs_out_within_ninety_days_while_it_is_valid(today, runs_out):
    assert Validity(FROM, TO).runs_out_within(90, today) is runs_out


def test_issuers_live_by_utc():
    assert issuer_day(datetime.fromisoformat("2026-03-02T23:30:00-05:00")) == date(2026, 3, 3)


def test_facts_survive_being_kept_as_json():
    facts = some_facts(name="Ștefăniță “Łu” 佐藤")
    assert Facts.from_dict(json.loads(json.dumps(facts.to_dict()))) == facts


def test_the_verify_path_ends_in_the_token():
    assert some_facts(token="T" * 26).verify_path == "/v/" + "T" * 26


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (45, "45 minutes"),
        (60, "1 hour (60 minutes)"),
        (75, "1 hour 15 minutes (75 minutes)"),
        (1200, "20 hours (1,200 minutes)"),
    ],
)
def test_minutes_are_said_both_ways(minutes, words):
    assert minutes_in_words(minutes) == words


def test_a_search_for_a_serial_is_read_like_any_serial():
    serial = some_facts().serial
    assert Search(serial.lower().replace("-", " ")).serial == serial
    assert Search("okafor").serial == "okafor"
