"""Hands a message in at an address of a body, and nowhere else: not inside, not onwards."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from cpd.kernel.errors import RuleError
from cpd.verification.rules.webhooks import Target, is_taken, refuse_inward, target_of

TIMEOUT = 10.0
SLACK = 0.05  # the watch and the socket run out in the same moment
LONGEST_ANSWER = 120

Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True)
class Sent:
    """What became of one try: whether it was taken, and what the other side said."""

    taken: bool
    answer: str


def resolved(host: str, port: int) -> Sequence[str]:
    """Return every address of a host; none where there is no such host."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))


def post(
    url: str,
    body: str,
    headers: Mapping[str, str],
    *,
    local_too: bool,
    resolve: Resolver = resolved,
    timeout: float = TIMEOUT,
) -> Sent:
    """Post once. The name is resolved anew, and the address that was looked at is the one used."""
    try:
        target = target_of(url, local_too=local_too)
        found = resolve(target.host, target.port)
        refuse_inward(target, found, local_too=local_too)
    except RuleError as error:
        return Sent(taken=False, answer=str(error))
    connection = connection_to(target, found[0], timeout)
    watch = threading.Timer(timeout, hang_up, (connection,))
    watch.daemon = True
    began = time.monotonic()
    watch.start()
    try:
        connection.request("POST", target.path, body.encode(), dict(headers))
        sent = said(connection.getresponse())
    except (OSError, http.client.HTTPException, ValueError) as error:
        sent = Sent(taken=False, answer=reason(error))
    finally:
        watch.cancel()
        connection.close()
    if time.monotonic() - began > timeout - SLACK:  # what was hung up on may look like an answer
        return Sent(taken=False, answer=f"no answer within {timeout:g} seconds")
    return sent


def connection_to(target: Target, address: str, timeout: float) -> http.client.HTTPConnection:
    """Return a connection that names the host and goes to the address that was looked at."""
    if target.scheme == "https":
        context = ssl.create_default_context()
        made: http.client.HTTPConnection = http.client.HTTPSConnection(
            target.host, target.port, timeout=timeout, context=context
        )
    else:
        made = http.client.HTTPConnection(target.host, target.port, timeout=timeout)

    def to_address(_named: tuple[str, int], wait: float, _source: object = None) -> socket.socket:
        return socket.create_connection((address, target.port), wait)

    made._create_connection = to_address  # type: ignore[attr-defined] # http.client's own seam, which urllib3 uses too
    return made


def hang_up(connection: http.client.HTTPConnection) -> None:
    """End a connection that dawdles: each byte in time, and all of them far too late."""
    sock = connection.sock
    if sock is not None:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def said(answer: http.client.HTTPResponse) -> Sent:
    words = f"{answer.status} {answer.reason or ''}".strip()
    if 300 <= answer.status < 400:
        words += ": redirects are not followed"
    return Sent(taken=is_taken(answer.status), answer=printable(words))


def reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return printable(f"no secure connection: {error.reason or 'TLS failed'}")
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens at that address"
    if isinstance(error, http.client.HTTPException):
        return "the answer was not HTTP"
    return printable(f"the connection broke: {type(error).__name__}")


def printable(text: str) -> str:
    return "".join(mark if mark.isprintable() else "?" for mark in text)[:LONGEST_ANSWER]
