"""Keeps the secrets of bodies so that whoever reads the database alone cannot use them."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cpd.kernel.errors import RuleError
from cpd.verification.rules.webhooks import SECRET_PREFIX

PURPOSE = b"cpd webhook secret "
CANNOT_BE_OPENED = (
    "The secret of this address cannot be opened: the key of this site was changed. "
    "Remove the address and add it again."
)


@dataclass(frozen=True)
class Lockbox:
    """Locks with a key of its own for each owner, which the site's secret key leads to."""

    site_key: str = field(repr=False)

    def locked(self, secret: str, owner: UUID) -> str:
        return self._lock(owner).encrypt(secret.encode("ascii")).decode("ascii")

    def opened(self, kept: str, owner: UUID) -> str:
        """Return a secret; one of an older release lies open."""
        if kept.startswith(SECRET_PREFIX):
            return kept
        try:
            return self._lock(owner).decrypt(kept.encode()).decode("ascii")
        except InvalidToken as error:
            raise RuleError(CANNOT_BE_OPENED) from error

    def opens(self, kept: str, owner: UUID) -> bool:
        try:
            self.opened(kept, owner)
        except RuleError:
            return False
        return True

    def _lock(self, owner: UUID) -> Fernet:
        key = HKDF(SHA256(), length=32, salt=None, info=PURPOSE + owner.bytes)
        return Fernet(urlsafe_b64encode(key.derive(self.site_key.encode())))
