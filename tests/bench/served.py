"""The same pages under the server they run on: rates, waiting times, CPU and memory."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import repeat
from statistics import median, quantiles

from tests.bench.quiz import AT_ONCE, begun, sayings
from tests.bench.serving import THREADS, WORKERS, Load, Running, press, server
from tests.bench.site import MODULE, Site, environment
from tests.bench.visitor import Visitor, bare_flask

ROUNDS = 3
SECONDS_EACH = 0.7
HELLO = "a bare Flask hello"


@dataclass
class Pressed:
    """Which server is pressed by which clients, and what came of it."""

    running: Running
    clients: list[Iterator[bytes]]
    load: Load = field(default_factory=Load)


def served_figures(sites: dict[str, Site]) -> None:
    print(f"\nServed as by `cpd serve`: {WORKERS} workers of {THREADS} threads, {AT_ONCE} clients;")
    print("CPU of the workers alone; the clients share the machine.")
    with ExitStack() as servers:
        bare = servers.enter_context(server({}, app="tests.bench.bare:app"))
        pressed = {HELLO: Pressed(bare, alike(Visitor(bare_flask()), "/"))}
        for name, site in sites.items():
            running = servers.enter_context(server(environment(site.folder, site.url)))
            pressed |= {f"{what}, {name}": Pressed(running, c) for what, c in clients(site)}
        for one in pressed.values():
            press(one.running, one.clients, SECONDS_EACH / 2, Load())
        for _ in range(ROUNDS):
            for one in pressed.values():
                press(one.running, one.clients, SECONDS_EACH, one.load)
        tell(pressed)
    saved = [median(pressed[f"an answer saved, {name}"].load.rates) for name in sites]
    print(f"  answers saved, SQLite of PostgreSQL: {saved[0] / saved[1]:.2f}")


def clients(site: Site) -> Iterator[tuple[str, list[Iterator[bytes]]]]:
    stranger, trainee = Visitor(site.app), site.trainee
    yield "module", alike(trainee, f"/modules/{MODULE}")
    yield "verify by token", alike(stranger, f"/v/{site.token}")
    yield "log of ten years", alike(trainee, "/log")
    yield "quiz page of 20 KB", alike(site.sitters[-1], begun(site, site.sitters[-1])[0])
    yield "an answer saved", [saving(site, sitter) for sitter in site.sitters[1 : 1 + AT_ONCE]]


def alike(visitor: Visitor, path: str) -> list[Iterator[bytes]]:
    return [repeat(request(visitor, "GET", path)) for _ in range(AT_ONCE)]


def saving(site: Site, sitter: Visitor) -> Iterator[bytes]:
    """Yield the answers of somebody who changes their mind for ever."""
    where, given = begun(site, sitter)
    for words in sayings(given):
        yield request(sitter, "POST", f"{where}/answers", json.dumps(words).encode())


def request(visitor: Visitor, method: str, path: str, body: bytes = b"") -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        "Accept: text/html,application/xhtml+xml,*/*;q=0.8",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
        f"Cookie: {visitor.cookie}",
        f"X-CSRFToken: {visitor.token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def tell(pressed: dict[str, Pressed]) -> None:
    print(f"  {'':<32} {'a second':>8} {'CPU ms':>7} {'of hello':>8} {'p50 ms':>7} ", end="")
    print(f"{'p95 ms':>7} {'failed':>6} {'MB':>5}")
    hello = median(pressed[HELLO].load.cpus)
    for name, one in pressed.items():
        cpu, rate = median(one.load.cpus), median(one.load.rates)
        steps = quantiles(one.load.waits, n=20)
        print(
            f"  {name:<32} {rate:>8.0f} {cpu:>7.2f} {hello / cpu:>8.3f} {1000 * steps[9]:>7.1f} "
            f"{1000 * steps[18]:>7.1f} {one.load.failed:>6} {one.running.memory():>5.0f}"
        )
