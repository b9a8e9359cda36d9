"""The addresses of the product, and a browser that asks for each of them as each role."""

from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event
from werkzeug.datastructures import Headers
from werkzeug.routing import Rule

from cpd.db import writing
from cpd.people.rules import SITE_ADMINISTRATOR, Role
from tests.architecture.world import NEW_ADDRESS, OUT, World

SAFE = ("GET",)
CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")
AN_HOUR = timedelta(hours=1)

# What is sent along, so that the view's own refusals do not hide whose the thing is.
BODIES = {
    "attempts.start": {"paper": "scenario"},
    "scenarios.choose": {"scene": "first", "choice": "wait"},
    "certificates.withdraw": {"reason_class": "conduct", "reason": "We had to."},
    "certificates.replace": {"name": "Ann Newname"},
    "certificates.suspend": {"reason": "We had to."},
    "certificates.reinstate": {"reason": "We had to."},
    "certificates.decide": {"reason": "We had to."},
    "certificates.shown": {"shown": "initials"},
    "certificates.approve": {
        "module_key": "module",
        "body": "The Register",
        "number": "1",
        "title": "A module",
        "minutes": "60",
        "valid_from": "2026-03-02",
    },
    "people.join": {"member_number": "7"},
    "records.new": {"done_on": "2026-03-01", "time": "1h30", "title": "A talk"},
    "records.quick": {"title": "A talk", "time": "1h30", "kind": "activity"},
    "records.new_supervisor": {"name": "Ruth Abara"},
    "records.supervisor": {"name": "Ruth Abara", "version": "1"},
    "records.settle": {"state": "done"},
    "evidence.index": {"act": "link", "url": "https://provider.example/proof"},
    "attestations.ask": {"name": "Ruth Abara", "email": "ruth@example.org"},
    "attestations.answer": {"answer": "agreed"},
    "attestations.show": {"answer": "agreed"},
    "documents.new": {"issued_on": "2026-01-15"},
    "documents.correct": {"issued_on": "2026-01-16", "version": "1"},
    "documents.declare": {"happened_on": "2026-02-01"},
    "records.save_draft": {"title": "A talk begun"},
    "records.make_template": {"name": "A talk"},
    "records.rename_template": {"name": "Another talk"},
    "records.timer": {"kind": "practice", "title": "Practice"},
    "records.edit": {"done_on": "2026-03-01", "time": "2h", "title": "A talk", "version": "1"},
    "standings.follow": {"pack": "icf.pcc"},
    "transfers.columns": {"kind": "activity", "column-0": "date_start", "column-1": "title"},
    "standings.details": {"version": "1", "joined_on": "2020-01-01"},
    "standings.absences": {"kind": "parental", "since": "2026-02-01", "until": "2026-02-28"},
    "standings.answer": {"verdict": "met", "said_on": "2026-03-01"},
}
QUERIES = {
    "documents.new": {"document": "dbs_check"},
    "documents.declare": {"sort": "complaint_upheld"},
    "people.confirm_new_address": {"to": NEW_ADDRESS},
    "standings.answer": {"rule": "cpd_record"},
}

# Asked as well, because the query makes the view do more. {serial} is a parameter of the world.
ALSO_ASKED = {
    "verification.check": "serial={serial}",
    "certificates.issued": "q=quill&page=2",
    "people.people": "q=quill",
    "codes.search": "q=confidential&all=1",
    "letters.outbox": "phase=unknown&page=9",
    "records.index": "kind=activity&year=2026&page=2&q=talk&needs=reflection",
    "records.new": "kind=supervision",
    "records.practice": "year=2026&by=week",
    "records.repeat": "every=week&until=2026-03-01",
    "records.duration": "text=1h30",
    "bodies.roster": "q=quill&page=2",
    "people.sign_in": "next=/account",
    "transfers.export": "as=json",
    "transfers.book": "make=1&sections=summary",
    "standings.follow": "q=coach",
    "standings.body": "what=group&time=1h30&on=2026-03-20&size=5",
    "standings.rhythm": "body={following_id}",
}


