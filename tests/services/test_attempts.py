from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from cpd.attempts import service, store
from cpd.attempts.models import Attempt, Completion
from cpd.attempts.rules import AttemptState, Paper
from cpd.audit.models import AuditEntry
from cpd.catalogue.rules.modules import QuizPart
from cpd.catalogue.service import current_module, module_of
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.quizzes import service as quizzes
from cpd.quizzes.service import Answering, OlderAnswerError
from cpd.scenarios import service as scenarios
from tests.factories.modules import (
    a_loaded_module,
    a_passed_module,
    a_sat_quiz,
    answer_all,
    best_road,
    right_answer,
    wrong_answer,
)
from tests.factories.people import a_person


@pytest.fixture
def person(session):
    return a_person(session)


@pytest.fixture
def version(work):
    return a_loaded_module(work)


def trail(work):
    return list(work.session.scalars(select(AuditEntry.kind).order_by(AuditEntry.kind)))


def completions(work):
    return work.session.scalars(select(Completion)).all()


def test_a_second_click_finds_the_first_attempt(work, person, version):
    first = service.start(work, person, version, Paper.SCENARIO)
    assert service.start(work, person, version, Paper.SCENARIO).id == first.id
    assert trail(work).count("attempt.started") == 1


def test_the_paper_is_drawn_at_the_start_and_stays(work, person, version):
    best_road(work, person, version)
    attempt = service.start(work, person, version, Paper.QUIZ)
    assert len(attempt.drawn) == 3
    assert attempt.deadline_at == work.at + timedelta(minutes=30)
    assert store.mine(work.session, person.id, attempt.id).drawn == attempt.drawn


def test_the_quiz_waits_for_the_scenario(work, person, version):
    with pytest.raises(RuleError, match="once you have passed"):
        service.start(work, person, version, Paper.QUIZ)


def test_somebody_elses_attempt_is_not_there(work, session, person, version):
    attempt = service.start(work, person, version, Paper.SCENARIO)
    with pytest.raises(NotFoundError):
        scenarios.take(work, a_person(session).id, attempt.id, "first", "ask")


def test_passing_both_papers_completes_the_module_once(work, person, version):
    a_passed_module(work, person, version)
    a_passed_module(work, person, version)
    assert len(completions(work)) == 1
    assert trail(work).count("module.passed") == 1


def test_two_years_later_a_new_cycle_completes_again(work, person, version):
    a_passed_module(work, person, version)
    later = replace(work, at=work.at + timedelta(days=700))
    a_passed_module(later, person, version)
    assert sorted(one.cycle for one in completions(work)) == [1, 2]


def test_a_failed_quiz_completes_nothing(work, person, version):
    best_road(work, person, version)
    attempt = a_sat_quiz(work, person, version, wrong_answer)
    assert (attempt.passed, completions(work)) == (False, [])


def test_an_open_attempt_keeps_the_version_it_began_with(work, person, version):
    attempt = service.start(work, person, version, Paper.SCENARIO)
    newer = a_loaded_module(work, title="Another title")
    assert newer.id != version.id
    resumed = service.start(work, person, newer, Paper.SCENARIO)
    assert (resumed.id, module_of(resumed.module_version).title) == (attempt.id, "A module")


def test_content_that_comes_back_is_the_old_version(work, version):
    a_loaded_module(work, title="Another title")
    a_loaded_module(work)
    assert current_module(work.session, "module").id == version.id


def test_the_first_choice_stands(work, person, version):
    attempt = service.start(work, person, version, Paper.SCENARIO)
    walk = scenarios.take(work, person.id, attempt.id, "first", "wait")
    with pytest.raises(RuleError, match="first choice stands"):
        scenarios.take(work, person.id, attempt.id, "first", "ask")
    again = scenarios.take(work, person.id, attempt.id, "first", "wait")
    assert again.road == walk.road == (("first", "wait"),)


@pytest.fixture
def quiz(work, person, version):
    best_road(work, person, version)
    return service.start(work, person, version, Paper.QUIZ)


