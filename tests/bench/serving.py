"""A server as `cpd serve` starts it, what its workers use, and many clients that press it."""

import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cpd.cli.serving import gunicorn

WORKERS, THREADS = 2, 4
TICKS = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).resolve().parents[2]
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
LONGEST_WAIT = 20.0


@dataclass
class Running:
    """A server's processes, and where they answer."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii")
        return [int(pid) for pid in listed.split()]

    def cpu(self) -> float:
        """Return the seconds of CPU that all its workers have used so far."""
        ticks = 0
        for pid in self.workers():
            after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
            ticks += sum(int(part) for part in after_name.split()[11:13])
        return ticks / TICKS

    def memory(self) -> float:
        """Return the resident megabytes of its largest worker."""
        return max(resident(pid) for pid in self.workers())


def resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    found = next(line for line in lines if line.startswith("VmRSS"))
    return int(found.split()[1]) / 1024


@contextmanager
def server(environment: dict[str, str], *, app: str | None = None) -> Iterator[Running]:
    """Run the site, or another app in its place, under gunicorn as `cpd serve` does."""
    port = free_port()
    command = gunicorn("127.0.0.1", port, WORKERS, THREADS)
    if app is not None:
        command[command.index("gunicorn") + 1] = app
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        wait_for(port, process)
        yield Running(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen) -> None:
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not come up")


@dataclass
class Load:
    """What came of pressing a server for a while, round by round, and how long each one waited."""

    waits: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    failed: int = 0


def press(running: Running, clients: list[Iterator[bytes]], seconds: float, load: Load) -> None:
    """Let every client ask, one request after the other, until the time is over."""
    waits: list[float] = []
    failed: list[object] = []
    until = time.perf_counter() + seconds

    def ask_on(requests: Iterator[bytes]) -> None:
        with socket.create_connection(("127.0.0.1", running.port), timeout=LONGEST_WAIT) as line:
            while (began := time.perf_counter()) < until:
                if ask(line, next(requests)) != 200:
                    failed.append(running)
                waits.append(time.perf_counter() - began)

    threads = [threading.Thread(target=ask_on, args=[client]) for client in clients]
    cpu, began = running.cpu(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.rates.append(len(waits) / (time.perf_counter() - began))
    load.cpus.append(1000 * (running.cpu() - cpu) / len(waits))
    load.waits += waits
    load.failed += len(failed)


def ask(line: socket.socket, request: bytes) -> int:
    """Send a request, read the whole answer, return its status."""
    line.sendall(request)
    head, body = b"", b""
    while not body and b"\r\n\r\n" not in head:
        head += more(line)
    head, _, body = head.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    while length and len(body) < int(length[1]):
        body += more(line)
    return int(head.split(b" ", 2)[1])


def more(line: socket.socket) -> bytes:
    part = line.recv(65_536)
    if not part:
        raise ConnectionError("the server hung up in the middle of an answer")
    return part
