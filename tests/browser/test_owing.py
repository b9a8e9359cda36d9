"""A coach with two bodies: what I did, what I owe by when, and why so little of it counted."""

import csv
import io
import re
import time
from datetime import timedelta

import pytest
from PIL import Image

from cpd.kernel.clock import SystemClock
from tests.browser.arriving import LETTER_WITHIN, fetched, letter_to, link_in, register

pytestmark = pytest.mark.browser
GROUP = "Tuesday group"
SUPERVISOR = "Ilse Baker"
WITH_A_NAME = "What stayed with me: my client Anna Petrova said that she felt heard."
WITHOUT = "What stayed with me: a client said that they felt heard."


def click(coach, name: str) -> None:
    """Press a button that leads to a page which is looked at elsewhere."""
    coach.page.get_by_role("button", name=name, exact=True).click()
    coach.page.wait_for_load_state("load")


def follow_two_bodies(coach) -> None:
    """BACP needs nothing more; ICF asks for a day, and takes none that is still to come."""
    coach.go("/standing")
    coach.page.get_by_label("BACP accredited member").check()
    coach.page.get_by_label("ICF Professional Certified Coach").check()
    coach.press("Follow")
    assert coach.sees("Before this can be judged")
    awarded = coach.page.get_by_label("Day your credential was awarded")
    awarded.fill("2099-02-28")
    coach.press("Save and judge")
    assert coach.sees("That day is still to come")
    awarded.fill("2024-02-29")
    click(coach, "Save and judge")
    assert coach.sees("ICF is judged by what you said")


def log_quickly(coach, what: str, how_long: str, kind: str) -> None:
    coach.page.goto("/log")
    coach.fill("What was it?", what)
    coach.fill("How long?", how_long)
    click(coach, kind)
    assert coach.sees(f"Logged: {how_long}")


def log_the_group(coach) -> str:
    """Return the page of the session: two fields first, five people and a facilitator after."""
    log_quickly(coach, "Coaching at the harbour", "10 hours", "Practice")
    log_quickly(coach, GROUP, "3 hours", "Supervision")
    coach.press("Add details")
    page = coach.page
    page.get_by_label("Group", exact=True).check()
    page.locator("[name=contracted]").fill("5")
    page.locator("[name=facilitated]").check()
    page.locator("[name=supervisor]").fill(SUPERVISOR)
    coach.press("Save the change")
    assert coach.sees("36 minutes counted of 3 hours")
    return page.url


def see_why_and_what_is_missing(coach) -> None:
    coach.press("Rule by rule")
    assert coach.sees("Group of 5 shared 3 hours; each is credited 36 minutes")
    coach.go("/standing")
    owed = coach.page.get_by_role("article", name="BACP accredited member")
    assert "54 more minutes of supervision by" in owed.inner_text()
    owed.get_by_role("link", name="Every rule, and why").click()


def try_what_if(coach) -> None:
    """An hour with a supervisor alone would do; nothing is logged by asking."""
    coach.page.get_by_label("What", exact=True).select_option("Supervision, individual")
    coach.fill("Time it takes", "54 min")
    coach.press("See what it changes")
    [told] = coach.page.locator(".callout", has_text="If you did that").all_inner_texts()
    assert "would be met" in told
    coach.page.goto("/log")
    assert coach.sees("2 entries")


def take_leave(coach) -> None:
    coach.page.goto("/standing/absences")
    coach.page.get_by_label("Illness").check()
    coach.page.get_by_label("First day").fill("2026-02-01")
    coach.press("Add")
    assert coach.sees("Illness, 1 February 2026 to further notice")
    click(coach, "Withdraw")
    assert coach.sees("Withdrawn")


def keep_a_reflection(coach) -> None:
    """A client's name is asked about gently; the words are all still there to be changed."""
    coach.page.goto("/log/new?kind=reflection")
    coach.fill("Title", "On being heard")
    words = coach.page.locator("[name=reflection]")
    words.fill(WITH_A_NAME)
    coach.press("Log it")
    assert coach.sees("Could somebody be known by this?")
    assert words.input_value() == WITH_A_NAME
    words.fill(WITHOUT)
    click(coach, "Log it")
    assert coach.sees(WITHOUT)


def have_it_attested(coach, visitor, demonstration, session: str, email: str) -> None:
    """The supervisor has no account, and another browser."""
    coach.page.goto(session)
    coach.press("Ask your supervisor")
    assert coach.page.get_by_label("Their name").input_value() == SUPERVISOR
    coach.fill("Their e-mail address", email)
    coach.press("Send the question")
    letter = letter_to(demonstration, email, "asks you")
    supervisor = visitor()
    supervisor.go(link_in(letter, demonstration, "/attest/"))
    assert supervisor.sees("3 hours")
    supervisor.page.get_by_label("Yes, it was so").check()
    supervisor.press("Send my answer")
    assert supervisor.sees("You have agreed to this")
    coach.page.reload()
    assert coach.sees(f"{SUPERVISOR} agreed on")


