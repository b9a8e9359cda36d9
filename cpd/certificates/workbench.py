"""What a worker process does: make the certificates it is handed, within its limits."""

import logging
import resource
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection

from cpd.certificates.documents import press
from cpd.certificates.making import Failure, Mint, tried
from cpd.certificates.minting import AGAIN
from cpd.certificates.rules.facts import Design
from cpd.keys.signing import Signer
from cpd.web.logs import to_stderr

MEMORY = 1024**3
CPU_SECONDS = 45  # for one certificate; then the kernel ends the process
TOO_LARGE = f"Making it took too much memory. {AGAIN}"


def work(
    connection: Connection, signer_of: Callable[[], Signer], making: Mint, memory: int
) -> None:
    """Make what comes in until nothing can come any more, saying each stage as it begins."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent to hear
    to_stderr(logging.WARNING)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for design in Design:
        press(design)
    signer = signer_of()
    connection.send(None)  # that it is warm
    while True:
        try:
            order = connection.recv()
        except EOFError:
            return
        limit_time()
        try:
            result = tried(making, order, signer, connection.send)
        except MemoryError:
            result = Failure(None, TOO_LARGE)
        connection.send(result)


def limit_time() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, most))