@dataclass(frozen=True, order=True)
class Route:
    """One method at one path."""

    path: str
    method: str
    endpoint: str = field(compare=False)
    parameters: tuple[str, ...] = field(compare=False)
    open_to: frozenset[str] = field(compare=False)

    @property
    def is_public(self) -> bool:
        return self.open_to == {"*"}

    def lets_in(self, who: str) -> bool:
        held = {who, SITE_ADMINISTRATOR} if who == Role.ADMINISTRATOR else {who}
        return self.is_public or bool(held & self.open_to)

    def address(self, app: Flask, values: dict[str, str]) -> str:
        """Fill in the parameters. A KeyError says what the world lacks."""
        given = {name: self.value(name, values) for name in self.parameters}
        return app.url_map.bind("").build(
            self.endpoint, given | QUERIES.get(self.endpoint, {}), method=self.method
        )

    def value(self, name: str, values: dict[str, str]) -> str:
        for key in (f"{self.endpoint}:{name}", f"{self.endpoint.partition('.')[0]}:{name}", name):
            if key in values:
                return values[key]
        raise KeyError(f"world.py has nothing for <{name}> of {self.endpoint}")


def routes(app: Flask) -> list[Route]:
    """Return every route but that of static files, by path and method."""
    return sorted(
        route_of(app, rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    )


def route_of(app: Flask, rule: Rule, method: str) -> Route:
    view = app.view_functions[rule.endpoint]
    roles = frozenset(str(role) for role in getattr(view, "open_to", ()))
    return Route(rule.rule, method, rule.endpoint, tuple(sorted(rule.arguments)), roles)


@dataclass(frozen=True)
class Answer:
    """What came back, and what was written to the database meanwhile, even if it was taken back."""

    status: int
    location: str
    mimetype: str
    text: str
    written: tuple[str, ...]
    rows_changed: int
    headers: Headers

    @property
    def asks_to_sign_in(self) -> bool:
        return self.status == 303 and self.location.startswith("/sign-in?")

    def __str__(self) -> str:
        return "sign-in" if self.asks_to_sign_in else str(self.status)


class Site:
    """An app over the world. Whatever a request changes is taken back after it."""

    def __init__(self, app: Flask, world: World, connection: Connection) -> None:
        self.app, self.world, self.connection = app, world, connection
        self.answers: dict[tuple[Route, str], Answer] = {}

    def routes(self) -> list[Route]:
        return routes(self.app)

    def own(self, route: Route, who: str) -> Answer:
        """Ask once a run for somebody's own, however many tests look at the answer."""
        if (route, who) not in self.answers:
            self.answers[route, who] = self.ask(route, who, self.world.values(who, "own"))
        return self.answers[route, who]

    def ask(self, route: Route, who: str, values: dict[str, str], **more: object) -> Answer:
        client = self.browser(who)
        written: list[str] = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            if statement.lstrip().upper().startswith(CHANGES):
                written.append(" ".join(statement.split()))

        if route.method not in SAFE and not more:
            more = {"data": BODIES.get(route.endpoint, {})}
        rows = self.connection.connection.driver_connection
        before = rows.total_changes
        event.listen(self.connection, "before_cursor_execute", note)
        with writing(), self.connection.begin() as changes:
            came = client.open(route.address(self.app, values), method=route.method, **more)
            text = came.text if came.mimetype.startswith("text/") else ""
            came.close()
            changes.rollback()
        event.remove(self.connection, "before_cursor_execute", note)
        return Answer(
            came.status_code,
            came.headers.get("Location", ""),
            came.mimetype,
            text,
            tuple(written),
            rows.total_changes - before,
            came.headers,
        )

    def ask_more(self, route: Route, who: str, values: dict[str, str]) -> Answer | None:
        """Ask with a query, where there is one to ask with."""
        query = ALSO_ASKED.get(route.endpoint)
        if query is None or route.method not in SAFE:
            return None
        return self.ask(route, who, values, query_string=query.format(**values))

    def browser(self, who: str) -> FlaskClient:
        client = self.app.test_client()
        if who != OUT:
            with client.session_transaction() as cookie:
                cookie["_user_id"] = self.world.cookies[who]
                cookie["_fresh"] = True
        return client
