"""The keys of the demonstration, its issuer, and certificates made when they were earned."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial

from flask import current_app

from cpd.certificates import service as certificates
from cpd.certificates.making import Bench
from cpd.certificates.rules.facts import NumberFact
from cpd.certificates.rules.profiles import NewApproval, Profile
from cpd.certificates.service import profiles
from cpd.demo import cast
from cpd.keys.changing import Desk, rotate, settle
from cpd.keys.keyring import crl_url, opened
from cpd.keys.rules.purposes import AT_WORK
from cpd.keys.service import EXTENSION as SIGNER
from cpd.people.rules import WhoIsHere
from cpd.web.context import job, parts
from cpd.work import Work

NAME = "prepare-demonstration"
KEYS_DAYS_AGO = max(holder.days_ago for holder in cast.HOLDERS) + 1
KEYS_CHANGED_DAYS_AGO = 250  # so that retired keys can be seen, and none is too old
A_MINUTE = timedelta(minutes=1)


def at(work: Work, instant: datetime) -> Work:
    """Return the same work as of an earlier instant."""
    return Work(work.session, work.actor, instant, work.followers, work.afterwards)


@contextmanager
def begin_earlier(ago: timedelta) -> Iterator[Work]:
    with job(NAME) as work:
        yield at(work, work.at - ago)


def lay_keys() -> Bench:
    """Make the keys of the site as of a day before the first certificate, and let it know them."""
    with begin_earlier(timedelta(days=KEYS_DAYS_AGO)) as then:
        keyring = opened(parts().settings, then.at)
        settle(then, keyring)
        signer = current_app.extensions[SIGNER] = keyring.signer()
    return Bench(signer)


def change_keys() -> Bench:
    """Make new keys, as is done once a year. What the old ones signed stays good."""
    settings, ago = parts().settings, timedelta(days=KEYS_CHANGED_DAYS_AGO)
    with begin_earlier(ago) as then:
        keyring = opened(settings, then.at)
    for purpose in AT_WORK:
        rotate(Desk(partial(begin_earlier, ago), keyring, crl_url(settings)), purpose)
    signer = current_app.extensions[SIGNER] = keyring.signer()
    return Bench(signer)


def issue(bench: Bench, days_ago: int) -> None:
    """Make the certificates that were ordered so long ago, a minute after that."""
    ago = max(timedelta(), timedelta(days=days_ago) - A_MINUTE)
    certificates.issue_waiting(partial(begin_earlier, ago), bench, parts().settings.base_url)


def introduce_issuer(work: Work, me: WhoIsHere) -> None:
    """Say who signs for the provider, and what a body has approved of it."""
    [(site, _)] = me.memberships
    profile = Profile(
        address="4 Quayside, Port Ellery",
        signatory="Dr Helen Marsh",
        signatory_title="Director of studies",
        provider_numbers=(NumberFact(cast.BODY, "P-0142"),),
    )
    profiles.change_profile(work, me, site, profile, "")
    approval = NewApproval(
        module_key=cast.CHAT,
        body=cast.BODY,
        number="NR-24-117",
        title="When a chat turns to crisis",
        minutes=60,
        valid_from=date(2024, 1, 1),
    )
    profiles.approve(work, me, site, approval)
