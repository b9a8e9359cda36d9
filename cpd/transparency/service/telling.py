"""How the log stands, for people."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from cpd.transparency.models import LogCheckpoint
from cpd.transparency.rules.notes import base64
from cpd.transparency.service.checkpoints import (
    ForkedLogError,
    good_keys,
    origin,
    refuse_shorter,
    root_at,
)
from cpd.transparency.service.publishing import refuse_older_than_published
from cpd.transparency.store import checkpoints, leaves
from cpd.transparency.store.witnesses import Watching, watching


@dataclass(frozen=True)
class Standing:
    """How long the log is, what was last signed of it with which key, and who watches."""

    origin: str
    size: int
    last: LogCheckpoint | None
    root: str
    keys: tuple[str, ...]
    witnesses: tuple[Watching, ...]

    @property
    def waiting(self) -> int:
        """Return how many lines are younger than the last checkpoint."""
        return self.size - (self.last.size if self.last else 0)


def standing(session: Session) -> Standing:
    last = checkpoints.newest(session)
    return Standing(
        origin(),
        leaves.size(session),
        last,
        base64(last.root) if last else "",
        tuple(key.text for key in good_keys(session)),
        tuple(watching(session)),
    )


def trouble(session: Session) -> str:
    """Say, from a few rows, why nothing can be signed; nothing if all is well."""
    last = checkpoints.newest(session)
    try:
        refuse_older_than_published(session)
        if last is not None:
            refuse_shorter(leaves.size(session), last.size)
        if last is not None and root_at(session, last.size) != last.root:
            return "the log is not the one that was signed; see cpd log audit"
    except ForkedLogError as error:
        return str(error)
    return ""
