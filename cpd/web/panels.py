"""What a higher part adds to a page of a lower one, which knows nothing of it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from markupsafe import Markup

Show = Callable[[UUID], Markup | None]


@dataclass(frozen=True)
class Panel:
    """A piece of a page, drawn from an id; `place` orders it among the others, low ones first."""

    name: str
    place: int
    show: Show


_panels: dict[str, dict[str, Panel]] = {}


def add(page: str, name: str, show: Show, *, place: int) -> None:
    """Add a panel to a page. Once for each name; the same name again takes its place."""
    _panels.setdefault(page, {})[name] = Panel(name, place, show)


def shown(page: str, of: UUID) -> list[Markup]:
    """Draw what has something to say of this, in order."""
    panels = sorted(_panels.get(page, {}).values(), key=lambda one: (one.place, one.name))
    drawn = (one.show(of) for one in panels)
    return [each for each in drawn if each is not None]
