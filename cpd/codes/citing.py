"""How templates write a clause: its short name, its heading, and where to read it."""

from flask import Flask, url_for

from cpd.codes.rules.registers import Reference
from cpd.codes.service import register


def clause_name(ref: str) -> str:
    """Write `plumm-chat:8` as “Plumm chat 8”."""
    reference = Reference.parse(ref)
    return f"{register().code(reference.code).short_title} {reference.number}{reference.letter}"


def clause_heading(ref: str) -> str:
    return register().clause(ref).heading


def clause_paraphrase(ref: str) -> str:
    part = register().part(ref)
    return part.paraphrase if part else register().clause(ref).paraphrase


def clause_url(ref: str) -> str:
    reference = Reference.parse(ref)
    address = url_for("codes.clause", code=reference.code, number=reference.number)
    return f"{address}#part-{reference.letter}" if reference.letter else address


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        clause_name=clause_name,
        clause_heading=clause_heading,
        clause_paraphrase=clause_paraphrase,
        clause_url=clause_url,
    )
