"""Whether a document has the form that Open Badges 3.0 asks of a credential."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft201909Validator, FormatChecker
from jsonschema.exceptions import ValidationError

SCHEMAS = Path(__file__).resolve().parent / "schemas"
SCHEMA_FILE = "ob_v3p0_achievementcredential_schema.json"
MOST = 20

FORMATS = FormatChecker(formats=[])

KINDS = {
    "object": "a group of values",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
}

WORDS = {
    "additionalProperties": "says something that has no place there",
    "format": "must be a date and a time with its zone",
    "contains": "does not name the kind it must name",
    "enum": "is none of the values that may stand there",
    "const": "is none of the values that may stand there",
    "pattern": "is none of the values that may stand there",
}


@FORMATS.checks("date-time")
def is_an_instant(value: object) -> bool:
    """Say whether a text is a date and a time with its zone."""
    if not isinstance(value, str):
        return True
    try:
        return "T" in value and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


@cache
def checker() -> Draft201909Validator:
    """Return 1EdTech's own schema, read once."""
    schema = json.loads((SCHEMAS / SCHEMA_FILE).read_text("utf-8"))
    return Draft201909Validator(schema, format_checker=FORMATS)


def problems(document: Mapping[str, Any]) -> list[str]:
    """Return what is wrong, each with where it is; nothing if all is as it should be."""
    found = {sentence(inmost(error)) for error in checker().iter_errors(dict(document))}
    return sorted(found)[:MOST]


def inmost(error: ValidationError) -> ValidationError:
    """Return the cause of "none of these fits" that lies deepest: it comes nearest to the fault."""
    while error.context:
        error = max(error.context, key=telling)
    return error


def telling(error: ValidationError) -> tuple[int, bool, bool]:
    return len(error.absolute_path), not error.context, error.validator != "type"


def sentence(error: ValidationError) -> str:
    where, asked = path_of(error), error.validator_value
    if (
        error.validator == "required"
        and isinstance(asked, list)
        and isinstance(error.instance, dict)
    ):
        missing = [name for name in asked if name not in error.instance]
        return f"{where}: {', '.join(missing)} is missing."
    if error.validator == "type":
        return f"{where}: must be {KINDS.get(str(asked), 'of another kind')}."
    return f"{where}: {WORDS.get(str(error.validator), 'is not as the schema asks')}."


def path_of(error: ValidationError) -> str:
    """Return where something stands, as in `credentialSubject.result[0].value`."""
    path = ""
    for step in error.absolute_path:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.removeprefix(".") or "The credential"
