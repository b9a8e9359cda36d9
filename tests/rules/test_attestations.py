from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cpd.attestations.rules import answers, asking
from cpd.attestations.rules.answers import Answer, Reply
from cpd.attestations.rules.asking import Standing
from cpd.attestations.rules.facts import Facts, can_be_attested, changed, from_json
from cpd.kernel.errors import RuleError
from cpd.records.rules.kinds import EntryKind, Part, SupervisionFormat

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
GROUP = Facts(
    kind=EntryKind.SUPERVISION,
    done_on=date(2026, 3, 2),
    minutes=90,
    supervision_format=SupervisionFormat.GROUP,
    part=Part.RECEIVED,
    contracted=5,
    attended=4,
    facilitated=True,
)


@pytest.mark.parametrize(
    ("given", "stands"),
    [
        ({}, Standing.WAITING),
        ({"expires_at": NOON + HOUR}, Standing.WAITING),
        ({"expires_at": NOON}, Standing.EXPIRED),
        ({"recalled_at": NOON - HOUR}, Standing.RECALLED),
        ({"withdrawn_at": NOON - HOUR}, Standing.WITHDRAWN),
        ({"answered_at": NOON - HOUR, "expires_at": NOON - HOUR}, Standing.ANSWERED),
        ({"answered_at": NOON - HOUR, "withdrawn_at": NOON}, Standing.ANSWERED),
        ({"recalled_at": NOON - HOUR, "expires_at": NOON - HOUR}, Standing.RECALLED),
    ],
)
def test_a_question_stands_somewhere(given, stands):
    usual = dict.fromkeys(("answered_at", "recalled_at", "withdrawn_at"))
    usual["expires_at"] = NOON + 30 * 24 * HOUR
    assert asking.standing(NOON, **(usual | given)) is stands


def test_facts_are_kept_and_come_back_as_they_were():
    days = replace(GROUP, ended_on=date(2026, 3, 4), title="A course")
    bare = Facts(kind=EntryKind.PRACTICE, done_on=date(2026, 3, 2), minutes=600)
    assert [from_json(one.to_json()) for one in (GROUP, days, bare)] == [GROUP, days, bare]


def test_facts_from_before_a_field_was_known_come_back_without_it():
    old = {"kind": "supervision", "done_on": "2026-03-02", "minutes": 90}
    assert from_json(old) == Facts(kind=EntryKind.SUPERVISION, done_on=date(2026, 3, 2), minutes=90)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ()),
        ({"minutes": 60}, ("the time",)),
        ({"done_on": date(2026, 3, 3), "attended": 3}, ("the day", "how many came")),
        ({"supervision_format": SupervisionFormat.INDIVIDUAL}, ("the format",)),
        ({"contracted": None}, ("the agreed size of the group",)),
    ],
)
def test_an_attestation_holds_while_its_facts_are_those_of_the_entry(change, words):
    assert changed(GROUP, replace(GROUP, **change)) == words


def test_what_has_no_time_cannot_be_attested():
    assert [kind.value for kind in EntryKind if can_be_attested(kind)] == [
        "activity", "supervision", "practice",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "email", ["ann@example.org", "Ann@Example.org ", "ann+supervisor@example.org"]
)
def test_nobody_attests_what_they_did_themselves(email):
    with pytest.raises(RuleError, match="your own address"):
        asking.refuse_own(email, "ann@example.org")


def test_somebody_else_may():
    for email in ("joann@example.org", "ann@example.com", "ann.b@example.org"):
        asking.refuse_own(email, "ann@example.org")


@pytest.mark.parametrize(
    "reply",
    [Reply(Answer.AGREED), Reply(Answer.DISAGREED, 50), Reply(Answer.DISAGREED, None, "No."),
     Reply(Answer.DISAGREED, 90, "Another day.")],
)  # fmt: skip
def test_a_disagreement_says_what_was_different(reply):
    answers.refuse_empty_disagreement(reply, 90)


@pytest.mark.parametrize("reply", [Reply(Answer.DISAGREED), Reply(Answer.DISAGREED, 90)])
def test_a_disagreement_about_nothing_is_asked_about(reply):
    with pytest.raises(RuleError, match="what was different"):
        answers.refuse_empty_disagreement(reply, 90)


def test_a_remark_is_cleaned_and_bounded():
    assert answers.checked_remark(" It was\r\n50 minutes\u202e. ") == "It was\n50 minutes."
    for length in (1001, 100_000):
        with pytest.raises(RuleError, match=r"at most 1,000"):
            answers.checked_remark("x" * length)


def test_a_name_is_needed():
    with pytest.raises(RuleError, match="supervisor's name"):
        asking.checked_name(" \u200e")


@pytest.mark.parametrize("name", ["Win at https://x.example", "www.spam.example", "a@b.example"])
def test_a_name_carries_no_message(name):
    with pytest.raises(RuleError, match="name only"):
        asking.checked_name(name)


@pytest.mark.parametrize("name", ["Dr. Zoë O'Neill-Öztürk", "山田 花子", "Tāne Parata (Acc.)"])
def test_names_of_all_kinds_are_names(name):
    assert asking.checked_name(name) == name
