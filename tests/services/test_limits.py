from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from itertools import cycle

import pytest
from sqlalchemy import func, select

from cpd.app import create_app
from cpd.db import db
from cpd.kernel.clock import FixedClock
from cpd.web.limits import Limit, TooManyTriesError, count_try, forget_before, take_back
from cpd.web.models import RateCount
from tests.conftest import DATABASES, TODAY, settings
from tests.databases import an_app, its_own

FIVE = Limit("trial", 5, timedelta(minutes=15))
OTHER = Limit("other", 5, timedelta(minutes=15))
LETTER = {"email": "ann@example.org"}


@pytest.fixture
def inside(app):
    with app.app_context():
        yield app


def tries_until_refused(limit, subject, at) -> int:
    for number in range(100):
        try:
            count_try(limit, subject, at)
        except TooManyTriesError:
            return number
    return 100


def test_as_many_tries_as_said_and_no_more(inside):
    assert tries_until_refused(FIVE, "ann", TODAY) == 5


def test_one_persons_tries_do_not_count_for_another(inside):
    tries_until_refused(FIVE, "ann", TODAY)
    assert tries_until_refused(FIVE, "ben", TODAY) == 5


def test_limits_of_different_things_are_counted_apart(inside):
    tries_until_refused(FIVE, "ann", TODAY)
    assert tries_until_refused(OTHER, "ann", TODAY) == 5


def test_the_count_begins_anew_with_the_next_window(inside):
    tries_until_refused(FIVE, "ann", TODAY)
    assert tries_until_refused(FIVE, "ann", TODAY + timedelta(minutes=14, seconds=59)) == 0
    assert tries_until_refused(FIVE, "ann", TODAY + timedelta(minutes=15)) == 5


def test_trying_on_while_refused_does_not_lengthen_the_wait(inside):
    tries_until_refused(FIVE, "ann", TODAY)
    for _ in range(3):
        assert tries_until_refused(FIVE, "ann", TODAY + timedelta(minutes=10)) == 0
    assert tries_until_refused(FIVE, "ann", TODAY + timedelta(minutes=15)) == 5


@pytest.mark.parametrize(
    ("minutes", "wait", "words"), [(0, 901, "wait 15 minutes"), (14, 61, "wait 1 minute[.]")]
)
def test_it_says_when_to_try_again(inside, minutes, wait, words):
    at = TODAY + timedelta(minutes=minutes)
    tries_until_refused(FIVE, "ann", at)
    with pytest.raises(TooManyTriesError, match=words) as refused:
        count_try(FIVE, "ann", at)
    assert refused.value.retry_after == wait


def test_a_try_that_succeeded_is_taken_back(inside):
    for _ in range(20):
        count_try(FIVE, "ann", TODAY)
        take_back(db.session(), FIVE, "ann", TODAY)
        db.session.commit()


def test_taking_back_never_gives_credit(inside):
    count_try(FIVE, "ann", TODAY)
    for _ in range(3):
        take_back(db.session(), FIVE, "ann", TODAY)
    db.session.commit()
    assert tries_until_refused(FIVE, "ann", TODAY) == 5


def test_a_try_counts_even_where_the_request_fails(inside):
    for _ in range(5):
        count_try(FIVE, "ann", TODAY)
        db.session.rollback()
    assert tries_until_refused(FIVE, "ann", TODAY) == 0


def test_old_counts_can_be_forgotten(inside):
    count_try(FIVE, "ann", TODAY)
    count_try(FIVE, "ann", TODAY + timedelta(days=1))
    forget_before(db.session(), TODAY + timedelta(hours=1))
    assert db.session.scalar(select(func.count()).select_from(RateCount)) == 1


def test_a_long_subject_is_counted_too(inside):
    assert tries_until_refused(FIVE, "x" * 500, TODAY) == 5


@pytest.fixture(params=DATABASES)
def web_machines(request, tmp_path):
    """Two processes' worth of apps over one database of their own."""
    with ExitStack() as stack:
        url = stack.enter_context(its_own(request.param, tmp_path, request))
        first = stack.enter_context(an_app(settings(tmp_path, url), FixedClock(TODAY)))
        second = create_app(settings(tmp_path, url), FixedClock(TODAY))
        yield first, second
        with second.app_context():
            db.engine.dispose()


def tried(app) -> bool:
    """Say whether one try was let through."""
    with app.app_context():
        try:
            count_try(FIVE, "ann", TODAY)
        except TooManyTriesError:
            return False
        return True


def test_the_count_holds_across_machines_and_threads(web_machines):
    turns = [app for app, _ in zip(cycle(web_machines), range(40), strict=False)]
    with ThreadPoolExecutor(4) as threads:
        let_through = list(threads.map(tried, turns))
    assert let_through.count(True) == 5
    with web_machines[1].app_context():
        assert db.session.scalar(select(RateCount.tries)) == 40


def test_a_visitor_is_refused_on_the_second_machine_too(web_machines):
    first, second = web_machines
    for app in web_machines:
        app.config["WTF_CSRF_ENABLED"] = False
    answers = [first.test_client().post("/forgotten-password", data=LETTER) for _ in range(5)]
    assert {answer.status_code for answer in answers} <= {200, 303}
    refused = second.test_client().post("/forgotten-password", data=LETTER)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "3601"
    assert "Too many tries" in refused.text
