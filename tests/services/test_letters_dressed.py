"""Every letter in both its parts: nothing loaded, names escaped, who writes and why at the end."""

import re
from collections import defaultdict
from datetime import date

import pytest

from cpd import places
from cpd.web.letterhead import compose

ODD = "O'Neill <b onclick=x>& Co</b>"
LINK = "https://cpd.example/do?a=1&b=2"
LETTERS = sorted(one.name for one in (places.TEMPLATES / "emails").iterdir() if one.is_dir())
DAY = date(2026, 4, 1)
FACTS = defaultdict(
    lambda: ODD,
    **dict.fromkeys(("expires_on", "last_on"), DAY),
    **dict.fromkeys(
        ("link", "forgot", "sign_in", "all_link", "certificate_link", "module_link", "new_link",
         "papers_link", "verify_link"),
        LINK,
    ),
    facts=[("Day", "1 April 2026"), ("Note", ODD)],
    questions=[{"member": ODD, "what": ODD, "expires_on": DAY, "link": LINK}],
    bodies=(ODD,),
    is_over=False,
    is_log_changed=True,
)  # fmt: skip
WORDS = (
    "bodies", "certificate_link", "email", "every", "expires_on", "facts", "forgot", "all_link",
    "is_log_changed", "is_over", "issuer", "last_on", "link", "member", "module_link", "name",
    "new_link", "papers_link", "questions", "serial", "sign_in", "subject_word", "supervisor",
    "title", "verify_link", "what", "when", "why_withdrawn", "word",
)  # fmt: skip


@pytest.fixture(params=LETTERS)
def letter(request, app):
    with app.app_context():
        _, text, html = compose(f"emails/{request.param}", **{one: FACTS[one] for one in WORDS})
    return text, html


def test_nothing_that_stands_in_a_letter_can_act(letter):
    _, html = letter
    assert "<b onclick" not in html
    assert "&lt;b onclick" in html


def test_a_letter_loads_nothing_and_fits_every_screen(letter):
    _, html = letter
    assert not re.search(r"<(img|link|script|style|iframe)\b|url\(", html)
    assert "max-width: 36em" in html
    assert 'name="color-scheme" content="light dark"' in html


def test_the_plain_part_says_it_as_it_is(letter):
    text, _ = letter
    assert "&lt;" not in text
    assert "&#39;" not in text
    assert "O'Neill" in text


def test_each_part_ends_with_who_writes_and_why(letter):
    for part in letter:
        assert "You get this letter because" in part[-500:]
        assert "http://localhost" in part[-700:]


def test_a_button_is_also_an_address_to_copy(letter):
    text, html = letter
    shown = LINK.replace("&", "&amp;")
    buttons = re.findall(r'<a href="([^"]+)" style="display: inline-block', html)
    for address in buttons:
        assert f">{address}</a>" in html
    assert set(buttons) <= {shown, "http://localhost"}
    if buttons:
        assert LINK in text
