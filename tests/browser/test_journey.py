"""The whole journey, as each role walks it, on a phone and at a desk."""

import io
import re
import subprocess
import time

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from cpd import places
from cpd.catalogue.files import read_modules
from cpd.demo.passing import passing_road, right_answer
from tests.browser.arriving import PASSWORD, fetched, letter_to, register
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
MODULE = "chat-crisis"


@pytest.fixture(scope="session")
def module():
    modules = {one.name: one.module for one in read_modules(places.SCENARIOS, places.QUIZZES)}
    return modules[MODULE]


def take(visitor, choice) -> None:
    visitor.page.locator(f'input[name=choice][value="{choice}"]').check()
    visitor.press("Do this")


def walk_half_and_come_back(visit, module, email: str):
    """Walk three scenes, close the browser, sign in again, and find the fourth."""
    road = passing_road(module.case, pass_percent=module.scenario.pass_percent).road
    first = visit()
    first.sign_in(email, PASSWORD)
    first.go(f"/modules/{MODULE}")
    first.press("Begin the scenario")
    for _, choice in road[:3]:
        take(first, choice)
    first.page.context.close()
    again = visit()
    again.sign_in(email, PASSWORD)
    again.go(f"/modules/{MODULE}")
    again.press("Go on with the scenario")
    assert again.sees(module.case.scene(road[3][0]).heading)
    for _, choice in road[3:]:
        take(again, choice)
    assert again.sees("The road you took")
    return again


def sit_the_quiz(visitor, module) -> None:
    """Answer each question; every answer is acknowledged, and still there after a reload."""
    visitor.press("Begin the quiz")
    page = visitor.page
    items = page.locator("fieldset[data-item]")
    for number in range(items.count()):
        item = items.nth(number)
        answer_item(item, module.bank.item(item.get_attribute("data-item")))
    page.get_by_text("All answers saved").wait_for()
    page.reload()
    visitor.look()
    assert page.locator(".item-navigator .is-answered").count() == items.count()
    visitor.press("Go on to hand in")
    assert visitor.sees("Every question has an answer")
    visitor.press("Hand in")
    assert page.locator("h1").inner_text() == "You passed"
    assert visitor.sees("Debrief")


def answer_item(field, item) -> None:
    for response in right_answer(item):
        if item.answer:
            field.locator("input[type=text]").fill(response)
        else:
            field.locator(f'input[value="{response}"]').check()


def prepared(visitor):
    """Wait until the certificate is there, as its holder would: by looking again."""
    link = visitor.page.get_by_role("link", name=re.compile("^Download PDF"))
    for _ in range(60):
        if link.count():
            break
        visitor.page.wait_for_timeout(1000)
        visitor.page.reload()
    return link


def test_a_trainee_passes_and_a_stranger_verifies(visitor, demonstration, module):
    name, email = "Anneliese Özgür-Nwachukwu", f"new-{time.time_ns()}@example.org"
    register(visitor(), demonstration, name, email)
    trainee = walk_half_and_come_back(visitor, module, email)
    sit_the_quiz(trainee, module)

    trainee.press("My log")
    assert trainee.sees(module.title)
    assert trainee.sees("1 hour")

    trainee.go("/certificates")
    with trainee.page.expect_download() as started:
        prepared(trainee).click()
    pdf = started.value.path().read_bytes()
    serial = check_pdf(pdf, name, module)

    stranger = visitor()
    stranger.go(scanned(pdf).removeprefix(demonstration.address))
    assert stranger.sees("This certificate is valid")
    assert stranger.sees(name)
    assert email not in stranger.page.content()
    stranger.go("/verify")
    stranger.fill("Serial", serial.lower().replace("-", " "))
    stranger.fill("Surname of the holder", "ozgur nwachukwu")
    stranger.press("Check")
    assert stranger.sees("This certificate is valid")

    withdraw(visitor("administrator@example.org"), serial)
    stranger.page.reload()
    stranger.look()
    assert stranger.sees("This certificate was withdrawn on")
    assert "wrong module" not in stranger.page.content()


def withdraw(administrator, serial: str) -> None:
    administrator.go(f"/certificates/issued/{serial}/withdraw")
    administrator.page.get_by_label("issued in error").check()
    administrator.page.locator("textarea[name=reason]").fill("The wrong module was credited.")
    administrator.press("Withdraw it for good")


def check_pdf(pdf: bytes, name: str, module) -> str:
    """Read the paper back: one page, the name, the module, the serial. Return the serial."""
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    text = re.sub(r"\s+", " ", reader.pages[0].extract_text())
    assert name in text
    assert module.title in text
    return re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}\b", text).group()


def scanned(pdf: bytes) -> str:
    """Print the paper, hold it before a camera, and return the address in its code."""
    picture = subprocess.run(
        ["pdftoppm", "-r", "110", "-png", "-"], input=pdf, capture_output=True, check=True
    ).stdout
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return code.text


def test_a_coach_keeps_a_log(visitor):
    coach = visitor("coach@example.org")
    coach.go("/log/new?kind=activity")
    coach.fill("Time it took", "1h30")
    coach.page.get_by_text("1 hour 30 minutes").wait_for()
    coach.fill("Title", "Workshop on endings")
    coach.press("Log it")
    assert coach.sees("1 hour 30 minutes")
    coach.go("/log/new?kind=supervision")
    coach.fill("Time it took", "soon")
    coach.fill("Title", "Supervision with my group")
    coach.page.get_by_label("Group", exact=True).check()
    coach.press("Log it")
    assert coach.page.get_by_label("Time it took").input_value() == "soon"
    coach.fill("Time it took", "90 min")
    coach.press("Log it")
    assert coach.sees("Supervision with my group")
    coach.go("/log")
    coach.press("Export")
    coach.press("Export the log: CSV, Excel or JSON")
    with coach.page.expect_download() as started:
        coach.page.get_by_role("button", name="CSV").click()
    assert "Workshop on endings" in started.value.path().read_text(encoding="utf-8-sig")


