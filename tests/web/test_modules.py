import json
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from cpd.attempts.rules import Paper
from cpd.attempts.service import mine
from cpd.catalogue.service import module_of
from cpd.people.rules import Role
from tests.factories.modules import (
    MODULE,
    a_loaded_module,
    best_road,
    right_answer,
    wrong_answer,
)


@pytest.fixture
def version(work):
    version = a_loaded_module(work)
    work.session.commit()
    return version


@pytest.fixture
def trainee(as_):
    return as_(Role.TRAINEE)


def begin(browser, paper):
    answer = browser.post(f"/modules/{MODULE}/start", data={"paper": paper})
    assert answer.status_code == 303, answer.text
    return answer.location


def choose(browser, where, scene, choice):
    return browser.post(where, data={"scene": scene, "choice": choice})


def walk_well(browser):
    where = begin(browser, "scenario")
    choose(browser, where, "first", "ask")
    choose(browser, where, "second", "stay")
    return where


def drawn(work, browser, where):
    attempt_id = where.rsplit("/", 1)[1]
    attempt = mine(work.session, browser.person.id, UUID(attempt_id), Paper.QUIZ)
    bank = module_of(attempt.module_version).bank
    return [bank.item(item_id) for item_id, _ in attempt.drawn]


def test_a_stranger_sees_the_modules_and_is_asked_to_sign_in(client, version):
    assert "A module" in client.get("/modules").text
    assert "Sign in to begin" in client.get(f"/modules/{MODULE}").text


def test_an_unknown_module_is_said_to_be_unknown(client):
    page = client.get("/modules/nowhere")
    assert (page.status_code, "There is no such module" in page.text) == (404, True)


def test_a_scenario_is_walked_saved_and_resumed(trainee, version):
    where = begin(trainee, "scenario")
    assert "You are here." in trainee.get(where).text
    assert choose(trainee, where, "first", "ask").status_code == 303
    resumed = begin(trainee, "scenario")
    assert resumed == where
    page = trainee.get(where)
    assert "1 decision made so far" in page.text
    assert "She smiles." in page.text


def test_going_on_without_a_choice_is_refused_on_the_page(trainee, version):
    where = begin(trainee, "scenario")
    page = trainee.post(where, data={"scene": "first"})
    assert (page.status_code, "Choose what you do" in page.text) == (422, True)


def test_the_back_button_cannot_take_a_choice_back(trainee, version):
    where = begin(trainee, "scenario")
    choose(trainee, where, "first", "ask")
    page = choose(trainee, where, "first", "leave")
    assert (page.status_code, "Your first choice stands" in page.text) == (409, True)


def test_a_choice_that_comes_too_late_is_answered_with_the_scene_the_story_is_in(trainee, version):
    where = begin(trainee, "scenario")
    choose(trainee, where, "first", "ask")
    page = choose(trainee, where, "first", "leave").text
    assert "She smiles." in page
    assert "Do this" in page
    assert "What you had typed" not in page


def test_a_choice_after_the_end_leads_to_the_debrief(trainee, version):
    where = walk_well(trainee)
    answer = choose(trainee, where, "first", "leave")
    assert (answer.status_code, answer.location) == (303, f"{where}/debrief")
    assert "Your first choice stands" in trainee.get(answer.location).text


def test_the_debrief_comes_after_the_end_and_not_before(trainee, version):
    where = begin(trainee, "scenario")
    assert trainee.get(f"{where}/debrief").location.endswith(where)
    choose(trainee, where, "first", "ask")
    choose(trainee, where, "second", "stay")
    page = trainee.get(f"{where}/debrief")
    assert "Learnt." in page.text
    assert "What else was open" in page.text


def test_a_failed_road_does_not_tell_what_else_was_open(trainee, version):
    where = begin(trainee, "scenario")
    choose(trainee, where, "first", "leave")
    page = trainee.get(f"{where}/debrief")
    assert "Not passed" in page.text
    assert "What else was open" not in page.text


def test_no_reason_leaves_the_server_before_the_end(trainee, version):
    where = begin(trainee, "scenario")
    assert "Because." not in trainee.get(where).text


@pytest.fixture
def quiz(trainee, version):
    walk_well(trainee)
    return begin(trainee, "quiz")


def test_the_paper_carries_no_key(trainee, quiz):
    page = trainee.get(quiz).text
    assert "Why" not in page
    assert not re.search(r"upholds|breaches|is-right", page)


def test_an_answer_saved_by_script_is_acknowledged_and_shown_again(trainee, quiz, work):
    item = drawn(work, trainee, quiz)[0]
    body = {"place": item.id, "response": list(right_answer(item)), "seq": 1}
    saved = trainee.post(f"{quiz}/answers", json=body)
    assert (saved.status_code, saved.json) == (200, {"place": item.id, "seq": 1})
    page = trainee.get(quiz).text
    assert "checked" in page or right_answer(item)[0] in page


def test_an_older_answer_by_script_is_refused_in_words(trainee, quiz, work):
    item = drawn(work, trainee, quiz)[0]
    body = {"place": item.id, "response": list(right_answer(item)), "seq": 2}
    trainee.post(f"{quiz}/answers", json=body)
    again = trainee.post(f"{quiz}/answers", json=body | {"seq": 1, "response": []})
    assert (again.status_code, "newer answer" in again.json["problem"]) == (409, True)


