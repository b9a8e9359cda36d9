"""The root of our seals is changed: a new one, and a new seal under it.

The old root stays published, for what was sealed under it, and goes on signing its own list of
stolen seals. One that was stolen does neither: whatever it vouches for has to be known from before.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.keys import making, service, store
from cpd.keys.changing import Desk, free_name
from cpd.keys.keyring import Keyring, first_root, public
from cpd.keys.making import new_key
from cpd.keys.models import SigningKey
from cpd.keys.publishing import publish_revocations, publish_soon, roots_of
from cpd.keys.revocations import chain_in
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.rules.ring import RingKey
from cpd.keys.signing import HeldKey, public_of
from cpd.work import Work


@dataclass(frozen=True)
class Successors:
    """A new root, and the seal under it; no seal where a bought one goes on sealing."""

    root: HeldKey
    seal: HeldKey | None

    @property
    def names(self) -> list[str]:
        return [key.public.id for key in (self.root, self.seal) if key is not None]


def rotate(desk: Desk, site: str) -> list[str]:
    """Make a new root and a seal under it; return their names. What was sealed stays good."""
    know_all(desk)
    before = desk.keyring.know_root()
    new = successors(desk, before, site)
    with desk.begin() as work:
        take_over(work, desk.keyring, before, new)
        publish_soon(work)
    switch(desk.keyring, new, work.at)
    publish_what_can_be(desk.keyring, work.at)
    return new.names


def revoke(desk: Desk, key_id: str, since: datetime) -> list[str]:
    """Distrust a root, and every seal under it, as of an instant; return the names of new keys.

    Whoever has a root can make seals that nobody knows. So of what stands under it only that counts
    which a witness of the log saw before.
    """
    know_all(desk)
    mine = known(desk, key_id)
    is_current = desk.keyring.root_entry().id == key_id
    new = successors(desk, mine, site_of(mine)) if is_current else None
    with desk.begin() as work:
        note(work, mine)
        service.revoke(work, key_id, since)
        if new is not None:
            take_over(work, desk.keyring, mine, new)
        for seal in seals_under(work, mine):
            if seal.revoked_as_of is None or seal.revoked_as_of > since:
                service.revoke(work, seal.id, since)
        lost = [seal.id for seal in seals_under(work, mine)]
        publish_soon(work)
    if new is not None:
        switch(desk.keyring, new, work.at)
    for name in lost:
        if name in desk.keyring.ring().keys:
            desk.keyring.revoke(name, since, work.at)
    publish_what_can_be(desk.keyring, work.at)  # the last one that this root signs
    if key_id in desk.keyring.ring().keys:
        desk.keyring.revoke(key_id, since, work.at)
    return new.names if new else []


def publish_what_can_be(keyring: Keyring, at: datetime) -> None:
    """Publish the lists of stolen seals; a root that is kept elsewhere, or lost, signs none."""
    with suppress(RuleError):
        publish_revocations(keyring, at)


def know_all(desk: Desk) -> None:
    """Let the site know its own roots by name: that of this folder, and those of lost ones.

    A folder whose keys are not the site's says nothing.
    """
    with desk.begin() as work:
        if not is_the_sites(work, desk.keyring):
            return
        entry = desk.keyring.root_entry()
        others = {key.id for key in store.every(work.session) if key.public_key != entry.pem}
        mine = desk.keyring.know_root(frozenset(others))
        for pem in unnamed(work, mine):
            taken = {mine.id, *(key.id for key in store.every(work.session))}
            lost = service.values_of(public(first_root(pem, frozenset(taken))), work.at)
            store.add_once(work.session, **lost, retired_at=work.at)
        note(work, mine)


def is_the_sites(work: Work, keyring: Keyring) -> bool:
    seal = store.current(work.session, KeyPurpose.SEAL)
    return seal is not None and keyring.has(seal.id, seal.public_key)


def unnamed(work: Work, mine: RingKey) -> Iterator[str]:
    """Yield the roots of lost folders that have no row yet, oldest first; none that was bought."""
    for root in roots_of(store.every(work.session)):
        is_known = root.name or root.pem == mine.certificates
        if not is_known and making.is_a_sites_own(chain_in(root.pem)[0]):
            yield root.pem


def known(desk: Desk, key_id: str) -> RingKey:
    """Return a root by its name, also one whose folder was lost: somebody may have found it."""
    found = desk.keyring.ring().keys.get(key_id)
    if found is not None and found.purpose is KeyPurpose.ROOT:
        return found
    with desk.begin() as work:
        row = store.by_id(work.session, key_id)
        if row is None or row.purpose is not KeyPurpose.ROOT:
            raise NotFoundError(f"There is no root {key_id} here. cpd keys list names them.")
        if not is_the_sites(work, desk.keyring):
            raise RuleError(
                "The keys the site signs with are not here. If they are lost, or stolen with their "
                "folder, cpd keys adopt makes new ones; then revoke the root."
            )
        return replace(first_root(row.certificates or ""), id=row.id)


def is_root(key_id: str) -> bool:
    return key_id.startswith(f"{KeyPurpose.ROOT}-")


def successors(desk: Desk, before: RingKey, site: str) -> Successors:
    """Make a root with a name of its own, and a seal under it if the present one is under ours."""
    with desk.begin() as work:
        at, taken = work.at, store.current(work.session, KeyPurpose.SEAL)
        name = free_name(work, desk.keyring, KeyPurpose.ROOT)
        seal_name = free_name(work, desk.keyring, KeyPurpose.SEAL)
        is_ours = taken is None or is_under(taken, before)
    root = making.new_root(site, at, name)
    certificate = making.pem(root.certificate)
    held = HeldKey(public_of(name, KeyPurpose.ROOT, root.key, certificate), root.key)
    if not is_ours:
        return Successors(held, None)
    return Successors(held, new_key(seal_name, KeyPurpose.SEAL, root, at, desk.crl_of(name)))


def take_over(work: Work, keyring: Keyring, before: RingKey, new: Successors) -> None:
    """Put new keys on disk, and let the database and the log know them in one transaction."""
    note(work, before)
    for key in (new.root, new.seal):
        if key is not None:
            keyring.add(key, work.at)
            service.succeed(work, key.public)


def switch(keyring: Keyring, new: Successors, at: datetime) -> None:
    keyring.switch_root(new.root.public.id, at)
    if new.seal is not None:
        keyring.switch(KeyPurpose.SEAL, new.seal.public.id, at)


def note(work: Work, root: RingKey) -> None:
    """Let the database know the first root, which had no row before a second came.

    That of another folder comes after the one before: the old keys were lost, and new ones adopted.
    """
    row = store.by_id(work.session, root.id)
    if row is not None and row.public_key != root.pem:
        raise RuleError(f"The site has another {root.id}: this folder of keys is not its own.")
    if row is None and store.current(work.session, KeyPurpose.ROOT) is not None:
        service.succeed(work, public(root))
    elif row is None:
        store.add_once(work.session, **service.values_of(public(root), root.made_at))


def seals_under(work: Work, root: RingKey) -> list[SigningKey]:
    return [key for key in store.every(work.session) if is_under(key, root)]


def is_under(key: SigningKey, root: RingKey) -> bool:
    if key.purpose is not KeyPurpose.SEAL or key.certificates is None:
        return False
    return chain_in(key.certificates)[-1:] == chain_in(root.certificates or "")


def site_of(root: RingKey) -> str:
    """Return whose root it is, as it says itself."""
    return making.organisation_in(chain_in(root.certificates or "")[0])
