"""How templates write a clause: its short name, its heading, and where to read it.

Given the codes a module was written from, they speak of the edition it was written from: what an
old attempt cites is never explained by a newer edition's words.
"""

from collections.abc import Iterable
from typing import Protocol

from flask import Flask, url_for

from cpd.codes.files import register
from cpd.codes.rules.registers import Reference
from cpd.codes.rules.searching import marked
from cpd.kernel.errors import RuleError


class CodeEdition(Protocol):
    """A code by its key, in the edition that something was written from."""

    @property
    def code(self) -> str: ...
    @property
    def edition(self) -> str: ...


Codes = Iterable[CodeEdition]


def edition_of(reference: Reference, codes: Codes) -> str | None:
    """Return the edition meant, or None for the newest."""
    return next((one.edition for one in codes if one.code == reference.code), None)


def is_newest(reference: Reference, codes: Codes) -> bool:
    """Say whether the edition meant is the one whose pages are shown."""
    newest = register().current.get(reference.code)
    edition = edition_of(reference, codes)
    return edition is None or (newest is not None and newest.edition == edition)


def clause_name(ref: str, codes: Codes = ()) -> str:
    """Write `plumm-chat:8` as “Plumm chat 8”; a code no longer held keeps its key."""
    reference = Reference.parse(ref)
    code = register().current.get(reference.code)
    name = f"{code.short_title if code else reference.code} {reference.number}{reference.letter}"
    if code is None or is_newest(reference, codes):
        return name
    return f"{name}, edition {edition_of(reference, codes)}"


def clause_heading(ref: str, codes: Codes = ()) -> str:
    """Give the heading; nothing for a clause no longer held, which an old attempt may cite."""
    reference = Reference.parse(ref)
    try:
        return register().clause(reference, edition_of(reference, codes)).heading
    except RuleError:
        return ""


def clause_paraphrase(ref: str, codes: Codes = ()) -> str:
    """Say what a clause asks, or the lettered part of it; nothing if it is no longer held."""
    reference = Reference.parse(ref)
    edition = edition_of(reference, codes)
    try:
        clause = register().clause(reference, edition)
        part = register().part(reference, edition)
    except RuleError:
        return ""
    return part.paraphrase if part else clause.paraphrase


def clause_url(ref: str, codes: Codes = ()) -> str:
    """Lead to the clause; from an older edition to the code, where the number may mean another."""
    reference = Reference.parse(ref)
    if not is_newest(reference, codes):
        return url_for("codes.code", code=reference.code)
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
