"""A change of an entry that was begun before and not saved: what it holds, and what came since."""

from collections.abc import Mapping
from typing import Any

from cpd.records.forms import typed_from
from cpd.records.forms.reading import target
from cpd.records.forms.sorting import fill_in
from cpd.records.models import Draft, Entry
from cpd.records.rules.changes import Change


def over(draft: Draft | None) -> Mapping[str, Any]:
    """Return what a draft puts over the entry: its fields, and the version it was begun on."""
    if draft is None:
        return {}
    version = str(draft.entry_version or "")
    return {**draft.fields, "form_id": draft.place, "version": version}


def meanwhile(draft: Draft | None, entry: Entry) -> tuple[Change, ...]:
    """Return where an entry that was changed since differs from the draft, as it stands now."""
    if draft is None or draft.entry_version == entry.version:
        return ()
    line = entry.logged
    stands = typed_from(line)
    typed = fill_in((), draft.fields)  # as a line says it, whatever is offered today
    differing = {
        target(name)
        for name, value in typed.items()
        if name in draft.fields and value != stands.get(name, value)
    }
    return tuple(Change(line.kind, name, None, getattr(line, name)) for name in sorted(differing))
