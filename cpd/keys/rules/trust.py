"""Whether a signature may be believed, after somebody else may have had the key."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class KeyFacts:
    """When a key was revoked, and as of when: the earliest instant somebody else may have had it.

    Neither is set of a key that nobody stole, whether it still signs or was retired.
    """

    id: str
    retired_at: datetime | None = None
    revoked_as_of: datetime | None = None


@dataclass(frozen=True)
class Judgement:
    """Whether a signature by a key counts, and why, in a sentence."""

    accepted: bool
    why: str


def judge_key(key: KeyFacts, *, cosigned_at: datetime | None) -> Judgement:
    """Judge what a key signed by when a witness first vouched for it.

    `cosigned_at` is the earliest instant at which a witness cosigned a checkpoint of the log that
    covers the leaf of what was signed; None if none did. The date in the thing itself proves
    nothing: whoever stole the key can write any date.
    """
    if key.revoked_as_of is None:
        return Judgement(accepted=True, why=in_order(key))
    stolen = f"The key {key.id} is not to be trusted since {said(key.revoked_as_of)}"
    if cosigned_at is None:
        why = (
            f"{stolen}, and no independent witness vouched for this before then. "
            "It may have been made by somebody else."
        )
        return Judgement(accepted=False, why=why)
    if cosigned_at >= key.revoked_as_of:
        why = (
            f"{stolen}, and the first independent witness vouched for this only on "
            f"{said(cosigned_at)}. It may have been made by somebody else."
        )
        return Judgement(accepted=False, why=why)
    why = (
        f"{stolen}, but an independent witness vouched for this on {said(cosigned_at)}, "
        "before then. It stays good."
    )
    return Judgement(accepted=True, why=why)


def in_order(key: KeyFacts) -> str:
    if key.retired_at is None:
        return f"The key {key.id} is in use."
    return (
        f"The key {key.id} was in use until {said(key.retired_at)}; what it signed until then "
        "stays good."
    )


def said(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%d %B %Y, %H:%M UTC").lstrip("0")
