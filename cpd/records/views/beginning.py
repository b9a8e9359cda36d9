"""How a new entry begins: empty, or with what a draft, another entry, a template or the timer has.

The address says which: `?draft=`, `?from=`, `?template=`, `?timer=`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import request

from cpd.kernel.errors import NotFoundError
from cpd.records import store
from cpd.records.forms import typed_from
from cpd.records.models import Draft
from cpd.records.rules.again import without_its_day
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.timing import timed
from cpd.web.context import me, now, reading


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What the form holds before anything is typed, and what its address goes on saying."""

    kind: EntryKind
    fields: Mapping[str, Any] = field(default_factory=dict)
    draft: Draft | None = None
    template_id: UUID | None = None
    timer: str = ""
    forgotten: int = 0  # seconds that a forgotten timer ran

    def in_address(self) -> dict[str, Any]:
        said = {"kind": self.kind.value, "template": self.template_id, "timer": self.timer}
        return {name: value for name, value in said.items() if value}


def beginning() -> Beginning:
    asked = request.args
    if asked.get("draft"):
        return from_draft(asked["draft"])
    if asked.get("from"):
        return from_entry(an_id(asked["from"]))
    if asked.get("template"):
        return from_template(an_id(asked["template"]))
    if asked.get("timer"):
        return from_timer(asked["timer"], now())
    return Beginning(kind=kind_asked())


def kind_asked() -> EntryKind:
    kind = request.args.get("kind", EntryKind.ACTIVITY)
    if kind not in set(EntryKind):
        raise NotFoundError("The log has no such kind of entry. Go back to it and choose one.")
    return EntryKind(kind)


def an_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFoundError("There is nothing of that name in your log.") from error


def my_draft(place: str) -> Draft:
    found = store.draft(reading(), me().id, place)
    if found is None:
        raise NotFoundError("There is no such draft. It was saved or thrown away meanwhile.")
    return found


def from_draft(place: str) -> Beginning:
    found = my_draft(place)
    return Beginning(kind=found.kind, fields={**found.fields, "form_id": place}, draft=found)


def from_entry(entry_id: UUID) -> Beginning:
    found = store.mine(reading(), me().id, entry_id)
    if found is None:
        raise NotFoundError("There is no such entry in your log.")
    return Beginning(kind=found.kind, fields=without_its_day(typed_from(found.logged)))


def from_template(template_id: UUID) -> Beginning:
    found = store.template(reading(), me().id, template_id)
    if found is None:
        raise NotFoundError("There is no such template.")
    return Beginning(kind=found.kind, fields=found.fields, template_id=found.id)


def from_timer(token: str, at: datetime) -> Beginning:
    """Fill in what the timer shows. One that is gone leaves what was typed, if it was typed."""
    found = store.timer(reading(), me().id)
    if found is None or found.clocked.token != token:
        return Beginning(kind=kind_asked(), timer=token if request.method == "POST" else "")
    clocked = found.clocked
    is_forgotten = clocked.is_forgotten(at)
    counted = typed_from(timed(clocked, at, ZoneInfo(me().time_zone)))
    return Beginning(
        kind=found.kind,
        fields={name: value for name, value in counted.items() if value},
        timer=token,
        forgotten=clocked.seconds(at) if is_forgotten else 0,
    )