def given(quiz, response, seq):
    return Answering(quiz.drawn[0][0], response, seq)


def any_response(quiz):
    return right_answer(module_of(quiz.module_version).bank.item(quiz.drawn[0][0]))


def test_the_highest_sequence_wins(work, person, quiz):
    late = any_response(quiz)
    quizzes.answer(work, person.id, quiz.id, given(quiz, late, 5))
    with pytest.raises(OlderAnswerError, match="newer answer"):
        quizzes.answer(work, person.id, quiz.id, given(quiz, (), 4))
    assert quizzes.saved_answers(work.session, quiz.id)[quiz.drawn[0][0]].response == late


def test_nothing_changes_after_handing_in(work, person, quiz):
    answer_all(work, person, quiz)
    quizzes.hand_in(work, person.id, quiz.id)
    with pytest.raises(RuleError, match="handed in before"):
        quizzes.answer(work, person.id, quiz.id, given(quiz, any_response(quiz), 9))
    work.session.flush()
    with pytest.raises(DBAPIError, match="attempt is closed"):
        work.session.execute(text("UPDATE answer SET seq = 99"))


def test_handing_in_twice_marks_once(work, person, quiz):
    answer_all(work, person, quiz)
    first = quizzes.hand_in(work, person.id, quiz.id)
    later = quizzes.hand_in(replace(work, at=work.at + timedelta(hours=1)), person.id, quiz.id)
    assert (first.id, first.submitted_at) == (later.id, work.at)
    assert trail(work).count("attempt.closed") == 2  # the scenario and the quiz


@pytest.mark.parametrize(
    "answering",
    [
        pytest.param(Answering("q-nowhere", ("a",), 1), id="a question not on the paper"),
        pytest.param(None, id="an option that is not offered"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(work, person, quiz, answering):
    item = next(one for one, order in quiz.drawn if order)
    with pytest.raises(RuleError):
        quizzes.answer(work, person.id, quiz.id, answering or Answering(item, ("zzz",), 1))


def test_an_answer_after_the_deadline_is_refused_in_words(work, person, quiz):
    late = replace(work, at=work.at + timedelta(minutes=31))
    with pytest.raises(RuleError, match="time for this quiz is over"):
        quizzes.answer(late, person.id, quiz.id, given(quiz, any_response(quiz), 1))


def test_a_paper_whose_time_is_over_is_handed_in_as_saved(work, person, quiz):
    answer_all(work, person, quiz)
    assert quizzes.close_overdue(work) == 0
    late = replace(work, at=work.at + timedelta(hours=2))
    assert quizzes.close_overdue(late) == 1
    closed = work.session.get(Attempt, quiz.id)
    assert (closed.state, closed.passed) == (AttemptState.RAN_OUT, True)
    assert quizzes.close_overdue(late) == 0


def test_a_paper_that_cannot_be_marked_holds_up_no_other(work, session, version, quiz, caplog):
    other = a_person(session)
    best_road(work, other, version)
    broken = service.start(work, other, version, Paper.QUIZ)
    broken.drawn = [["no-such-item", []]]
    broken.started_at -= timedelta(minutes=1)
    broken.deadline_at -= timedelta(minutes=1)
    session.flush()
    late = replace(work, at=work.at + timedelta(hours=2))
    assert quizzes.close_overdue(late) == 1
    assert str(broken.id) in caplog.text
    assert session.get(Attempt, quiz.id).state is AttemptState.RAN_OUT
    assert session.get(Attempt, broken.id).state is AttemptState.OPEN


def test_progress_takes_no_more_queries_for_more_modules(work, person):
    others = [a_loaded_module(work, id=f"m{n}", quiz=QuizPart("bank", 3, 60, 30)) for n in range(3)]
    best_road(work, person, others[1])
    keys = [f"m{n}" for n in range(3)]
    past = store.attempts_of(work.session, person.id, keys)
    found = service.progress_of(work.session, person, keys, past, work.at)
    assert [found[f"m{n}"].parts_done for n in range(3)] == [0, 1, 0]
