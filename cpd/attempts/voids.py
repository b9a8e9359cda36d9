"""What a higher part knows of completions: those that were taken back count for nothing."""

from collections.abc import Callable, Collection
from uuid import UUID

from sqlalchemy.orm import Session

Told = Callable[[Session, UUID], Collection[UUID]]

_told: dict[str, Told] = {}


def ask(name: str, told: Told) -> None:
    """Let a part be asked. Once for each name; the same name again takes its place."""
    _told[name] = told


def void(session: Session, person_id: UUID) -> set[UUID]:
    """Return the completions of somebody that were taken back."""
    return {one for told in _told.values() for one in told(session, person_id)}
