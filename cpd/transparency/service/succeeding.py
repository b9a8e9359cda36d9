"""A new key of the log is announced, so that witnesses follow by themselves."""

import json
from collections.abc import Iterable
from functools import partial

from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy.orm import Session

from cpd.kernel.errors import RuleError
from cpd.keys import changing
from cpd.keys.changing import Desk
from cpd.keys.making import Root
from cpd.keys.published_roots import PublishedRoot
from cpd.keys.publishing import roots_of
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.service import fingerprint, public_keys
from cpd.keys.signing import HeldKey, signed
from cpd.transparency.rules.changes import EVENT, change
from cpd.transparency.rules.leaves import Leaf, Operation
from cpd.transparency.rules.notes import Note
from cpd.transparency.service.appending import append
from cpd.transparency.service.checkpoints import origin
from cpd.transparency.store import leaves
from cpd.transparency.verifying import log_key
from cpd.web.published import published
from cpd.work import Work

CHANGES = "log/key-changes"


def rotate_log_key(desk: Desk) -> tuple[str, bool]:
    """Give the log a new key; return its name, and whether witnesses can follow.

    They can if the root is at hand to vouch for it. Without it nothing is announced: what only the
    old key says, whoever stole it can say.
    """
    new, root = changing.made(desk, KeyPurpose.LOG), root_at_hand(desk)
    if root is None:
        return changing.install(desk, new), False
    old = desk.keyring.signer().held[KeyPurpose.LOG]
    return changing.install(desk, new, partial(announce, old=old, new=new, root=root)), True


def root_at_hand(desk: Desk) -> Root | None:
    try:
        return desk.keyring.root()
    except RuleError:
        return None


def announce(work: Work, *, old: HeldKey, new: HeldKey, root: Root) -> None:
    """Say in the log, in the transaction of the change, which key comes after which."""
    name, certificate = origin(), root.certificate.public_bytes(Encoding.DER)
    said = change(
        log_key(name, old.public.pem), log_key(name, new.public.pem), work.at, certificate
    )
    text = said.text().encode()
    lines = (said.by_old(signed(old.private, text)), said.by_root(signed(root.key, text)))
    leaf = Leaf(
        op=Operation.KEY,
        at=work.at,
        key=old.public.id,
        event=EVENT,
        public=fingerprint(new.public.pem),
        note=Note(said.text(), lines).written(),
    )
    append(work, leaf)


def changes_published(session: Session, since: int, size: int) -> bytes:
    """Return what is published of changes, with those of the log from line `since` on."""
    known = [one for one in kept() if one["index"] < since]
    found = leaves.beginning_with(session, f'{{"event":"{EVENT}"', since, size)
    more = [{"index": one.position, "leaf": one.body} for one in found]
    said = {"roots": fingerprints(roots_of(public_keys(session))), "changes": [*known, *more]}
    return json.dumps(said, indent=1).encode() + b"\n"


def kept() -> list[dict[str, int]]:
    try:
        return list(json.loads(published(CHANGES) or b"{}").get("changes", ()))
    except ValueError:
        return []


def fingerprints(roots: Iterable[PublishedRoot]) -> list[str]:
    return [root.fingerprint for root in roots if root.revoked_as_of is None]
