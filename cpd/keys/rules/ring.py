"""Which keys there are on disk, and which of them sign."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cpd.kernel.errors import RuleError
from cpd.keys.rules.purposes import AT_WORK, Algorithm, KeyPurpose, key_id

VERSION = 1
GRACE = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class RingKey:
    """What everybody may know of a key on disk. `pem` is its public half.

    A key that was retired still signs for ten minutes, for whoever was told its name before.
    """

    id: str
    purpose: KeyPurpose
    algorithm: Algorithm
    pem: str
    certificates: str | None
    made_at: datetime
    retired_at: datetime | None = None
    revoked_as_of: datetime | None = None
    revoked_at: datetime | None = None

    def signs(self, at: datetime) -> bool:
        """Say whether it may still sign for whoever asks for it by its name."""
        if self.revoked_at is not None:
            return False
        return self.retired_at is None or at < self.retired_at + GRACE


@dataclass(frozen=True)
class Ring:
    """The keys by their id, and which one signs now for each purpose. `root` is as PEM."""

    current: Mapping[KeyPurpose, str]
    keys: Mapping[str, RingKey]
    root: str

    def next_id(self, purpose: KeyPurpose, at: datetime, taken: frozenset[str]) -> str:
        return key_id(purpose, at.date(), taken | set(self.keys))

    def with_key(self, key: RingKey) -> "Ring":
        return replace(self, keys={**self.keys, key.id: key})

    def switched(self, purpose: KeyPurpose, key: str, at: datetime) -> "Ring":
        """Let another key sign from now on."""
        before = self.keys[self.current[purpose]]
        if before.id == key:
            return self
        ring = self.with_key(replace(before, retired_at=before.retired_at or at))
        ring = ring.with_key(replace(ring.keys[key], retired_at=None))
        return replace(ring, current={**self.current, purpose: key})

    def revoked(self, key: str, as_of: datetime, at: datetime) -> "Ring":
        return self.with_key(replace(self.keys[key], revoked_as_of=as_of, revoked_at=at))

    @property
    def roots(self) -> tuple[RingKey, ...]:
        """Return our own roots, oldest first; the first is not among them before a second came."""
        return tuple(key for key in self.keys.values() if key.purpose is KeyPurpose.ROOT)

    def under(self, key: str, at: datetime) -> "Ring":
        """Let another root vouch for seals from now on."""
        ring, now = self, self.keys[key].certificates
        for one in self.roots:
            if one.certificates == self.root != now:
                ring = ring.with_key(replace(one, retired_at=one.retired_at or at))
        return replace(ring, root=now or self.root)

    def spent(self, at: datetime) -> frozenset[str]:
        """Return the keys that will never sign again: their private halves can only be stolen."""
        mine = set(self.current.values())
        return frozenset(
            key.id
            for key in self.keys.values()
            if key.purpose is not KeyPurpose.ROOT  # it goes on signing lists of stolen seals
            and key.id not in mine
            and key.retired_at is not None
            and not key.signs(at)
        )


def written(ring: Ring) -> str:
    said = {
        "version": VERSION,
        "current": {str(purpose): key for purpose, key in ring.current.items()},
        "root": ring.root,
        "keys": [
            {name: plain(value) for name, value in vars(key).items() if value is not None}
            for key in ring.keys.values()
        ],
    }
    return json.dumps(said, indent=1) + "\n"


def plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def read(text: str) -> Ring:
    try:
        said = json.loads(text)
        if said["version"] != VERSION:
            raise RuleError(
                f"The list of keys is of version {said['version']}, which this release cannot read."
            )
        keys = [key_in(one) for one in said["keys"]]
        ring = Ring(
            {purpose: str(said["current"][purpose]) for purpose in AT_WORK},
            {key.id: key for key in keys},
            str(said["root"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise RuleError("The list of keys, keys/ring.json, is damaged.") from error
    if not set(ring.current.values()) <= set(ring.keys):
        raise RuleError("The list of keys, keys/ring.json, names a key that is not in it.")
    return ring


def key_in(said: Mapping[str, Any]) -> RingKey:
    def when(name: str) -> datetime | None:
        return datetime.fromisoformat(said[name]) if name in said else None

    return RingKey(
        id=str(said["id"]),
        purpose=KeyPurpose(said["purpose"]),
        algorithm=Algorithm(said["algorithm"]),
        pem=str(said["pem"]),
        certificates=said.get("certificates"),
        made_at=datetime.fromisoformat(said["made_at"]),
        retired_at=when("retired_at"),
        revoked_as_of=when("revoked_as_of"),
        revoked_at=when("revoked_at"),
    )
