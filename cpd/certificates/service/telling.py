"""Tells whoever checks without us which certificates were replaced, and not withdrawn."""

from cpd.certificates.store.life import replaced_places
from cpd.credentials import publishing
from cpd.db import own_session
from cpd.keys.service import signer
from cpd.web.context import now
from cpd.work import Work


def publish_lists() -> int:
    """Publish every list that is due, and what credentials name; return how many files changed."""
    return publishing.publish_due() + publish_replaced()


def publish_replaced() -> int:
    """Publish the lists of replacements; return how many changed. After that of revocations."""
    with own_session() as session:
        return publishing.publish_replaced(session, signer(), replaced_places, now())


def publish_replaced_soon(work: Work) -> None:
    """Do so once this work is committed; should that fail, a job does it within a minute."""
    if publish_now not in work.afterwards:
        work.afterwards.append(publish_now)


def publish_now() -> None:
    publish_replaced()
