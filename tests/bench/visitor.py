"""A browser as the server sees it: straight into WSGI, without a test client's own cost."""

import io
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask

from cpd.db import db
from cpd.people.models import Person
from cpd.web.context import job
from tests.browsing import sign_in

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def location(self) -> str:
        return self.headers["Location"]


@dataclass
class Visitor:
    """Who asks: the cookie and the form token of a browser, and the address it comes from."""

    app: Flask
    cookie: str = ""
    token: str = ""
    address: str = "127.0.0.1"

    def get(self, path: str) -> Answer:
        answer = self.ask("GET", path)
        assert answer.status == 200, (path, answer.status)
        return answer

    def send(self, path: str, **fields: str) -> Answer:
        body = urlencode(fields | {"csrf_token": self.token}).encode()
        answer = self.ask("POST", path, body, FORM)
        assert answer.status == 303, (path, answer.status, answer.body)
        return answer

    def send_json(self, path: str, words: object) -> Answer:
        answer = self.ask("POST", path, json.dumps(words).encode(), "application/json")
        assert answer.status == 200, (path, answer.status, answer.body)
        return answer

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        told = []

        def start(status, headers, _problem=None) -> None:
            told.append((int(status[:3]), dict(headers)))

        parts = self.app.wsgi_app(self.environ(method, path, body, kind), start)
        try:
            content = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        return Answer(*told[0], content)

    def environ(self, method: str, path: str, body: bytes, kind: str) -> dict[str, object]:
        path, _, query = path.partition("?")
        return {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": self.address,
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.cookie,
            "HTTP_X_CSRFTOKEN": self.token,
            "HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8",
            "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }


def bare_flask() -> Flask:
    """Return the yardstick: an app of one view that says hello."""
    app = Flask("bare")
    app.add_url_rule("/", "hello", lambda: "hello")
    return app


def signed_in(app: Flask, person_id: object) -> Visitor:
    """Return the browser of somebody who signed in and has looked at one page."""
    client = app.test_client()
    with app.app_context(), job("bench") as work:
        sign_in(client, work.session, work.session.get(Person, person_id), work.at)
        db.session.remove()
    with client.session_transaction() as cookie:
        cookie.permanent = True
    token = TOKEN.search(client.get("/modules").text)
    assert token is not None
    name = app.config["SESSION_COOKIE_NAME"]
    kept = client.get_cookie(name)
    assert kept is not None
    return Visitor(app, cookie=f"{name}={kept.value}", token=token[1])
