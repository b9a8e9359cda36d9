"""A whole demonstration of its own, and a real browser in front of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from cpd.demo.cast import PASSWORD

AXE = Path(__file__).with_name("axe.min.js").read_text(encoding="utf-8")
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
START_WITHIN = 300.0


@dataclass(frozen=True)
class Demonstration:
    """Where its pages and its letters are, and where it keeps its data."""

    address: str
    letters: str
    folder: Path


def free_ports() -> int:
    """Return a port that is free together with the two after it."""
    for port in range(5300, 5900, 10):
        if all(is_free(port + more) for more in range(3)):
            return port
    raise RuntimeError("no three free ports in a row")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    """`cpd demo`, as `make run` starts it: pages, scheduler and mail catcher in their processes."""
    folder, port = tmp_path_factory.mktemp("demo"), free_ports()
    log = (folder / "log.txt").open("w")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CPD_")}
    program = subprocess.Popen(
        [sys.executable, "-m", "cpd", "demo", "--port", str(port)],
        env=environ | {"CPD_DATA_DIR": str(folder / "data"), "PYTHONUNBUFFERED": "1"},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for(folder / "log.txt", program)
        yield Demonstration(
            f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", folder / "data" / "demo"
        )
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(180)
        log.close()


def wait_for(log: Path, program) -> None:
    began = time.monotonic()
    while "Everybody's password" not in log.read_text():
        if program.poll() is not None or time.monotonic() - began > START_WITHIN:
            raise RuntimeError(f"the demonstration did not start:\n{log.read_text()}")
        time.sleep(0.2)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=list(SIZES))
def visitor(request, chromium, demonstration):
    """Return a function that opens the product as somebody new, at this width."""
    opened = []

    def visit(email: str | None = None) -> "Visitor":
        width, height = SIZES[request.param]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            bypass_csp=True,
            base_url=demonstration.address,
            accept_downloads=True,
        )
        opened.append(context)
        visitor = Visitor(context.new_page(), request.param)
        if email:
            visitor.sign_in(email)
        return visitor

    yield visit
    for context in opened:
        context.close()


class Visitor:
    """Somebody at a browser. Every page they look at is held to axe, and must fit its width."""

    def __init__(self, page, size: str) -> None:
        self.page = page
        self.size = size
        self.failures: list[str] = []
        page.on("pageerror", lambda error: self.failures.append(f"script: {error}"))
        page.on("console", self.note)

    def note(self, message) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.failures.append(message.text)

    def go(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def look(self) -> None:
        """Check the page that is open: axe, no sideways scrolling, no error in the console."""
        self.page.wait_for_load_state("load")
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run({resultTypes: ['violations']})")
        problems = [
            f"{one['id']}: {node['html'][:160]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]
        assert not problems, f"{self.page.url} ({self.size}): {problems}"
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{self.page.url} ({self.size}) is {wide} px too wide"
        assert not self.failures, f"{self.page.url}: {self.failures}"

    def press(self, name: str) -> None:
        """Press the button of this name on the page, or follow the link; look at what comes."""
        main = self.page.locator("main")
        button = main.get_by_role("button", name=name, exact=True)
        link = main.get_by_role("link", name=name, exact=True)
        button.or_(link).first.click()
        self.look()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        self.go("/sign-in")
        self.fill("E-mail", email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.press("Sign in")

    def sees(self, text: str) -> bool:
        return text in self.page.locator("main").inner_text()
