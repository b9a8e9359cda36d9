"""Tokens nobody can guess, and the hash that is kept instead of them."""

import hashlib
import secrets


def new_token() -> str:
    """Return 256 bits as text that may stand in an address."""
    return secrets.token_urlsafe(32)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
