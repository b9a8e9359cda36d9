"""Pages beside a bare Flask hello: CPU, queries and size of each."""

from collections.abc import Callable

from tests.bench.measuring import Cost, Seen, counted_queries, heads, interleaved, line
from tests.bench.quiz import answer_figures, attempt_figures, begun
from tests.bench.site import MODULE, Site
from tests.bench.visitor import Answer, Visitor, bare_flask

Look = Callable[[], Answer]


def page_figures(site: Site) -> None:
    """Print what each page costs. All is called as a server calls it, one request at a time."""
    hello = Visitor(bare_flask())
    looks = pages(site)
    costs = interleaved({"hello": lambda: hello.get("/"), **looks})
    heads("of a hello's")
    line("a bare Flask hello", costs["hello"], costs["hello"])
    for name, look in looks.items():
        line(name, costs[name], costs["hello"], seen(site, look))
    yardstick: Cost = costs["hello"]
    answer_figures(site, hello)
    attempt_figures(site, yardstick)


def pages(site: Site) -> dict[str, Look]:
    stranger, mine = Visitor(site.app), site.trainee
    small, large = site.assessors["small"], site.assessors["large"]
    sitter = site.sitters[-1]
    quiz, _ = begun(site, sitter)
    return {
        "modules, a stranger": lambda: stranger.get("/modules"),
        "modules, signed in": lambda: mine.get("/modules"),
        "module": lambda: mine.get(f"/modules/{MODULE}"),
        "verify by token": lambda: stranger.get(f"/v/{site.token}"),
        "log, ten years, 1,000 entries": lambda: mine.get("/log"),
        "how one stands, three bodies": lambda: mine.get("/standing"),
        "one body, all its requirements": lambda: mine.get(f"/standing/{site.following}"),
        "rhythm of supervision": lambda: mine.get("/standing/rhythm"),
        "papers": lambda: mine.get("/papers"),
        "my certificates, five": lambda: mine.get("/certificates"),
        "roster of 201 members": lambda: small.get("/roster"),
        "roster of 12,000 members": lambda: large.get("/roster"),
        "theme of the codes": lambda: stranger.get("/themes/supervision"),
        "code of ethics": lambda: stranger.get("/codes/plumm"),
        "quiz, ten questions": lambda: sitter.get(quiz),
    }


def seen(site: Site, look: Look) -> Seen:
    with counted_queries(site.engine) as sent:
        page = look()
    return Seen(len(sent), len(page.body))
