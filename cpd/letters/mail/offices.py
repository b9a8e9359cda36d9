"""The mail server that takes our letters, as the settings name it."""

import ssl
from dataclasses import dataclass
from datetime import timedelta
from email.policy import SMTP as OF_LETTERS
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from cpd.kernel.errors import RuleError
from cpd.settings import Settings

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True, kw_only=True)
class Office:
    """The mail server that takes our letters, and how long we have patience with it.

    `patience` bounds each answer, `longest` the whole conversation: it must be well within a lease.
    """

    host: str
    port: int
    our_name: str
    sender: str
    scheme: str = "smtp"
    user: str = ""
    password: str = ""
    patience: timedelta = timedelta(seconds=15)
    longest: timedelta = timedelta(seconds=60)
    trust: ssl.SSLContext | None = None


def office(settings: Settings) -> Office:
    """Read the mail server's address: `smtp://`, `smtp+starttls://` or `smtps://user:password@`."""
    try:
        url = urlsplit(settings.smtp_url)
        port = url.port or PORTS[url.scheme]
    except ValueError as error:
        raise RuleError(f"CPD_SMTP_URL is not an address: {error}") from error
    user, password = unquote(url.username or ""), unquote(url.password or "")
    if not (user + password).isascii():
        raise RuleError("CPD_SMTP_URL can only carry a user and password in plain ASCII.")
    if not is_sender(settings.mail_from):
        raise RuleError(
            "CPD_MAIL_FROM must be one address, like CPD <cpd@example.org>; "
            'a name with signs in it stands in quotes, like "CPD: Harbour" <cpd@example.org>.'
        )
    return Office(
        host=url.hostname or "127.0.0.1",
        port=port,
        our_name=our_name(urlsplit(settings.base_url).hostname or "localhost"),
        sender=settings.mail_from,
        scheme=url.scheme,
        user=user,
        password=password,
        trust=None if url.scheme == "smtp" else ssl.create_default_context(),
    )


def is_sender(text: str) -> bool:
    """Say whether this can stand over every letter: one address, with a name or without."""
    if "@" not in parseaddr(text)[1] or not text.isprintable():
        return False
    header = OF_LETTERS.header_factory("From", text)
    return not header.defects and len(header.addresses) == 1


def our_name(host: str) -> str:
    """Return the name we greet servers with; an IP address stands in brackets."""
    if ":" in host:
        return f"[IPv6:{host}]"
    return f"[{host}]" if host.replace(".", "").isdigit() else host
