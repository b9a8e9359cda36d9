"""Keeps caught letters as files in a folder, and reads them back."""

import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from itertools import islice
from pathlib import Path

from cpd.web.filters import on

NAME = re.compile(r"\d{14}-\d{6}-[0-9a-f]{8}", re.ASCII)
ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)']")


Line = list[tuple[str, bool]]
"""A line cut into pieces of text, each with whether it is a link."""


@dataclass(frozen=True)
class Heading:
    """What the inbox shows of a letter."""

    id: str
    sender: str
    recipient: str
    subject: str
    when: str


@dataclass(frozen=True)
class Caught:
    """A letter opened: its plain part by paragraph and line, and its HTML as it came."""

    heading: Heading
    message_id: str
    paragraphs: list[list[Line]]
    html: str


def keep(folder: Path, content: bytes, at: datetime) -> str:
    """Write a letter down, whole or not at all, and return its name."""
    name = f"{at:%Y%m%d%H%M%S-%f}-{secrets.token_hex(4)}"
    half_written = folder / f"{name}.part"
    half_written.write_bytes(content)
    os.replace(half_written, folder / f"{name}.eml")
    return name


def newest(folder: Path, recipient: str, most: int) -> list[Heading]:
    """Return the newest letters, or those to whoever's address contains `recipient`."""
    wanted = recipient.casefold()
    to_them = (one for one in headings(folder) if wanted in one.recipient.casefold())
    return list(islice(to_them, most))


def headings(folder: Path) -> Iterator[Heading]:
    for path in sorted(folder.glob("*.eml"), reverse=True):
        if NAME.fullmatch(path.stem):
            with path.open("rb") as file:
                yield heading(path.stem, BytesHeaderParser(policy=default).parse(file))


def heading(name: str, message: EmailMessage) -> Heading:
    sender, recipient, subject = (str(message.get(part, "")) for part in ("From", "To", "Subject"))
    return Heading(name, sender, recipient, subject or "(no subject)", caught_at(name))


def caught_at(name: str) -> str:
    """Read the time a letter came in off its name."""
    at = datetime.strptime(name[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return f"{on(at.date())}, {at:%H:%M:%S} UTC"


def opened(folder: Path, name: str) -> Caught | None:
    """Return a letter by its name; None if there is none, whatever the name looks like."""
    path = folder / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.is_file():
        return None
    message = message_from_bytes(path.read_bytes(), policy=default)
    return Caught(
        heading(name, message),
        str(message.get("Message-ID", "")),
        paragraphs(part_of(message, "plain")),
        part_of(message, "html"),
    )


def part_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    try:
        return "" if part is None else str(part.get_content()).replace("\r\n", "\n")
    except (LookupError, ValueError):
        return "(This part cannot be read.)"


def paragraphs(text: str) -> list[list[Line]]:
    parts = re.split(r"\n\s*\n", text.strip())
    return [[list(cut_at_links(line)) for line in part.splitlines()] for part in parts]


def cut_at_links(text: str) -> Iterator[tuple[str, bool]]:
    """Cut a text so that what may be clicked, http and https and nothing else, stands alone."""
    end = 0
    for found in ADDRESS.finditer(text):
        yield text[end : found.start()], False
        yield found.group(), True
        end = found.end()
    yield text[end:], False
