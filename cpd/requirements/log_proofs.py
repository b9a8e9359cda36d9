"""What in a log bears an entry out: files and links, and whoever was there."""

from collections.abc import Mapping

from cpd.requirements.log_days import Fields
from cpd.requirements.spelling import key

ANSWERS = ("status", "answer", "outcome")
# Not agreed, or not yet: such an attestation is on record and bears nothing out.
NOT_AGREED = frozenset(
    {
        "awaiting", "cancelled", "declined", "disagree", "disagreed", "disagrees", "disputed",
        "expired", "no", "not_agreed", "open", "pending", "refused", "rejected", "requested",
        "sent", "unanswered", "withdrawn",
    }
)  # fmt: skip


def evidence_of(entry: Fields) -> list[str | Fields]:
    """Return each piece of evidence; a single one may stand without a list."""
    found = entry.get("evidence")
    return [found] if isinstance(found, str) else list(found or ())


def is_empty(value: object) -> bool:
    """Say whether nothing is written there, however it is wrapped."""
    if isinstance(value, Mapping):
        return all(is_empty(inner) for inner in value.values())
    return value is None or (isinstance(value, str) and not value.strip())


def agrees(attestation: str | Fields) -> bool:
    """Tell an attestation from a disagreement, which is on record but bears nothing out."""
    if isinstance(attestation, str):
        return key(attestation) not in NOT_AGREED
    if attestation.get("agrees") is False or attestation.get("signed") is False:
        return False
    return not any(key(attestation.get(name) or "") in NOT_AGREED for name in ANSWERS)


def is_said(reflection: object) -> bool:
    if isinstance(reflection, Mapping):
        return any(isinstance(part, str) and part.strip() for part in reflection.values())
    return bool(reflection.strip()) if isinstance(reflection, str) else bool(reflection)
