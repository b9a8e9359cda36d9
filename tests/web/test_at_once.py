"""Many clicks at the same moment, over the real pages and a database of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from cpd.attempts.models import Answer, Attempt, Completion
from cpd.attempts.rules import Paper
from cpd.attempts.service import start
from cpd.catalogue.service import current_module
from cpd.certificates.models import Certificate, CertificateFile
from cpd.kernel.clock import FixedClock
from cpd.letters.models import Letter
from cpd.people.models import LetterLink, Person, SignIn
from cpd.people.rules import Role
from cpd.records.models import Entry
from cpd.web.context import job
from tests.browsing import sign_in
from tests.conftest import DATABASES, TODAY, settings
from tests.databases import an_app, its_own
from tests.factories.minting import issue_waiting
from tests.factories.modules import MODULE, a_loaded_module, answer_all, best_road
from tests.factories.people import a_person
from tests.web.visiting import FORM

CLICKS = 12
ENTRY = {"form_id": "a" * 32, "done_on": "2026-03-01", "time": "1h30", "title": "A talk"}


@pytest.fixture(params=DATABASES)
def site(request, tmp_path):
    with (
        its_own(request.param, tmp_path, request) as url,
        an_app(settings(tmp_path, url), FixedClock(TODAY)) as app,
    ):
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context(), job("test") as work:
            a_loaded_module(work)
        yield app


@pytest.fixture
def person_id(site):
    with site.app_context(), job("test") as work:
        return a_person(work.session, role=Role.TRAINEE).id


@pytest.fixture
def browsers(site, person_id):
    """As many browsers of one person as there will be clicks."""
    found = [site.test_client() for _ in range(CLICKS)]
    with site.app_context(), job("test") as work:
        person = work.session.get(Person, person_id)
        for browser in found:
            sign_in(browser, work.session, person, TODAY)
    return found


def at_once(browsers, act):
    """Let every browser act at the same moment; return their answers by status and place."""
    together = Barrier(len(browsers))

    def one(pair):
        together.wait(timeout=180)
        answer = act(*pair)
        return answer.status_code, answer.location

    with ThreadPoolExecutor(len(browsers)) as threads:
        return set(threads.map(one, enumerate(browsers)))


def count(site, model) -> int:
    with site.app_context(), job("test") as work:
        return work.session.scalar(select(func.count()).select_from(model))


def a_quiz(site, person_id):
    with site.app_context(), job("test") as work:
        person = work.session.get(Person, person_id)
        version = current_module(work.session, MODULE)
        best_road(work, person, version)
        quiz = start(work, person, version, Paper.QUIZ)
        answer_all(work, person, quiz)
        return quiz.id, quiz.drawn[0][0]


def test_many_starts_begin_one_attempt(site, browsers):
    answers = at_once(
        browsers, lambda _, b: b.post(f"/modules/{MODULE}/start", data={"paper": "scenario"})
    )
    assert {status for status, _ in answers} == {303}
    assert len(answers) == 1, "all are led to the same attempt"
    assert count(site, Attempt) == 1


def test_many_hand_ins_pass_once(site, person_id, browsers):
    quiz, _ = a_quiz(site, person_id)
    answers = at_once(browsers, lambda _, b: b.post(f"/quizzes/{quiz}/hand-in"))
    assert answers == {(303, f"/quizzes/{quiz}/result")}
    assert issue_waiting(site) == "1 certificate issued"
    for model in (Completion, Certificate, CertificateFile, Entry, Letter):
        assert count(site, model) == 1, model


def test_of_many_answers_the_last_change_stands(site, person_id, browsers):
    quiz, item = a_quiz(site, person_id)
    answers = at_once(
        browsers,
        lambda number, b: b.post(
            f"/quizzes/{quiz}/answers", json={"place": item, "response": [], "seq": number + 2}
        ),
    )
    assert {status for status, _ in answers} <= {200, 409}
    with site.app_context(), job("test") as work:
        assert work.session.get(Answer, (quiz, item)).seq == CLICKS + 1


def test_many_registrations_make_one_person_and_one_link_that_holds(site):
    strangers = [site.test_client() for _ in range(5)]
    answers = at_once(strangers, lambda _, b: b.post("/register", data=FORM))
    assert {status for status, _ in answers} == {303}
    assert count(site, Person) == 1
    with site.app_context(), job("test") as work:
        open_links = select(func.count()).where(LetterLink.used_at.is_(None))
        assert work.session.scalar(open_links) == 1


def test_one_form_sent_many_times_is_one_entry(site, browsers):
    answers = at_once(browsers, lambda _, b: b.post("/log/new", data=ENTRY))
    assert {status for status, _ in answers} == {303}
    assert len(answers) == 1
    assert count(site, Entry) == 1


def test_every_browser_signs_itself_out(site, browsers):
    assert at_once(browsers, lambda _, b: b.post("/sign-out")) == {(303, "/signed-out")}
    with site.app_context(), job("test") as work:
        still = select(func.count()).where(SignIn.ended_at.is_(None))
        assert work.session.scalar(still) == 0
