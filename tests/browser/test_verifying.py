"""Checking a certificate in a real browser: every answer, by keyboard, by hash, on paper."""

import io
import re
import sqlite3

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.browser

GOOD = (
    "withdrawn_at IS NULL AND replaced_at IS NULL AND suspended_at IS NULL AND erased_at IS NULL "
    "AND expires_on > '2027-06-01' AND shown = 'full'"
)
ANSWERS = {
    "valid": (GOOD, "This certificate is valid"),
    "expired": ("expires_on < '2026-11-01'", "This certificate expired on"),
    "withdrawn": ("withdrawn_at IS NOT NULL", "This certificate was withdrawn on"),
    "replaced": ("replaced_at IS NOT NULL", "This certificate was replaced"),
    "suspended": ("suspended_at IS NOT NULL", "This certificate is on hold"),
    "erased": ("erased_at IS NOT NULL", "Record erased at the holder"),
    "initials": ("shown = 'initials'", "This certificate is valid"),
    "match": ("shown = 'match'", "This certificate is valid"),
}  # fmt: skip


@pytest.fixture
def held(demonstration):
    """Return what the demonstration's database has of a certificate: `held("valid")`."""

    def found(state):
        [file] = demonstration.folder.glob("*.sqlite")
        where, _ = ANSWERS[state]
        query = (
            "SELECT c.token, c.serial, json_extract(c.facts, '$.name'), f.pdf, f.credential "  # noqa: S608 - our own words
            "FROM certificate c LEFT JOIN certificate_file f ON f.certificate_id = c.id "
            f"WHERE c.issued_at IS NOT NULL AND {where} ORDER BY c.ordered_at DESC"
        )
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
            return connection.execute(query).fetchone()

    return found


@pytest.mark.parametrize("state", ANSWERS)
def test_every_answer_is_accessible_and_fits(visitor, held, state):
    token, *_ = held(state)
    stranger = visitor()
    stranger.go(f"/v/{token}")
    assert stranger.page.locator("h1").inner_text().startswith(ANSWERS[state][1])


def test_the_keyboard_is_enough(visitor, held):
    token, serial, name, *_ = held("valid")
    stranger = visitor()
    stranger.go("/verify")
    keys = stranger.page.keyboard
    stranger.page.locator("#serial").focus()
    keys.type(serial.lower())
    keys.press("Tab")
    keys.type(name.split()[-1])
    keys.press("Enter")
    stranger.page.wait_for_url(f"**/v/{token}")
    stranger.look()
    assert stranger.sees("This certificate is valid")


def test_a_name_can_be_compared(visitor, held):
    token, _, name, *_ = held("match")
    stranger = visitor()
    stranger.go(f"/v/{token}")
    assert name.split()[-1] not in stranger.page.content()
    for typed, answer in ((name.upper(), "Match: that is"), ("Somebody Else", "No match")):
        stranger.fill("Name", typed)
        stranger.press("Compare")
        assert stranger.sees(answer)


def test_only_the_hash_of_a_file_leaves_the_device(visitor, held):
    token, serial, _, pdf, credential = held("valid")
    stranger = visitor()
    sent = []
    stranger.page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    for name, content, answer in (
        ("a.pdf", pdf, "Your file is the one that was issued"),
        ("a.json", credential.encode(), "Your file is the one that was issued"),
        ("b.pdf", pdf + b"\n", "Not one of ours as it stands"),
    ):
        hand_in(stranger, name, content)
        assert stranger.sees(answer)
    assert [body for body in sent if b"%PDF" in body or b"proofValue" in body] == []
    stranger.page.set_input_files("input[type=file]", upload("b.pdf", pdf + b"\n"))
    stranger.press("Check the file")
    assert stranger.sees("This file was altered")
    assert stranger.sees("Something was added to this file after it was sealed.")
    assert stranger.sees(serial)
    assert token not in stranger.page.content()


def hand_in(stranger, name, content):
    stranger.go("/verify")
    stranger.page.set_input_files("input[type=file]", upload(name, content))
    with stranger.page.expect_navigation():  # the browser works out the hash first
        stranger.page.get_by_role("button", name="Check the file").click()
    stranger.look()


def upload(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.mark.parametrize("state", ["valid", "withdrawn"])
def test_the_answer_is_one_page_on_paper_with_when_it_was_given(visitor, held, state):
    stranger = visitor()
    stranger.go(f"/v/{held(state)[0]}")
    reader = PdfReader(io.BytesIO(stranger.page.pdf(format="A4", print_background=True)))
    assert len(reader.pages) == 1
    text = re.sub(r"\s+", " ", reader.pages[0].extract_text())
    assert "Checked on 127.0.0.1" in text
    assert re.search(r"\d{1,2} \w+ 20\d\d, \d\d:\d\d", text)
    assert ANSWERS[state][1] in text
    for word in ("Signature of the credential", "Not withdrawn", "The line is really in it"):
        assert word in text
