"""Where a message may go, how it is signed, and when it is tried again."""

import base64
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit
from uuid import UUID

from cpd.kernel.errors import RuleError

STATUS_CHANGED = "certificate.status_changed"
TEST = "webhook.test"
SECRET_BYTES = 32
SECRET_PREFIX = "whsec_"  # noqa: S105 - how every such secret begins
GIVEN_UP_AFTER = timedelta(days=3)
WAITS = tuple(
    timedelta(seconds=one)
    for one in (5, 30, 120, 600, 1_800, 3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600)
)
LONGEST_ADDRESS = 500
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
# Networks that the standard library counts as global, and that lead to other networks all the same.
TRANSLATED = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))


@dataclass(frozen=True)
class Target:
    """An address taken apart."""

    scheme: str
    host: str
    port: int
    path: str


@dataclass(frozen=True)
class Wanted:
    """Where a body wants to be told, and whether of all that its members hold."""

    organisation_id: UUID
    url: str
    of_members: bool


def secret_from(chance: bytes) -> str:
    return SECRET_PREFIX + base64.b64encode(chance).decode("ascii")


def signature(secret: str, message_id: str, at: int, body: str) -> str:
    """Sign as Standard Webhooks 1.0.0 says: HMAC-SHA256 over id, timestamp and body."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{message_id}.{at}.{body}".encode()
    return "v1," + base64.b64encode(hmac.digest(key, signed, sha256)).decode("ascii")


def target_of(url: str, *, local_too: bool) -> Target:
    """Take an address apart, or say in words why nothing is sent there."""
    if len(url) > LONGEST_ADDRESS or not url.isascii() or any(mark.isspace() for mark in url):
        raise RuleError("Write a whole address without spaces, like https://example.org/hooks.")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise RuleError("This is no address. One looks like https://example.org/hooks.") from error
    if not host or parts.fragment:
        raise RuleError("Write a whole address, like https://example.org/hooks.")
    if parts.username or parts.password:
        raise RuleError("An address with a name or a password in it is not kept here.")
    is_local = local_too and host in LOCAL
    if parts.scheme != "https" and not (parts.scheme == "http" and is_local):
        raise RuleError("The address must begin with https://.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path)


def refuse_inward(target: Target, found: Collection[str], *, local_too: bool) -> None:
    """Refuse a name that leads into a network of somebody's own, with even one of its addresses."""
    if not found:
        raise RuleError(f"There is no such host: {target.host}.")
    if local_too and target.host in LOCAL and all(is_loopback(one) for one in found):
        return
    if not all(is_public(one) for one in found):
        raise RuleError(f"{target.host} is not an address of the public internet.")


def is_public(text: str) -> bool:
    """Say whether an address belongs to the internet, and not to a machine or network of ours."""
    address = plain_address(text)
    if isinstance(address, IPv6Address) and any(address in net for net in TRANSLATED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def is_loopback(text: str) -> bool:
    return plain_address(text).is_loopback


def plain_address(text: str) -> IPv4Address | IPv6Address:
    address = ip_address(text.partition("%")[0])
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def next_try_at(tries: int, queued_at: datetime, at: datetime) -> datetime | None:
    """Return when it is worth trying again after so many tries; None three days after queueing."""
    soonest = at + WAITS[min(tries, len(WAITS)) - 1]
    last = queued_at + GIVEN_UP_AFTER
    if at >= last:
        return None
    return min(soonest, last)


def is_taken(status: int) -> bool:
    return 200 <= status < 300
