"""Which code, clause or theme an address names, whatever the case of its letters."""

from dataclasses import dataclass

from cpd.codes.rules.registers import Clause, Code, Part, Register, Theme
from cpd.kernel.errors import NotFoundError

LONGEST_SHOWN = 40


@dataclass(frozen=True)
class Named:
    """The clause an address names; with `part`, that lettered part of it."""

    clause: Clause
    part: Part | None = None

    @property
    def number(self) -> str:
        return self.clause.number


def code_named(register: Register, key: str) -> Code:
    code = register.current.get(key.casefold())
    if code is None:
        raise NotFoundError(f"There is no code “{_short(key)}” among those held here.")
    return code


def theme_named(register: Register, key: str) -> Theme:
    theme = next((theme for theme in register.themes if theme.key == key.casefold()), None)
    if theme is None:
        raise NotFoundError(f"There is no theme “{_short(key)}” among those of the codes.")
    return theme


def clause_named(code: Code, number: str) -> Named:
    """Find `P1`, also as `p1`; `33d` is the part d of clause 33."""
    asked = number.casefold()
    for clause in code.clauses:
        if asked == clause.number.casefold():
            return Named(clause)
        part = clause.part(asked[-1:])
        if part is not None and asked[:-1] == clause.number.casefold():
            return Named(clause, part)
    first, last = code.clauses[0].number, code.clauses[-1].number
    raise NotFoundError(
        f"{code.title} has no clause {_short(number)}. Its clauses run from {first} to {last}."
    )


def _short(text: str) -> str:
    """Repeat what was asked for, without what nobody can see, and not at any length."""
    text = "".join(letter for letter in text if letter.isprintable())
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