@pytest.mark.parametrize(
    "body", [[], {"place": 3}, {"place": "x", "response": "a", "seq": 1}, {"seq": True}]
)
def test_a_broken_answer_is_refused(trainee, quiz, body):
    answer = trainee.post(f"{quiz}/answers", data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 409


def whole_form(items, answer, seen=0):
    form = {}
    for item in items:
        form[f"item-{item.id}"] = list(answer(item))
        form[f"seen-{item.id}"] = str(seen)
    return form


def test_without_script_the_whole_paper_is_saved_and_handed_in(trainee, quiz, work):
    form = whole_form(drawn(work, trainee, quiz), right_answer) | {"act": "hand-in"}
    assert trainee.post(f"{quiz}/answers", data=form).location.endswith("/hand-in")
    assert "Every question has an answer" in trainee.get(f"{quiz}/hand-in").text
    assert trainee.post(f"{quiz}/hand-in").location.endswith("/result")
    page = trainee.get(f"{quiz}/result").text
    assert "You passed" in page
    assert "Why" in page


def test_a_stale_tab_does_not_overwrite_a_newer_answer(trainee, quiz, work):
    items = drawn(work, trainee, quiz)
    trainee.post(f"{quiz}/answers", data=whole_form(items, right_answer))
    trainee.post(f"{quiz}/answers", data=whole_form(items, wrong_answer, seen=0))
    page = trainee.get(quiz).text
    assert "a newer answer from another tab was kept" in page
    trainee.post(f"{quiz}/hand-in")
    assert "You passed" in trainee.get(f"{quiz}/result").text


def test_a_change_that_nobody_counts_to_breaks_nothing(trainee, quiz, work):
    form = whole_form(drawn(work, trainee, quiz), right_answer, seen="9" * 5000)
    assert trainee.post(f"{quiz}/answers", data=form).status_code == 303


def test_a_failed_quiz_names_the_clauses_and_not_the_answers(trainee, quiz, work):
    trainee.post(f"{quiz}/answers", data=whole_form(drawn(work, trainee, quiz), wrong_answer))
    trainee.post(f"{quiz}/hand-in")
    page = trainee.get(f"{quiz}/result").text
    assert "Not passed this time" in page
    assert "/codes/plumm/" in page
    assert "Why" not in page


def test_handing_in_names_what_is_unanswered(trainee, quiz):
    assert "3 questions without an answer" in trainee.get(f"{quiz}/hand-in").text


def test_the_back_button_after_handing_in_leads_to_the_result(trainee, quiz):
    trainee.post(f"{quiz}/hand-in")
    assert trainee.get(quiz).location.endswith("/result")
    assert trainee.get(f"{quiz}/hand-in").location.endswith("/result")
    assert trainee.post(f"{quiz}/hand-in").location.endswith("/result")


def test_after_the_time_is_over_the_page_offers_to_hand_in(trainee, quiz, app, clock):
    clock.instant += timedelta(minutes=31)
    assert "The time is over" in trainee.get(quiz).text


def test_the_quiz_is_refused_before_the_scenario_is_passed(trainee, version):
    page = trainee.post(f"/modules/{MODULE}/start", data={"paper": "quiz"})
    assert (page.status_code, "once you have passed the scenario" in page.text) == (409, True)


def test_a_refused_start_leaves_one_on_the_module_page(trainee, version):
    page = trainee.post(f"/modules/{MODULE}/start", data={"paper": "quiz"}).text
    assert "Begin the scenario" in page
    assert "What you had typed" not in page


def test_after_three_tries_no_page_offers_the_quiz_but_says_when_it_opens(trainee, version):
    walked = walk_well(trainee)
    for _ in range(3):
        quiz = begin(trainee, "quiz")
        trainee.post(f"{quiz}/hand-in")
    for path in (f"/modules/{MODULE}", f"{quiz}/result"):
        page = trainee.get(path).text
        assert 'value="quiz"' not in page, path
        assert "opens again on" in page, path
    assert 'value="quiz"' not in trainee.get(f"{walked}/debrief").text


def test_the_debrief_of_a_passed_module_offers_no_further_quiz(trainee, version, work):
    walked = walk_well(trainee)
    assert "The time starts when you begin" in trainee.get(f"{walked}/debrief").text
    quiz = begin(trainee, "quiz")
    trainee.post(f"{quiz}/answers", data=whole_form(drawn(work, trainee, quiz), right_answer))
    trainee.post(f"{quiz}/hand-in")
    assert 'value="quiz"' not in trainee.get(f"{walked}/debrief").text


def test_the_time_left_is_counted_by_our_clock(trainee, quiz, clock):
    clock.instant += timedelta(minutes=5)
    assert f'data-now="{clock.instant.isoformat()}"' in trainee.get(quiz).text


def test_a_paper_that_does_not_exist_is_refused(trainee, version):
    answer = trainee.post(f"/modules/{MODULE}/start", data={"paper": "exam"})
    assert answer.status_code == 404


def test_somebody_elses_attempts_are_not_there(trainee, as_, quiz):
    other = as_(Role.TRAINEE)
    for path in (quiz, f"{quiz}/hand-in", f"{quiz}/result", f"/scenarios/{uuid4()}"):
        assert other.get(path).status_code == 404, path
    assert other.post(f"{quiz}/hand-in").status_code == 404


def test_the_module_page_shows_how_far_one_is(trainee, version, work):
    best_road(work, trainee.person, version)
    work.session.commit()
    page = trainee.get(f"/modules/{MODULE}").text
    assert "Begin the quiz" in page
    assert "Do it again" in page


def test_authors_see_what_is_in_use(as_, version):
    assert "A module" in as_(Role.AUTHOR).get("/content").text
