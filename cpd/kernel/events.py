"""Things that happened, told as values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of everything worth remembering. A subclass's fields are its facts.

    Facts go to the audit trail as text: never a secret, never what somebody wrote in a note.
    """

    kind: ClassVar[str]

    def facts(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}


Followers = Mapping[type[Event], Sequence[Callable[[Any, Any], None]]]
