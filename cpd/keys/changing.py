"""A key is changed in three places: on disk, in the database, and in what is published.

A new key is on disk before the database knows it, and signs only after. Should the power fail in
between, `settle` finishes what was begun.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from cpd.kernel.errors import NotFoundError
from cpd.keys import service, store
from cpd.keys.keyring import Keyring, public
from cpd.keys.making import new_key
from cpd.keys.publishing import crl_path, publish_revocations, publish_soon
from cpd.keys.rules.purposes import AT_WORK, KeyPurpose
from cpd.keys.signing import HeldKey
from cpd.work import Work

Begin = Callable[[], AbstractContextManager[Work]]


@dataclass(frozen=True)
class Desk:
    """Where keys are changed: how a transaction begins, the keys on disk, and what a seal names."""

    begin: Begin
    keyring: Keyring
    crl_url: str | None

    def crl_of(self, root: str) -> str | None:
        """Return where the list of stolen seals under a root stands, if that is told at all."""
        if self.crl_url is None:
            return None
        file = crl_path(self.keyring.ring(), root).rpartition("/")[2]
        return f"{self.crl_url.rpartition('/')[0]}/{file}"


def settle(work: Work, keyring: Keyring) -> None:
    """Register the keys on disk, and let the disk follow where the database is ahead."""
    for purpose, name in keyring.ring().current.items():
        ahead = store.current(work.session, purpose)
        ring = keyring.ring()
        if ahead is not None and ahead.id != name and keyring.has(ahead.id, ahead.public_key):
            keyring.switch(purpose, ahead.id, work.at)
        else:
            service.register(work, public(ring.keys[name]))
    root = store.current(work.session, KeyPurpose.ROOT)
    if root is not None and root.id in keyring.ring().keys:
        keyring.switch_root(root.id, work.at)
    for key in store.every(work.session):
        mine = keyring.ring().keys.get(key.id)
        if mine is not None and key.revoked_as_of and mine.revoked_as_of != key.revoked_as_of:
            keyring.revoke(key.id, key.revoked_as_of, key.revoked_at or work.at)


def rotate(desk: Desk, purpose: KeyPurpose) -> str:
    """Make a new key for a purpose, and retire the old one; return the new one's name."""
    return install(desk, made(desk, purpose))


def install(desk: Desk, key: HeldKey, also: Callable[[Work], None] | None = None) -> str:
    """Let a key sign that was made or bought, and retire the one before it.

    `also` is done in the transaction that lets everybody know.
    """
    with desk.begin() as work:
        desk.keyring.add(key, work.at)
        service.succeed(work, key.public)
        if also is not None:
            also(work)
        publish_soon(work)
    desk.keyring.switch(key.public.purpose, key.public.id, work.at)
    return key.public.id


def revoke(desk: Desk, key_id: str, since: datetime) -> str | None:
    """Distrust a key as of an instant; return the name of the new one, if it was the current."""
    with desk.begin() as work:
        found = store.by_id(work.session, key_id)
        if found is None:
            raise NotFoundError(f"There is no key {key_id}. cpd keys list names them.")
        purpose, is_current = found.purpose, found.retired_at is None
    new = made(desk, purpose) if is_current else None
    with desk.begin() as work:
        service.revoke(work, key_id, since)
        if new is not None:
            desk.keyring.add(new, work.at)
            service.succeed(work, new.public)
        publish_soon(work)
    if new is not None:
        desk.keyring.switch(purpose, new.public.id, work.at)
    if key_id in desk.keyring.ring().keys:
        desk.keyring.revoke(key_id, since, work.at)
    if purpose is KeyPurpose.SEAL:
        publish_revocations(desk.keyring, work.at)
    return new.public.id if new else None


def adopt(desk: Desk) -> list[str]:
    """Make new keys on this disk for every purpose whose key is on another; return their names."""
    with desk.begin() as work:
        rows = [row for one in AT_WORK if (row := store.current(work.session, one)) is not None]
        foreign = [row.purpose for row in rows if not desk.keyring.has(row.id, row.public_key)]
    return [rotate(desk, purpose) for purpose in foreign]


def made(desk: Desk, purpose: KeyPurpose) -> HeldKey:
    """Make a key, named as no other of this site. A seal needs the root."""
    root, url = None, None
    if purpose is KeyPurpose.SEAL:
        root, url = desk.keyring.root(), desk.crl_of(desk.keyring.root_entry().id)
    with desk.begin() as work:
        name, at = free_name(work, desk.keyring, purpose), work.at
    return new_key(name, purpose, root, at, url)


def free_name(work: Work, keyring: Keyring, purpose: KeyPurpose) -> str:
    taken = frozenset(key.id for key in store.every(work.session))
    return keyring.ring().next_id(purpose, work.at, taken)
