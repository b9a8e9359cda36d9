"""A letter written out: its headers, its two parts, and the bytes that go over the line."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as OF_LETTERS
from email.policy import SMTPUTF8 as OF_LETTERS_IN_ANY_SCRIPT
from email.utils import format_datetime, parseaddr
from uuid import UUID

from cpd.kernel.errors import RuleError

LINE_END = b"\r\n"


@dataclass(frozen=True)
class Envelope:
    """A letter as it goes out: who it is for, and its bytes without the final dot."""

    sender: str
    recipient: str
    content: bytes
    needs_utf8: bool


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a letter says, and the row it comes from."""

    letter_id: UUID
    recipient: str
    subject: str
    text: str
    html: str


def written(words: Words, sender: str, at: datetime) -> Envelope:
    """Write the letter out. Its Message-ID comes from its row: a repeat can be recognised."""
    address = parseaddr(sender)[1]
    recipient = spelt_for_mail(words.recipient)
    message = EmailMessage(policy=OF_LETTERS)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = words.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<letter-{words.letter_id}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words.text, cte="quoted-printable")
    message.add_alternative(words.html, subtype="html", cte="quoted-printable")
    needs_utf8 = not (recipient.isascii() and address.isascii())
    policy = OF_LETTERS_IN_ANY_SCRIPT if needs_utf8 else OF_LETTERS
    return Envelope(address, recipient, with_dots_kept(message.as_bytes(policy=policy)), needs_utf8)


def spelt_for_mail(address: str) -> str:
    """Return the address with its domain as mail servers spell it."""
    name, _, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{name}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise RuleError(f"There can be no domain “{domain}”.") from error


def with_dots_kept(content: bytes) -> bytes:
    """Double the dot of each line that begins with one, and end the last line."""
    kept = re.sub(rb"(?m)^\.", b"..", content)
    return kept if kept.endswith(LINE_END) else kept + LINE_END
