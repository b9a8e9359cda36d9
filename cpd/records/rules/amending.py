"""What whoever credited an entry did to it later, as the version that stood before keeps it."""

from collections.abc import Mapping, Sequence
from typing import Any

from cpd.kernel.errors import RuleError

BECAUSE, IS_TAKEN_BACK = "because", "is_taken_back"


def amended(facts: Mapping[str, Any], because: str, *, is_taken_back: bool) -> dict[str, Any]:
    """Return what stood, with why its issuer changed it or took it back."""
    return {**facts, BECAUSE: because, IS_TAKEN_BACK: is_taken_back}


def because(facts: Mapping[str, Any]) -> str:
    """Say why this version was replaced; nothing where its owner changed it."""
    return str(facts.get(BECAUSE, ""))


def why_taken_back(stood: Sequence[Mapping[str, Any]]) -> str:
    """Say why an entry was taken back for good, by its versions, oldest first; nothing if not."""
    return because(stood[-1]) if stood and stood[-1].get(IS_TAKEN_BACK) else ""


def refuse_taken_back(stood: Sequence[Mapping[str, Any]]) -> None:
    if why_taken_back(stood):
        raise RuleError(
            "Whoever credited this entry has taken it back, so it cannot count again. "
            "What you did besides is an entry of its own."
        )
