"""Answers and whole quizzes, through the pages, as a browser with JavaScript sends them."""

from collections.abc import Callable, Iterator
from itertools import count
from uuid import UUID

from cpd.attempts.models import Attempt
from cpd.attempts.rules import Paper
from cpd.catalogue.models import ModuleVersion
from cpd.catalogue.service import module_of
from cpd.demo.passing import right_answer
from cpd.web.context import reading
from tests.bench.measuring import (
    Cost,
    Seen,
    counted_queries,
    interleaved,
    line,
    median_of,
    timed,
)
from tests.bench.site import MODULE, Site
from tests.bench.visitor import Answer, Visitor

Given = list[tuple[str, list[str]]]

AT_ONCE = 16
ATTEMPTS = 9
WARM_UP = 2


def answer_figures(site: Site, hello: Visitor) -> None:
    """One answer saved again and again; a hello in the same rounds."""
    sitter = site.sitters[0]
    save = saver(sitter, *begun(site, sitter))
    costs = interleaved({"hello": lambda: hello.get("/"), "answer": save})
    with counted_queries(site.engine) as sent:
        save()
    line("an answer saved", costs["answer"], costs["hello"], Seen(len(sent)))


def attempt_figures(site: Site, yardstick: Cost) -> None:
    """Each time somebody else: only a first pass of a cycle earns a certificate."""
    people = iter(site.sitters[1 + AT_ONCE :])
    for _ in range(WARM_UP):
        whole_attempt(site, next(people))
    cost = median_of([timed(lambda: whole_attempt(site, next(people)), 1) for _ in range(ATTEMPTS)])
    with counted_queries(site.engine) as sent:
        requests = whole_attempt(site, next(people))
    line(f"a quiz: {requests} requests, certificate ordered", cost, yardstick, Seen(len(sent)))
    print(f"  {'':<38} {1000 / cost.cpu:.1f} whole quizzes in a second of CPU")


def whole_attempt(site: Site, sitter: Visitor) -> int:
    """Start, read the paper, save ten answers, hand in, read the result. Return how many asked."""
    where, given = begun(site, sitter)
    for seq, (place, response) in enumerate(given, start=1):
        sitter.send_json(f"{where}/answers", {"place": place, "response": response, "seq": seq})
    result = sitter.send(f"{where}/hand-in").location
    assert b"You passed" in sitter.get(result).body
    assert sitter.get("/certificates").body.count(b"being prepared</p>") == 1
    return len(given) + 5


def begun(site: Site, sitter: Visitor) -> tuple[str, Given]:
    """Start the quiz, and return its address and what is right."""
    where = sitter.send(f"/modules/{MODULE}/start", paper=Paper.QUIZ.value).location
    sitter.get(where)
    return where, right_ones(site, UUID(where.rsplit("/", 1)[1]))


def right_ones(site: Site, attempt_id: UUID) -> Given:
    with site.app.app_context():
        attempt = reading().get_one(Attempt, attempt_id)
        bank = module_of(reading().get_one(ModuleVersion, attempt.module_version_id)).bank
        return [(item_id, list(right_answer(bank.item(item_id)))) for item_id, _ in attempt.drawn]


def saver(sitter: Visitor, where: str, given: Given) -> Callable[[], Answer]:
    """Return what saves one answer, each time another place and a later change."""
    words = sayings(given)
    return lambda: sitter.send_json(f"{where}/answers", next(words))


def sayings(given: Given) -> Iterator[dict[str, object]]:
    for seq in count(1):
        place, response = given[seq % len(given)]
        yield {"place": place, "response": response, "seq": seq}
