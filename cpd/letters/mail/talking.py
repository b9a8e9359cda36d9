"""Hands a letter to a mail server, one command at a time, and says how far that came."""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from threading import Timer

from cpd.letters.mail.envelopes import LINE_END, Envelope
from cpd.letters.mail.offices import Office
from cpd.letters.rules import LONGEST_ANSWER, Ending, Report, Step, ending, shortened

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
