"""Letters through the outbox to a mail server that answers, beside the same letters without it."""

import smtplib
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from statistics import median
from uuid import uuid4

from sqlalchemy import select

from cpd.letters import service
from cpd.letters.mail import Office, Words, written
from cpd.letters.models import Letter
from cpd.letters.rules import Draft, Phase
from cpd.letters.sending import Batch, drain
from cpd.people.mail import password_changed
from cpd.people.models import Person
from cpd.web.context import job, reading
from tests.bench.site import Site
from tests.mail_servers import Kept, a_mail_server

LETTERS = 150
ROUNDS = 3
BARE = "smtplib alone, nothing kept"
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def letter_figures(sites: dict[str, Site]) -> None:
    """Send what the outbox holds with one worker, as the scheduler does."""
    print("\nLetters a second, one worker, a connection each, a real SMTP server in this process;")
    print(f"the yardstick is the same letters by {BARE}. Three commits a letter.")
    rates: dict[str, list[float]] = {BARE: []} | {name: [] for name in sites}
    with a_mail_server(Kept()) as server:
        office = Office(
            host="127.0.0.1", port=server.port, our_name="localhost", sender="cpd@localhost"
        )
        words = example(sites["SQLite"])
        for _ in range(ROUNDS):
            rates[BARE].append(rate(partial(send_bare, office, words)))
            for name, site in sites.items():
                fill(site, words)
                rates[name].append(rate(partial(send_all, site, office)))
                check(site, server)
    for name, each in rates.items():
        share = median(each) / median(rates[BARE])
        print(f"  {name:<38} {median(each):>8.0f}  {share:>6.2f} of the yardstick's rate")
    print(f"  lost 0, doubled 0 of {LETTERS * ROUNDS * len(sites)}")


def rate(task: Callable[[], object]) -> float:
    began = time.perf_counter()
    task()
    return LETTERS / (time.perf_counter() - began)


def example(site: Site) -> Words:
    """Return a letter as the site writes it: a password was changed."""
    with site.app.app_context():
        person = reading().scalars(select(Person).limit(1)).one()
        draft = password_changed(person, AT)
    return Words(
        letter_id=uuid4(),
        recipient="somebody@example.org",
        subject=draft.subject,
        text=draft.text,
        html=draft.html,
    )


def fill(site: Site, words: Words) -> None:
    """Empty the outbox, then owe so many letters, each to somebody else."""
    with site.app.app_context(), job("bench") as work:
        service.drop_waiting(work)
        for _ in range(LETTERS):
            name = uuid4().hex
            draft = Draft(
                key=f"bench:{name}",
                person_id=None,
                recipient=f"{name}@example.org",
                subject=words.subject,
                text=words.text,
                html=words.html,
            )
            service.queue(work, draft)


def send_all(site: Site, office: Office) -> None:
    with site.app.app_context():
        tried = drain(partial(job, "bench"), office, Batch())
    assert tried == LETTERS, tried


def check(site: Site, server: Kept) -> None:
    """See that what was owed arrived, and each only once."""
    with site.app.app_context(), job("bench") as work:
        bench = Letter.key.startswith("bench:")
        query = select(Letter.recipient, Letter.phase).where(bench)
        owed = {row.recipient: row.phase for row in work.session.execute(query)}
    arrived = Counter(address for one in server.messages for address in one.rcpt_tos)
    assert set(owed.values()) == {Phase.SENT}
    assert all(arrived[recipient] == 1 for recipient in owed)


def send_bare(office: Office, words: Words) -> None:
    for _ in range(LETTERS):
        envelope = written(words, office.sender, AT)
        with smtplib.SMTP(office.host, office.port, office.our_name) as smtp:
            smtp.sendmail(envelope.sender, envelope.recipient, envelope.content)