def test_an_assessor_sees_who_holds_what(visitor):
    assessor = visitor("assessor@example.org")
    assessor.go("/roster")
    assert assessor.sees("Siobhán Ní Bhriain")
    assert assessor.sees("Aïssatou Diallo")


def test_people_are_reminded_before_their_certificate_runs_out(demonstration):
    letter = letter_to(demonstration, "holder7@example.org", "runs out")
    assert "Олена Шевченко" in letter


def test_the_processes_say_how_they_are(demonstration):
    assert fetched(f"{demonstration.address}/healthz") == "ok\n"
    assert fetched(f"{demonstration.address}/readyz") == "ready\n"


@pytest.mark.parametrize(
    ("email", "paths"),
    [
        pytest.param(
            None,
            ["/", "/modules", "/codes", "/codes/bacp", "/codes/bacp/33", "/codes/search?q=secret",
             "/themes/supervision", "/verify", "/verify?serial=abc", "/v/none", "/register",
             "/forgotten-password", "/nowhere"],
            id="a stranger",
        ),
        pytest.param(
            "trainee@example.org",
            ["/modules", f"/modules/{MODULE}", "/certificates", "/log", "/account",
             "/account/password"],
            id="a trainee",
        ),
        pytest.param(
            "coach@example.org",
            ["/log", "/log/new?kind=supervision", "/log?kind=supervision", "/log/plan",
             "/log/practice", "/log/timer", "/log/templates", "/log/supervisors", "/standing",
             "/standing/follow", "/standing/absences", "/standing/rhythm",
             "/standing/packs/bacp.accredited", "/papers", "/papers/new?document=dbs_check",
             "/transfer", "/transfer/import", "/transfer/export", "/transfer/portfolio"],
            id="a coach",
        ),
        pytest.param("author@example.org", ["/content"], id="an author"),
        pytest.param("assessor@example.org", ["/roster"], id="an assessor"),
        pytest.param(
            "administrator@example.org",
            ["/people", "/certificates/issued", "/certificates/withdrawals",
             "/certificates/issuers", "/outbox", "/codes/import", "/content"],
            id="an administrator",
        ),
    ],
)  # fmt: skip
def test_every_page_is_accessible_and_fits(visitor, email, paths):
    somebody = visitor(email)
    for path in paths:
        somebody.go(path)


def test_the_strict_policy_blocks_nothing_of_ours(chromium, demonstration):
    context = chromium.new_context(base_url=demonstration.address)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    for path in ("/", "/modules", "/codes", "/verify", "/sign-in"):
        page.goto(path)
    context.close()
    assert said == []


def test_answers_given_offline_are_kept_and_sent_later(visitor, demonstration, module):
    somebody = visitor()
    email = f"offline-{time.time_ns()}@example.org"
    register(somebody, demonstration, "Offline Example", email)
    somebody.go(f"/modules/{MODULE}")
    somebody.press("Begin the scenario")
    for _, choice in passing_road(module.case, pass_percent=75).road:
        take(somebody, choice)
    somebody.press("Begin the quiz")
    page = somebody.page
    first = page.locator("fieldset[data-item]").first
    page.context.set_offline(True)
    answer_item(first, module.bank.item(first.get_attribute("data-item")))
    page.get_by_text("Not saved yet").wait_for()
    page.context.set_offline(False)
    page.get_by_text("All answers saved").wait_for(timeout=40_000)
    page.reload()
    assert page.locator(".item-navigator .is-answered").count() == 1


def test_a_choice_outlives_a_lost_session_and_is_taken_at_the_first_press(
    visitor, demonstration, module
):
    somebody, email = visitor(), f"lost-{time.time_ns()}@example.org"
    register(somebody, demonstration, "Lost Example", email)
    somebody.go(f"/modules/{MODULE}")
    somebody.press("Begin the scenario")
    road = passing_road(module.case, pass_percent=module.scenario.pass_percent).road
    somebody.page.context.clear_cookies()
    take(somebody, road[0][1])
    with somebody.page.context.expect_page() as opened:
        somebody.page.get_by_role("link", name="sign in in a new tab").click()
    tab = Visitor(opened.value, somebody.size)
    tab.sign_in(email, PASSWORD)
    tab.page.close()
    somebody.page.bring_to_front()
    token = somebody.page.locator(".kept-form input[name=csrf_token]").input_value()
    somebody.page.evaluate("dispatchEvent(new Event('focus'))")
    somebody.page.wait_for_function(
        "old => document.querySelector('.kept-form input[name=csrf_token]').value !== old",
        arg=token,
    )
    somebody.press("Send it now")
    assert somebody.sees(module.case.scene(road[1][0]).heading)


def test_a_name_of_144_letters_fits_the_page_and_its_menu(visitor, demonstration):
    somebody = visitor()
    register(somebody, demonstration, "W" * 144, f"long-{time.time_ns()}@example.org")
    somebody.go("/account")
    if somebody.size == "phone":
        somebody.page.locator("summary", has_text="Menu").click()
        somebody.look()
