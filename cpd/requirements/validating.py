"""Whether a value is what a published JSON Schema says; if not, where and why in plain words."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from cpd.kernel.errors import RuleError
from cpd.places import SCHEMAS

Path: TypeAlias = tuple[str | int, ...]

MOST = 20
SCHEMA_NAMES = ("pack", "log", "answer")
YEARS = range(1900, 2200)
SOMETHING = r"\S"  # the pattern of a text that is not blank

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?)?")
_YEAR = re.compile(r"(\d{4})(-\d\d(?:-\d\d)?)(?:[T ]|$)")
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, and where: `entries[3].minutes`."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class InputError(RuleError):
    """What was handed in cannot be read. Every problem is named, up to a number."""

    def __init__(self, problems: list[Problem]) -> None:
        rest = len(problems) - MOST
        more = [Problem("", f"There are {rest} more problems.")] if rest > 0 else []
        self.problems = [*problems[:MOST], *more]
        super().__init__("; ".join(map(str, self.problems)))


@cache
def schema_text(name: str) -> str:
    return (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")


def problems(name: str, value: object) -> list[tuple[Path, str]]:
    """Compare a value with a schema; each place is named once, in the order of the value."""
    found: dict[Path, str] = {}
    for error in _validator(name).iter_errors(value):
        for path, message in _said(error):
            found.setdefault(path, message)
    return list(found.items())


def as_text(path: Path) -> str:
    """Write a path as people do: `entries[3].minutes`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


@cache
def _validator(name: str) -> Draft202012Validator:
    """Build the validator: true is no number, 90.0 is no whole one, and dates must exist."""
    checker = Draft202012Validator.TYPE_CHECKER.redefine_many(
        {
            "integer": lambda _, value: type(value) is int,
            "number": lambda _, value: type(value) in {int, Decimal},
        }
    )
    strict = extend(Draft202012Validator, type_checker=checker)  # type: ignore[no-untyped-call]
    found: Draft202012Validator = strict(json.loads(schema_text(name)), format_checker=_formats())
    return found


def _formats() -> FormatChecker:
    checker = FormatChecker(formats=())
    checks: Mapping[str, Callable[[str], object]] = {
        "date": day,
        "cpd-month": lambda text: day(f"{text}-01"),
        "cpd-moment": moment,
        "cpd-time-zone": ZoneInfo,
    }
    for name, check in checks.items():
        checker.checks(name, raises=(ValueError, KeyError, OSError))(_of_text(check))
    return checker


def _of_text(check: Callable[[str], object]) -> Callable[[object], bool]:
    def holds(value: object) -> bool:
        if isinstance(value, str):
            check(value)
        return True

    return holds


def day(text: str) -> date:
    if _DATE.fullmatch(text) is None or int(text[:4]) not in YEARS:
        raise ValueError(text)
    return date.fromisoformat(text)


def moment(text: str) -> date | datetime:
    """Read a date, or a date and time; raises ValueError."""
    if _MOMENT.fullmatch(text) is None or int(text[:4]) not in YEARS:
        raise ValueError(text)
    return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)


def _said(error: ValidationError) -> Iterator[tuple[Path, str]]:
    path = tuple(error.absolute_path)
    value: Any = error.instance
    schema = error.schema
    rules: Mapping[str, Any] = schema if isinstance(schema, Mapping) else {}
    match error.validator:
        case "additionalProperties" | "unevaluatedProperties":
            for field in value:
                if field not in rules.get("properties", {}):
                    yield (*path, field), "this field is not known here"
        case "required":
            for field in rules["required"]:
                if field not in value:
                    yield (*path, field), "this is missing"
        case _ if "x-expected" in rules and error.validator != "type":
            yield path, _unexpected(value, rules["x-expected"])
        case _:
            yield path, _limit(str(error.validator), value, rules)


def _unexpected(value: object, expected: str) -> str:
    return f"{_shown(value)} is {'too far from now' if _is_far(value) else f'not {expected}'}"


def _is_far(value: object) -> bool:
    """Tell a real day that no log can hold from what is no day at all."""
    found = _YEAR.match(value) if isinstance(value, str) else None
    if found is None or int(found[1]) in YEARS:
        return False
    try:
        date.fromisoformat(f"2000{found[2]}" if len(found[2]) > 3 else f"2000{found[2]}-01")
    except ValueError:
        return False
    return True


def _limit(validator: str, value: object, rules: Mapping[str, Any]) -> str:
    """Say which bound a value breaks."""
    wanted = rules.get(validator)
    words: Mapping[str, Callable[[], str]] = {
        "type": lambda: f"{_shown(value)} is not {_either(wanted)}",
        "minimum": lambda: f"{_shown(value)} is less than the minimum of {wanted}",
        "maximum": lambda: f"{_shown(value)} is more than the maximum of {wanted}",
        "enum": lambda: f"{_shown(value)} is none of these: {_words(wanted)}",
        "maxLength": lambda: f"this is longer than {wanted} characters",
        "pattern": lambda: _pattern(value, rules),
        "minLength": lambda: "this is empty",
        "minProperties": lambda: "this is empty",
        "minItems": lambda: "this is empty",
        "maxItems": lambda: f"there are more than {wanted}",
        "maxProperties": lambda: f"there are more than {wanted}",
    }
    said = words.get(validator)
    return said() if said else f"{_shown(value)} cannot stand here"


def _pattern(value: object, rules: Mapping[str, Any]) -> str:
    if "x-words" in rules:
        return f"{_shown(value)} is none of these: {_words(rules['x-words'])}"
    return (
        "this is empty" if rules["pattern"] == SOMETHING else f"{_shown(value)} cannot stand here"
    )


def _words(wanted: object) -> str:
    words = wanted if isinstance(wanted, list) else []
    return ", ".join(str(word) for word in words if word is not None)


def _either(wanted: object) -> str:
    names = wanted if isinstance(wanted, list) else [wanted]
    return " or ".join(_TYPES[str(name)] for name in names if name != "null")


def _shown(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"
