"""A draft as it arrives: by script, as JSON with a number that grows, or as the form itself."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from cpd.kernel.errors import RuleError
from cpd.records.forms.reading import COMBINED, FIELDS, target
from cpd.records.rules.drafts import LARGEST_SEQ, Typed
from cpd.records.rules.fields import HELD
from cpd.records.rules.kinds import TIMED, EntryKind
from cpd.records.rules.texts import without_steering

LISTS = frozenset({"tag_ticks", "clause_ticks", "category_choices"})
TICKS = frozenset({"facilitated", "recused"})
UNSOUND = "The draft did not arrive as it should."


def names_of(kind: EntryKind) -> list[str]:
    """Return the fields that the form of this kind has."""
    return [
        name
        for name in (*FIELDS, *COMBINED)
        if target(name) in HELD[kind] and (name != "time" or kind in TIMED)
    ]


def typed_fields(kind: EntryKind, typed: MultiDict[str, str]) -> dict[str, Any]:
    """Return what stands in a form, field by field, as it was typed."""
    fields: dict[str, Any] = {}
    for name in names_of(kind):
        if name in LISTS:
            fields[name] = [without_steering(one) for one in typed.getlist(name)]
        elif name in TICKS:
            fields[name] = name in typed
        elif name in typed:
            fields[name] = without_steering(typed[name].replace("\r\n", "\n"))
    return fields


def from_json(body: Any) -> tuple[MultiDict[str, str], int]:  # noqa: ANN401 - whatever was sent
    """Check `{"seq": n, "fields": {"title": ["..."], ...}}`."""
    if not isinstance(body, Mapping):
        raise RuleError(UNSOUND)
    seq, fields = body.get("seq"), body.get("fields")
    if type(seq) is not int or not 0 < seq < LARGEST_SEQ or not isinstance(fields, Mapping):
        raise RuleError(UNSOUND)
    pairs = [(name, one) for name, given in fields.items() for one in listed(given)]
    return MultiDict(pairs), seq


def listed(given: object) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise RuleError(UNSOUND)
    return given


def typed_draft(
    kind: EntryKind, typed: MultiDict[str, str], arguments: Mapping[str, str], seq: int | None
) -> Typed:
    """Return the draft; the address says which entry it would change, and which version of it."""
    entry, version = arguments.get("entry", ""), arguments.get("version", "")
    try:
        entry_id = UUID(entry) if entry else None
    except ValueError as error:
        raise RuleError(UNSOUND) from error
    return Typed(
        kind=kind,
        fields=typed_fields(kind, typed),
        seq=seq,
        entry_id=entry_id,
        entry_version=int(version) if version.isdecimal() and len(version) < 10 else None,
    )
