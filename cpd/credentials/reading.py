"""Reading a credential that somebody hands in: bounded, and in one meaning only."""

import json
from typing import Any

from cpd.credentials.rules.reasons import CredentialError, Reason

MOST_BYTES = 65_536  # ours have under ten thousand
MOST_DEPTH = 40

Pairs = list[tuple[str, Any]]


def document_in(content: str | bytes) -> dict[str, Any]:
    """Return the JSON object in a text. Raises CredentialError."""
    raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
    if len(raw) > MOST_BYTES:
        raise CredentialError(Reason.TOO_LARGE)
    try:
        document = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=once_each, parse_constant=refuse_number
        )
        json.dumps(document, ensure_ascii=False).encode()  # half a character is not text
    except (ValueError, RecursionError) as error:
        raise CredentialError(Reason.NOT_A_CREDENTIAL) from error
    if not isinstance(document, dict) or is_deeper(document, MOST_DEPTH):
        raise CredentialError(Reason.NOT_A_CREDENTIAL)
    return document


def once_each(pairs: Pairs) -> dict[str, Any]:
    """Refuse a name that is given twice: readers differ on which of the two counts."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name is given twice")
    return members


def refuse_number(_name: str) -> float:
    raise ValueError("not a number in JSON")


def is_deeper(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(is_deeper(one, levels - 1) for one in inner)
