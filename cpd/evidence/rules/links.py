"""Evidence that stands elsewhere: an address, or the number of a provider's certificate."""

from urllib.parse import urlsplit

from cpd.kernel.errors import RuleError
from cpd.records.rules.texts import checked_line

LONGEST_LINK = 2000
NOT_A_LINK = "Enter a whole address that begins with https://, like https://provider.example/proof."


def checked_link(text: str) -> str:
    """Return an address that a browser opens safely. Nobody is asked whether it is there."""
    link = text.strip()
    if len(link) > LONGEST_LINK:
        raise RuleError(f"An address can have at most {LONGEST_LINK:,} characters.")
    if not link or not link.isprintable() or any(mark in link for mark in ' <>"\\'):
        raise RuleError(NOT_A_LINK)
    try:
        parts = urlsplit(link)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise RuleError(NOT_A_LINK) from error
    if parts.scheme == "http":
        raise RuleError("This address begins with http://. Try it with https://, which is safe.")
    if parts.scheme != "https" or "." not in host.strip("."):
        raise RuleError(NOT_A_LINK)
    if parts.username is not None or parts.password is not None:
        raise RuleError("This address holds a name or password. Leave out all before the @.")
    return link


def host_of(link: str) -> str:
    """Return where an address leads, for whoever must decide to follow it."""
    return urlsplit(link).hostname or ""


def checked_number(text: str) -> str:
    number = checked_line(text, "A number")
    if not number:
        raise RuleError("Enter the number that stands on the certificate.")
    return number


def checked_provider(text: str) -> str | None:
    return checked_line(text, "A provider's name") or None


def checked_label(text: str) -> str:
    return checked_line(text, "A name")
