"""Hands a letter to a mail server, one command at a time, and says how far that came."""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP as OF_LETTERS
from email.policy import SMTPUTF8 as OF_LETTERS_IN_ANY_SCRIPT
from email.utils import format_datetime, parseaddr
from functools import partial
from threading import Timer
from urllib.parse import unquote, urlsplit
from uuid import UUID

from cpd.kernel.errors import RuleError
from cpd.letters.rules import LONGEST_ANSWER, Ending, Report, Step, ending, shortened
from cpd.settings import Settings

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
LINE_END = b"\r\n"
STEPS_IN_WORDS = {
    Step.CONNECT: "when we called it",
    Step.GREETING: "when we greeted it",
    Step.ENCRYPTION: "when we asked for encryption",
    Step.SIGN_IN: "when we signed in",
    Step.SENDER: "about the sender",
    Step.RECIPIENT: "about the recipient",
    Step.DATA: "before the letter",
    Step.CONTENT: "within the letter",
    Step.DOT: "after the whole letter",
}


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


@dataclass
class Talk:
    """A conversation with the server; `step` is what was last asked of it."""

    smtp: smtplib.SMTP
    step: Step = Step.CONNECT

    def ask(self, step: Step, command: Callable[[], tuple[int, bytes]], expected: int) -> None:
        """Give a command; go on only with an answer of the expected hundred."""
        self.step = step
        code, text = command()
        if code // 100 != expected:
            raise smtplib.SMTPResponseException(code, text)


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


def hand_in(office: Office, envelope: Envelope, hand_over: Callable[[], bool]) -> Report:
    """Give one letter to the server.

    `hand_over` is called when everything but the final dot is there; only if it says yes is the dot
    sent. From then on nobody but the server's answer can tell whether the letter was delivered.
    """
    with talking(office) as talk:
        try:
            introduce(talk, office)
            offer(talk, envelope)
        except smtplib.SMTPResponseException as refusal:
            return report(talk.step, refusal.smtp_code, refusal.smtp_error)
        except OSError as failure:
            return report(talk.step, None, failure)
        if not hand_over():
            return Report(Ending.LOST, talk.step, "Another worker took this letter over.")
        return finish(talk)


@contextmanager
def talking(office: Office) -> Iterator[Talk]:
    """Hang up in the end, and in any case when the whole has taken too long."""
    talk = Talk(smtplib.SMTP(local_hostname=office.our_name))
    watch = Timer(office.longest.total_seconds(), hang_up, [talk])
    watch.daemon = True
    watch.start()
    try:
        yield talk
    finally:
        watch.cancel()
        talk.smtp.close()


def hang_up(talk: Talk) -> None:
    """Break the line under whoever waits on it: the wait ends as if the server had gone."""
    line = talk.smtp.sock
    if line is not None:
        with suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)


def introduce(talk: Talk, office: Office) -> None:
    """Call, greet, encrypt and sign in: what can fail here has nothing to do with the letter."""
    smtp = talk.smtp
    patience = office.patience.total_seconds()
    smtp.sock = socket.create_connection((office.host, office.port), timeout=patience)
    smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the dot follows at once
    if office.scheme == "smtps":
        encrypt(smtp, office)
    talk.ask(Step.CONNECT, smtp.getreply, 2)
    greet(talk)
    if office.scheme == "smtp+starttls":
        talk.ask(Step.ENCRYPTION, partial(smtp.docmd, "STARTTLS"), 2)
        encrypt(smtp, office)
        greet(talk)
    if office.user:
        talk.ask(Step.SIGN_IN, partial(smtp.login, office.user, office.password), 2)


def greet(talk: Talk) -> None:
    """Say EHLO, or HELO to a server that knows no better."""
    talk.step = Step.GREETING
    if talk.smtp.ehlo()[0] // 100 != 2:
        talk.ask(Step.GREETING, talk.smtp.helo, 2)


def encrypt(smtp: smtplib.SMTP, office: Office) -> None:
    """Go on in TLS with a server that proves its name, forgetting what was said in the clear."""
    context = office.trust or ssl.create_default_context()
    assert smtp.sock is not None  # noqa: S101 - it was connected by introduce()
    smtp.sock = context.wrap_socket(smtp.sock, server_hostname=office.host)
    smtp.file = None


def offer(talk: Talk, envelope: Envelope) -> None:
    """Say from whom and to whom, and give every byte but the final dot."""
    smtp = talk.smtp
    options = ["SMTPUTF8", "BODY=8BITMIME"] if envelope.needs_utf8 else []
    if options and not smtp.has_extn("smtputf8"):
        talk.step = Step.RECIPIENT
        raise smtplib.SMTPResponseException(553, "This server takes no address in this script.")
    talk.ask(Step.SENDER, partial(smtp.mail, envelope.sender, options), 2)
    talk.ask(Step.RECIPIENT, partial(smtp.rcpt, envelope.recipient), 2)
    talk.ask(Step.DATA, partial(smtp.docmd, "DATA"), 3)
    talk.step = Step.CONTENT
    smtp.send(envelope.content)


def finish(talk: Talk) -> Report:
    """Send the dot and hear what became of the letter. Silence here means that nobody knows."""
    talk.step = Step.DOT
    try:
        talk.smtp.send(b"." + LINE_END)
        code, text = talk.smtp.getreply()
    except OSError as failure:
        return report(Step.DOT, None, failure)
    with suppress(OSError):
        talk.smtp.putcmd("QUIT")
    return report(Step.DOT, code, text)


def report(step: Step, code: int | None, said: bytes | str | OSError) -> Report:
    """Judge the try and put the server's answer into words that fit a column and a page."""
    verb = "broke off" if code is None else "answered"
    answer = spoken(said) if code is None else f"{code} {spoken(said)}"
    words = f"The mail server {verb} {STEPS_IN_WORDS[step]}: {answer}"
    return Report(ending(step, code), step, shortened(words, LONGEST_ANSWER))


def spoken(said: bytes | str | OSError) -> str:
    """Return an answer or a failure as one line of printable text."""
    if isinstance(said, OSError):
        said = said.strerror or str(said)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
