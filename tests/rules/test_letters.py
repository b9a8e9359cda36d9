from datetime import UTC, datetime, timedelta

import pytest

from cpd.letters.rules import (
    MOST_TRIES,
    Draft,
    Ending,
    InDoubt,
    Phase,
    Step,
    ending,
    settle,
    shortened,
    wait_before_try,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "code", "expected"),
    [
        pytest.param(Step.CONNECT, None, Ending.CLOSED, id="nobody there"),
        pytest.param(Step.CONNECT, 421, Ending.CLOSED, id="too busy at the door"),
        pytest.param(Step.CONNECT, 554, Ending.CLOSED, id="no service here"),
        pytest.param(Step.ENCRYPTION, 454, Ending.CLOSED, id="no encryption just now"),
        pytest.param(Step.SIGN_IN, 535, Ending.CLOSED, id="our password is wrong"),
        pytest.param(Step.SENDER, None, Ending.LATER, id="broke off at the sender"),
        pytest.param(Step.SENDER, 550, Ending.LATER, id="our own address is not taken"),
        pytest.param(Step.RECIPIENT, 450, Ending.LATER, id="greylisted"),
        pytest.param(Step.RECIPIENT, 550, Ending.REFUSED, id="no such mailbox"),
        pytest.param(Step.DATA, 452, Ending.LATER, id="no room at data"),
        pytest.param(Step.CONTENT, None, Ending.LATER, id="broke off within the words"),
        pytest.param(Step.DOT, 250, Ending.SENT, id="taken"),
        pytest.param(Step.DOT, 452, Ending.LATER, id="clean later at the dot"),
        pytest.param(Step.DOT, 554, Ending.REFUSED, id="clean no at the dot"),
        pytest.param(Step.DOT, None, Ending.IN_DOUBT, id="silence after the dot"),
        pytest.param(Step.DOT, 354, Ending.IN_DOUBT, id="nonsense after the dot"),
        pytest.param(Step.DOT, -1, Ending.IN_DOUBT, id="garbage after the dot"),
    ],
)
def test_a_try_is_judged_by_how_far_it_came(step, code, expected):
    assert ending(step, code) is expected


@pytest.mark.parametrize(
    ("how", "tries", "in_doubt", "phase", "tries_after", "wait"),
    [
        (Ending.SENT, 1, InDoubt.ASK, Phase.SENT, 1, None),
        (Ending.REFUSED, 1, InDoubt.RESEND, Phase.REFUSED, 1, None),
        (Ending.LATER, 1, InDoubt.ASK, Phase.DUE, 1, timedelta(minutes=1)),
        (Ending.LATER, 3, InDoubt.ASK, Phase.DUE, 3, timedelta(minutes=4)),
        (Ending.LATER, MOST_TRIES, InDoubt.ASK, Phase.REFUSED, MOST_TRIES, None),
        (Ending.CLOSED, MOST_TRIES, InDoubt.ASK, Phase.DUE, MOST_TRIES - 1, timedelta(seconds=20)),
        (Ending.IN_DOUBT, 1, InDoubt.ASK, Phase.UNKNOWN, 1, None),
        (Ending.IN_DOUBT, 1, InDoubt.RESEND, Phase.DUE, 1, timedelta(minutes=1)),
        (Ending.IN_DOUBT, MOST_TRIES, InDoubt.RESEND, Phase.UNKNOWN, MOST_TRIES, None),
    ],
)
def test_a_letter_is_settled_after_its_try(how, tries, in_doubt, phase, tries_after, wait):
    found = settle(how, tries=tries, in_doubt=in_doubt, at=NOW)
    assert (found.phase, found.tries) == (phase, tries_after)
    assert found.next_try_at == (None if wait is None else NOW + wait)


def test_waits_grow_and_stay_within_six_hours():
    waits = [wait_before_try(n) for n in range(1, 40)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(minutes=1), timedelta(hours=6))


@pytest.mark.parametrize("subject", ["", "Hello\nBcc: everybody@example.org", "Hello\x00"])
def test_a_subject_is_one_printable_line(subject):
    with pytest.raises(ValueError, match="one line"):
        Draft(key="k", person_id=None, recipient="a@b.example", subject=subject, text="", html="")


def test_a_long_subject_is_cut_where_it_no_longer_fits():
    assert shortened("a" * 200) == "a" * 200
    assert shortened("a" * 201) == "a" * 199 + "…"
