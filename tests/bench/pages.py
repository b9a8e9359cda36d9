"""Pages beside a bare Flask hello: CPU, queries and size of each."""

from datetime import timedelta
from itertools import count
from uuid import UUID

from flask import Flask
from sqlalchemy import update

from cpd.attempts import service as attempts
from cpd.attempts.models import Attempt
from cpd.attempts.rules import Paper
from cpd.catalogue.service import current_module, module_of
from cpd.db import db
from cpd.demo.passing import right_answer, walk_scenario
from cpd.people.models import Person
from cpd.web.context import job
from tests.bench.measuring import counted_queries, interleaved, line
from tests.bench.site import MODULE, Site

RUNS, TIMES = 7, 20


def bare_flask():
    app = Flask("bare")
    app.add_url_rule("/", "hello", lambda: "hello")
    return app.test_client()


def page_figures(site: Site) -> None:
    stranger, bare = site.app.test_client(), bare_flask()
    pages = {
        "modules": (site.trainee, "/modules"),
        "module page": (site.trainee, f"/modules/{MODULE}"),
        "verify by token": (stranger, f"/v/{site.token}"),
        "log with ten years of entries": (site.trainee, "/log"),
        "my certificates": (site.trainee, "/certificates"),
        "roster of 201 members": (site.assessor, "/roster"),
        "concordance of a theme": (stranger, "/themes/supervision"),
    }
    tasks = {name: getter(client, path) for name, (client, path) in pages.items()}
    costs = interleaved({"hello": lambda: bare.get("/"), **tasks}, runs=RUNS, times=TIMES)
    line("bare Flask hello", costs["hello"], costs["hello"])
    for name, (client, path) in pages.items():
        queries, size = looked_at(site, client, path)
        line(name, costs[name], costs["hello"], queries=queries, size=size)
    whole_attempt(site, costs["hello"])


def getter(client, path):
    def get() -> None:
        answer_ = client.get(path)
        assert answer_.status_code == 200, (path, answer_.status_code)

    return get


def looked_at(site: Site, client, path) -> tuple[int, int]:
    with site.app.app_context():
        engine = db.engine
    with counted_queries(engine) as sent:
        page = client.get(path)
    return len(sent), len(page.data)


def whole_attempt(site: Site, yardstick) -> None:
    """Start a quiz, save ten answers, hand in, read the result: through the pages."""
    days = count(1)
    with site.app.app_context(), job("bench") as work:
        person = work.session.get(Person, site.trainee_id)
        walk_scenario(work, person, current_module(work.session, MODULE))

    def once() -> None:
        client = site.trainee
        with site.app.app_context(), job("bench") as work:
            move_starts_back(work, site.trainee_id, next(days))
        where = client.post(f"/modules/{MODULE}/start", data={"paper": "quiz"}).location
        attempt_id = where.rsplit("/", 1)[1]
        for seq, (place, response) in enumerate(right_ones(site, attempt_id), start=1):
            saved = client.post(
                f"{where}/answers", json={"place": place, "response": response, "seq": seq}
            )
            assert saved.status_code == 200, saved.text
        client.post(f"{where}/hand-in")
        assert "You passed" in client.get(f"{where}/result").text

    costs = interleaved({"attempt": once}, runs=3, times=2)
    with site.app.app_context():
        engine = db.engine
    with counted_queries(engine) as sent:
        once()
    line("whole quiz attempt, 14 requests", costs["attempt"], yardstick, queries=len(sent))


def right_ones(site: Site, attempt_id):
    with site.app.app_context(), job("bench") as work:
        version = current_module(work.session, MODULE)
        attempt = attempts.mine(work.session, site.trainee_id, UUID(attempt_id), Paper.QUIZ)
        bank = module_of(version).bank
        return [(item_id, list(right_answer(bank.item(item_id)))) for item_id, _ in attempt.drawn]


def move_starts_back(work, person_id, days: int) -> None:
    """A quiz may be sat three times within a day; the bench has more days than the calendar."""
    work.session.execute(
        update(Attempt)
        .where(Attempt.person_id == person_id)
        .values(started_at=work.at - timedelta(days=days))
    )
