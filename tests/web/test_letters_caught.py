import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from cpd.mailcatcher import inbox
from cpd.mailcatcher.pages import create_inbox
from tests.browsing import CheckedClient

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def a_message(subject="Hello", to="ann@example.org", text="Hello.", html=None):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "cpd@example.org", to, subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


@pytest.fixture
def pages(tmp_path):
    app = create_inbox(tmp_path)
    app.test_client_class = CheckedClient
    return app.test_client()


def caught(folder, at=NOW, **given):
    return inbox.keep(folder, a_message(**given).as_bytes(), at)


def test_the_inbox_shows_the_newest_first(pages, tmp_path):
    caught(tmp_path, subject="The older")
    caught(tmp_path, NOW.replace(hour=10), subject="The newer")
    page = pages.get("/").text
    assert page.index("The newer") < page.index("The older")


def test_the_inbox_is_empty_at_first(pages):
    assert "No letters yet" in pages.get("/").text


def test_the_inbox_can_be_narrowed_to_one_recipient(pages, tmp_path):
    caught(tmp_path, subject="For Ann", to="Ann@example.org")
    caught(tmp_path, subject="For Ben", to="ben@example.org")
    page = pages.get("/?to=ann@").text
    assert "For Ann" in page
    assert "For Ben" not in page


def test_a_letter_is_shown_with_links_to_web_pages_only(pages, tmp_path):
    text = "Go (https://cpd.example/a?b=1&c=2). Not javascript:alert(1).\n\nBye\n"
    name = caught(tmp_path, text=text)
    page = pages.get(f"/letters/{name}").text
    assert '<a href="https://cpd.example/a?b=1&amp;c=2" rel=' in page
    assert page.count("javascript:") == 1
    assert 'href="javascript' not in page


def test_what_a_letter_holds_cannot_act(pages, tmp_path):
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    html = f"<h1>Big</h1><p onclick='x()'>Words <a href='javascript:x()'>here</a></p>{attack}"
    name = caught(tmp_path, subject=attack, text=attack, html=html)
    for address in ("/", f"/letters/{name}"):
        answer = pages.get(address)
        assert "<script>" not in answer.text
        assert "<img src=x" not in answer.text
        assert "onclick" not in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<p>Words" in answer.text


@pytest.mark.parametrize(
    "name", ["none", "..%2F..%2Fetc%2Fpasswd", "20260302090000-000000-0000000g"]
)
def test_only_letters_can_be_opened(pages, tmp_path, name):
    assert pages.get(f"/letters/{name}").status_code == 404


def test_a_letter_nobody_can_read_breaks_nothing(pages, tmp_path):
    broken = b"Subject: =?x?=\r\nContent-Type: text/plain; charset=no-such\r\n\r\n\xff\xfe"
    name = inbox.keep(tmp_path, broken, NOW)
    assert pages.get("/").status_code == 200
    assert "cannot be read" in pages.get(f"/letters/{name}").text


def test_another_host_name_is_refused(pages):
    assert pages.get("/", headers={"Host": "evil.example"}).status_code == 400


def free_ports(number):
    sockets = [socket.socket() for _ in range(number)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def test_it_catches_real_letters_and_ends_cleanly(tmp_path):
    smtp_port, http_port = free_ports(2)
    call = f"run({smtp_port}, {http_port}, Path({str(tmp_path)!r}))"
    code = f"from pathlib import Path; from cpd.mailcatcher.catching import run; {call}"
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=dict(os.environ), stderr=subprocess.PIPE
    )
    try:
        began = time.monotonic()
        while True:
            try:
                with smtplib.SMTP("127.0.0.1", smtp_port, timeout=180) as smtp:
                    smtp.send_message(a_message("Grüße", to="ann@example.org"))
                break
            except ConnectionRefusedError:
                assert time.monotonic() - began < 180
                time.sleep(0.1)
        with urllib.request.urlopen(f"http://127.0.0.1:{http_port}/", timeout=180) as answer:
            assert "Grüße" in answer.read().decode()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=180)
    finally:
        process.kill()
    assert (process.returncode, errors) == (0, b"")
