"""What a key looks like, and how much of it may be shown."""

import re

from cpd.kernel.errors import RuleError
from cpd.verification.rules.scopes import Scope

BEGINNING = "cpd_"
SHOWN = 12
KEY = re.compile(r"cpd_[A-Za-z0-9_-]{43}")
MOST_KEYS = 50
LONGEST_NAME = 80

MEANINGS = {
    Scope.VERIFY: "Check one certificate, or one file",
    Scope.BULK: "Check up to 1,000 certificates at once",
    Scope.RECEIPTS: "Ask for signed receipts",
    Scope.WEBHOOKS: "Watch certificates that are checked",
}


def key_from(chance: str) -> str:
    """Make a key of 43 characters of chance, which is 256 bits."""
    return BEGINNING + chance


def prefix_of(key: str) -> str:
    """Return what stays visible: enough to tell keys apart, too little to use one."""
    return key[:SHOWN]


def bearer(header: str) -> str | None:
    """Return the key of an Authorization header, or None where it holds none of ours."""
    scheme, _, key = header.strip().partition(" ")
    key = key.strip()
    return key if scheme.lower() == "bearer" and KEY.fullmatch(key) else None


def checked_key_name(text: str) -> str:
    name = " ".join(text.split())
    if not name or not name.isprintable():
        raise RuleError("Give the key a name, such as the program that will use it.")
    if len(name) > LONGEST_NAME:
        raise RuleError(f"Use at most {LONGEST_NAME} characters.")
    return name
