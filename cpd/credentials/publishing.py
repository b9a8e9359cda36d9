"""The status lists as files for everybody, and what credentials name: contexts and the schema."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from cpd.credentials import linked_data, statuses, store
from cpd.credentials.rules.purposes import NOTED_HERE, StatusPurpose, list_path
from cpd.credentials.schema import SCHEMA_FILE, SCHEMAS
from cpd.credentials.statuses import StatusSite
from cpd.db import own_session
from cpd.keys.rules.identity import did_of
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.service import signer
from cpd.keys.signing import Signer
from cpd.web.context import now, parts
from cpd.web.published import one_at_a_time, publish, published
from cpd.work import Work

Places = Callable[[Session, int], Sequence[int]]
CONTEXTS = ("credentials-v2.json", "ob-v3p0-context-3.0.3.json", "ob-v3p0-extensions.json")


def publish_lists(session: Session, theirs: Signer, at: datetime) -> int:
    """Sign anew each list whose bits changed or that is a day old; return how many were.

    Raises SignerAwayError: what stands there stays, and is good for some days.
    """
    site = our_site()
    with one_at_a_time("status"):
        return sum(
            publish_list(theirs, site, (number, purpose), places(session, number, purpose), at)
            for number in store.lists(session)
            for purpose in NOTED_HERE
        )


def publish_list(
    theirs: Signer,
    site: StatusSite,
    which: tuple[int, StatusPurpose],
    positions: Sequence[int],
    at: datetime,
) -> bool:
    number, purpose = which
    unsigned = statuses.list_credential(site, purpose, number, positions, at)
    path = list_path(purpose, number)
    method = f"{site.did}#{theirs.public(KeyPurpose.CREDENTIAL).id}"
    if statuses.still_says(published(path), unsigned, method, at) and not is_behind(*which):
        return False
    signed = statuses.signed_list(site, unsigned, theirs, at)
    return publish(path, json.dumps(signed, indent=1).encode() + b"\n")


def publish_replaced(session: Session, theirs: Signer, replaced: Places, at: datetime) -> int:
    """Publish which places are those of certificates that were replaced: `replaced` knows.

    Their bits are set in the list of revocations too, which is the one that others read. This one
    only says why, to whoever checks without us; which certificate came instead it does not tell.
    """
    site, purpose = our_site(), StatusPurpose.REPLACEMENT
    with one_at_a_time("status"):
        return sum(
            publish_list(theirs, site, (number, purpose), replaced(session, number), at)
            for number in store.lists(session)
        )


def is_behind(number: int, purpose: StatusPurpose) -> bool:
    """Say whether a list of replacements is older than the list of revocations beside it.

    It must not be: that a bit is *not* set in it speaks only of what was withdrawn before it.
    """
    if purpose is not StatusPurpose.REPLACEMENT:
        return False
    beside = published(list_path(StatusPurpose.REVOCATION, number))
    return statuses.signed_at(published(list_path(purpose, number))) < statuses.signed_at(beside)


def our_site() -> StatusSite:
    base_url = parts().settings.base_url
    return StatusSite(base_url, did_of(base_url))


def places(session: Session, number: int, purpose: StatusPurpose) -> Sequence[int]:
    """Return what is set. What is on hold is not accepted, so it stands in the first list too.

    Open Badges 3.0 lets a credential name one list only, and that is the one others read.
    """
    if purpose is StatusPurpose.REVOCATION:
        return store.positions_not_accepted(session, number)
    return store.positions_on_hold(session, number)


def publish_soon(work: Work) -> None:
    """Publish once this work is committed; should that fail, a job does it within a minute."""
    if publish_now not in work.afterwards:
        work.afterwards.append(publish_now)


def publish_now() -> None:
    publish_due()


def publish_due() -> int:
    """Publish what is due with the signer of the running app; return how many files changed."""
    with own_session() as session:
        lists = publish_lists(session, signer(), now())
    return lists + publish_vocabulary()


def publish_vocabulary() -> int:
    """Publish our copies of what credentials name, so that nobody depends on another site."""
    files = {f"contexts/{name}": linked_data.context_file(name) for name in CONTEXTS}
    files[f"schemas/{SCHEMA_FILE}"] = (SCHEMAS / SCHEMA_FILE).read_bytes()
    return sum(publish(path, content) for path, content in files.items())
