"""One text for one value: frozen dataclasses to canonical JSON and back.

A field that holds its default is left out, so that a field added later leaves old texts, and
the hashes taken of them, as they are.
"""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import TypeVar, get_args, get_origin, get_type_hints

from cpd.catalogue.rules import conditions

Whole = TypeVar("Whole")
Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]
CONDITIONS = frozenset(get_args(conditions.Condition))


def encode(value: object) -> str:
    """Sorted keys, no spaces, Unicode in its composed form (NFC)."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode(text: str, kind: type[Whole]) -> Whole:
    """Exactly undo `encode`. Anything else than such a text is a ValueError."""
    value = _typed(json.loads(text), kind)
    assert isinstance(value, kind)  # noqa: S101 - `_typed` has seen to it
    return value


def _plain(value: object) -> Plain:
    if type(value) in CONDITIONS:
        return str(value)
    if is_dataclass(value):
        held = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
        return {name: _plain(part) for name, (part, default) in held.items() if part != default}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, int):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _typed(plain: object, kind: object) -> object:
    """Read a plain value as what the annotation `kind` says it is."""
    if get_origin(kind) is tuple and isinstance(plain, list):
        return tuple(_typed(part, get_args(kind)[0]) for part in plain)
    if isinstance(kind, UnionType):
        return _one_of(plain, frozenset(get_args(kind)))
    if is_dataclass(kind) and isinstance(kind, type) and isinstance(plain, dict):
        return _whole(plain, kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(str(plain))
    if type(plain) is not kind:
        raise ValueError(f"{plain!r} stands where the canonical text has {kind}")
    return plain


def _one_of(plain: object, kinds: frozenset[object]) -> object:
    if plain is None and NoneType in kinds:
        return None
    if kinds >= CONDITIONS and isinstance(plain, str):
        return conditions.parse(plain)
    rest = kinds - {NoneType}
    return _typed(plain, type(plain) if type(plain) in rest else next(iter(rest)))


def _whole(plain: dict[str, object], kind: type) -> object:
    hints = get_type_hints(kind)
    needed = {field.name for field in fields(kind) if field.default is MISSING}
    if not needed <= plain.keys() <= hints.keys():
        raise ValueError(f"a {kind.__name__} cannot be made of {sorted(plain)}")
    build: Callable[..., object] = kind
    return build(**{name: _typed(part, hints[name]) for name, part in plain.items()})
