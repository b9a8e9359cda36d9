"""What a JSON text holds, strictly: no field twice, no NaN, numbers exact, whole characters."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpd.requirements.validating import InputError, Path, Problem, as_text

MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class _Bad:
    """Stands where something must not, until its path is known."""

    message: str


def loads(content: bytes) -> object:
    """Read one JSON value. Numbers with a point become decimals, so that nothing is rounded."""
    if len(content) > MAX_BYTES:
        raise InputError([Problem("", "The log may hold at most 32 MiB.")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([Problem("", "The log is not in UTF-8.")]) from error
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_float=_exact, parse_constant=_none)
        found = list(_bad(value, ()))
    except json.JSONDecodeError as error:
        message = f"Line {error.lineno}, column {error.colno}: this is not JSON ({error.msg})."
        raise InputError([Problem("", message)]) from error
    except (RecursionError, ValueError) as error:
        message = "The log is nested too deeply, or holds a number of too many digits."
        raise InputError([Problem("", message)]) from error
    if found:
        raise InputError(found)
    return value


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        found[key] = _Bad("this field stands twice in one object") if key in found else value
    return found


def _exact(text: str) -> int | Decimal | _Bad:
    """Keep a number as it is written, 90.0 as 90; what no log needs is refused."""
    if len(text) > 30 or "e" in text.lower():
        return _Bad(f"{text[:40]} is no number that a log can hold")
    found = Decimal(text)
    return int(found) if found == found.to_integral_value() else found


def _none(text: str) -> _Bad:
    return _Bad(f"{text} is no number")


def _bad(value: object, path: Path) -> Iterator[Problem]:
    """Find what must not stand in a log, wherever it is."""
    if isinstance(value, _Bad):
        yield Problem(as_text(path), value.message)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _bad(inner, (*path, key if _is_whole(key) else "?"))
            if not _is_whole(key):
                yield Problem(as_text(path), "the name of a field holds half a character")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _bad(inner, (*path, at))
    elif isinstance(value, str) and not _is_whole(value):
        yield Problem(as_text(path), "this text holds half a character")


def _is_whole(text: str) -> bool:
    """Tell whether the text can be written down: half of a surrogate pair cannot."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)
