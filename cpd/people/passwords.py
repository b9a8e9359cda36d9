"""Keeps passwords as argon2id hashes, and knows those that guessers try first."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cpd.settings import Settings

COMMON = Path(__file__).with_name("common_passwords.txt")


@dataclass(frozen=True)
class Passwords:
    """How this site hashes; stronger settings reach everybody as they sign in."""

    memory_kib: int
    passes: int

    @property
    def hasher(self) -> PasswordHasher:
        return PasswordHasher(
            time_cost=self.passes, memory_cost=self.memory_kib, parallelism=1, salt_len=16
        )

    def hashed(self, password: str) -> str:
        return self.hasher.hash(password)

    def match(self, password: str, kept: str | None) -> bool:
        """Say whether this is the password; where there is none, take as long to say no."""
        try:
            return self.hasher.verify(kept or "", password)
        except InvalidHashError:
            self.hashed(password)
            return False
        except VerificationError:
            return False

    def is_outdated(self, kept: str) -> bool:
        return self.hasher.check_needs_rehash(kept)


def passwords_of(settings: Settings) -> Passwords:
    return Passwords(settings.argon2_memory_kib, settings.argon2_passes)


@cache
def common_passwords() -> frozenset[str]:
    """Return the passwords and stems that guessers try first, in small letters."""
    return frozenset(COMMON.read_text(encoding="utf-8").split())