def photograph() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((1200, 900), 40).convert("RGB").save(file, "JPEG")
    return file.getvalue()


def add_evidence(coach, session: str) -> None:
    coach.page.goto(f"{session}/evidence")
    coach.page.locator("input[type=file]").set_input_files(
        {"name": "attendance.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    coach.press("Add the file")
    with coach.page.expect_download() as started:
        coach.page.get_by_role("link", name=re.compile("attendance")).first.click()
    with Image.open(started.value.path()) as picture:
        assert picture.format == "JPEG"


def add_insurance(coach) -> None:
    coach.page.goto("/papers")
    coach.press("Professional indemnity insurance")
    today = SystemClock().now().date()
    coach.page.locator("[name=first_on]").fill((today - timedelta(days=300)).isoformat())
    coach.page.locator("[name=last_on]").fill((today + timedelta(days=65)).isoformat())
    coach.press("Add it")
    assert coach.sees("Covers today")
    coach.page.goto("/standing")
    assert not coach.sees("No indemnity insurance")


def export_the_log(coach) -> list[dict[str, str]]:
    coach.go("/transfer/export")
    with coach.page.expect_download() as started:
        coach.page.get_by_role("button", name="CSV").click()
    with started.value.path().open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def check_a_file(coach, lines: list[dict[str, str]]) -> None:
    """Upload it, and say what its columns are; nothing is in the log yet."""
    text = io.StringIO()
    writer = csv.DictWriter(text, lines[0])
    writer.writeheader()
    writer.writerows(lines)
    coach.go("/transfer/import")
    coach.page.locator("input[type=file]").set_input_files(
        {"name": "log.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}
    )
    coach.press("Upload")
    if coach.page.get_by_role("button", name="Check the file").count():
        coach.press("Check the file")


def bring_it_in_again(coach) -> None:
    """What is there already is warned of and stays out; one line more comes in, and is undone."""
    lines = export_the_log(coach)
    elsewhere = dict.fromkeys(lines[0], "") | {
        "kind": "activity",
        "date_start": "2026-03-02",
        "title": "Written elsewhere",
        "minutes": "90",
    }
    check_a_file(coach, [*lines, elsewhere])
    assert coach.sees(f"Line 2, {lines[0]['title']}: is in your log already")
    assert coach.sees("1 line comes in, and those you chose above")
    coach.press("Import")
    coach.page.get_by_role("link", name="Undo this import").click(timeout=LETTER_WITHIN * 1000)
    assert coach.sees("1 entry of this import")
    coach.press("Undo the import")
    coach.page.goto("/log?q=elsewhere")
    assert coach.sees("Withdrawn")


def read_the_calendar(coach) -> None:
    """The address is shown once, and needs nobody signed in."""
    coach.page.goto("/transfer/calendar")
    coach.press("Make an address")
    feed = fetched(coach.page.locator("#calendar-address").input_value())
    assert feed.startswith("BEGIN:VCALENDAR")
    assert "BACP" in feed
    assert GROUP not in feed


def test_a_coach_with_two_bodies_is_told_what_they_owe(visitor, demonstration):
    coach, key = visitor(), time.time_ns()
    register(coach, demonstration, "Marta Soosaar", f"coach-{key}@example.org", "practitioner")
    follow_two_bodies(coach)
    session = log_the_group(coach)
    see_why_and_what_is_missing(coach)
    try_what_if(coach)
    take_leave(coach)
    keep_a_reflection(coach)
    have_it_attested(coach, visitor, demonstration, session, f"supervisor-{key}@example.org")
    add_evidence(coach, session)
    add_insurance(coach)
    bring_it_in_again(coach)
    read_the_calendar(coach)


def reach(page, element) -> None:
    """Press Tab until the element has the focus, as somebody does who has no mouse."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if element.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{element} cannot be reached by Tab")


def test_the_quick_entry_needs_no_mouse(visitor):
    coach = visitor("coach@example.org")
    coach.go("/log")
    page, title = coach.page, f"By keyboard {time.time_ns()}"
    reach(page, page.get_by_label("What was it?"))
    page.keyboard.type(title)
    reach(page, page.get_by_label("How long?"))
    page.keyboard.type("25m")
    reach(page, page.get_by_role("button", name="CPD", exact=True))
    page.keyboard.press("Space")
    page.get_by_text("Logged: 25 minutes of CPD activity, today.").wait_for()
    reach(page, page.get_by_role("link", name="Add details"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Change this entry").wait_for()
    assert page.get_by_label("Title").input_value() == title
