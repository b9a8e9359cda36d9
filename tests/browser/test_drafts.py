"""A long reflection survives a closed browser and an expired session."""

import re
import secrets

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

COACH = "coach@example.org"
SAVED = re.compile(r"Draft saved \d\d:\d\d")
WORDS = "What stayed with me, and what I would do otherwise. "


@pytest.fixture
def title():
    return f"Kept {secrets.token_hex(4)}"


def type_away(visitor, title):
    """Begin a reflection, key by key at its end, as somebody does."""
    visitor.page.get_by_label("Title").fill(title)
    box = visitor.page.locator("textarea[name=reflection]")
    box.fill(WORDS * 40)
    box.press_sequentially("And so on.")


def status(visitor):
    return visitor.page.locator("[data-draft-saved]")


def in_new_tab(visitor):
    return Visitor(visitor.page.context.new_page(), visitor.size)


def throw_away(visitor, title):
    visitor.go("/log")
    row = visitor.page.locator(".drafts > li", has_text=title)
    row.get_by_role("button", name="Throw away").click()
    expect(visitor.page.get_by_text("The draft is thrown away")).to_be_visible()


def test_what_was_typed_is_there_on_another_device(visitor, title):
    first = visitor(COACH)
    first.go("/log/new?kind=reflection")
    type_away(first, title)
    expect(status(first)).to_have_text(SAVED)
    first.look()
    first.page.context.close()
    second = visitor(COACH)
    second.go("/log")
    second.page.get_by_role("link", name=f"Go on with: {title}").click()
    second.look()
    assert second.page.input_value("[name=reflection]") == WORDS * 40 + "And so on."
    second.press("Log it")
    assert second.sees(title)
    second.go("/log")
    assert not second.page.get_by_role("link", name=f"Go on with: {title}").count()


def test_a_browser_closed_in_the_middle_of_a_word_loses_nothing(visitor, title):
    first = visitor(COACH)
    first.go("/log/new?kind=reflection")
    type_away(first, title)
    first.page.goto("/log/plan")  # sooner than a pause in typing
    first.page.wait_for_timeout(1000)
    second = in_new_tab(first)
    second.go("/log")
    second.page.get_by_role("link", name=f"Go on with: {title}").click()
    assert second.page.input_value("[name=reflection]").endswith("And so on.")
    throw_away(second, title)


def test_a_page_that_was_signed_out_saves_by_itself_after_signing_in(visitor, title):
    first = visitor(COACH)
    first.go("/log/new?kind=reflection")
    first.page.context.clear_cookies()
    type_away(first, title)
    expect(status(first)).to_contain_text("You are signed out", timeout=10_000)
    in_new_tab(first).sign_in(COACH)
    expect(status(first)).to_have_text(SAVED, timeout=40_000)
    throw_away(first, title)


def test_what_was_typed_while_signed_out_is_sent_after_the_page_was_closed(visitor, title):
    first = visitor(COACH)
    first.go("/log/new?kind=reflection")
    first.page.context.clear_cookies()
    type_away(first, title)
    expect(status(first)).to_contain_text("You are signed out", timeout=10_000)
    second = in_new_tab(first)
    first.page.close()
    second.sign_in(COACH)
    second.go("/log")
    expect(second.page.locator("[data-unsent-drafts]")).to_contain_text("kept as a draft")
    second.page.get_by_role("link", name="Show it").click()
    second.page.get_by_role("link", name=f"Go on with: {title}").click()
    assert second.page.input_value("[name=reflection]").endswith("And so on.")
    throw_away(second, title)


def test_nobody_else_at_the_same_browser_gets_what_was_not_sent(visitor, title):
    first = visitor(COACH)
    first.go("/log/new?kind=reflection")
    first.page.context.clear_cookies()
    type_away(first, title)
    expect(status(first)).to_contain_text("You are signed out", timeout=10_000)
    other = in_new_tab(first)
    first.page.close()
    other.sign_in("supervisor@example.org")
    other.go("/log")
    other.page.wait_for_timeout(500)
    other.go("/log")
    assert not other.sees(title)


def test_without_javascript_a_button_keeps_the_draft(chromium, demonstration):
    context = chromium.new_context(java_script_enabled=False, base_url=demonstration.address)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(COACH)
    page.get_by_label("Password", exact=True).fill("demonstration only")
    page.locator("main button[type=submit]").first.click()
    page.goto("/log/new?kind=reflection")
    page.get_by_label("Title").fill("Kept by hand")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_text("Kept as a draft")).to_be_visible()
    page.get_by_role("link", name="Go on with: Kept by hand").click()
    assert page.input_value("[name=title]") == "Kept by hand"
    context.close()
