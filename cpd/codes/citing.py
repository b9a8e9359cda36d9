"""How templates write a clause: its short name, its heading, and where to read it."""

from flask import Flask, url_for

from cpd.codes.files import register
from cpd.codes.rules.registers import Reference
from cpd.codes.rules.searching import marked
from cpd.kernel.errors import RuleError


def clause_name(ref: str) -> str:
    """Write `plumm-chat:8` as “Plumm chat 8”; a code no longer held keeps its key."""
    reference = Reference.parse(ref)
    code = register().current.get(reference.code)
    return f"{code.short_title if code else reference.code} {reference.number}{reference.letter}"


def clause_heading(ref: str) -> str:
    """Give the heading; nothing for a clause no longer held, which an old attempt may cite."""
    try:
        return register().clause(ref).heading
    except RuleError:
        return ""


def clause_paraphrase(ref: str) -> str:
    """Say what a clause asks, or the lettered part of it; nothing if it is no longer held."""
    try:
        clause, part = register().clause(ref), register().part(ref)
    except RuleError:
        return ""
    return part.paraphrase if part else clause.paraphrase


def clause_url(ref: str) -> str:
    reference = Reference.parse(ref)
    address = url_for("codes.clause", code=reference.code, number=reference.number)
    return f"{address}#part-{reference.letter}" if reference.letter else address


def theme_title(key: str) -> str:
    return register().theme(key).title


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        clause_name=clause_name,
        clause_heading=clause_heading,
        clause_paraphrase=clause_paraphrase,
        clause_url=clause_url,
        theme_title=theme_title,
        pieces=marked,
    )
