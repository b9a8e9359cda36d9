"""What each code says on a theme, side by side, and which are silent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cpd.codes.rules.registers import Clause, Code, Force, Register, Theme


@dataclass(frozen=True)
class Voice:
    """What one code says on one theme."""

    code: Code
    clauses: tuple[Clause, ...]

    @property
    def is_silent(self) -> bool:
        return not self.clauses

    @property
    def forces(self) -> tuple[Force, ...]:
        """List the forces it speaks with, once each, in the order of the enum."""
        spoken = {clause.force for clause in self.clauses}
        return tuple(force for force in Force if force in spoken)


@dataclass(frozen=True)
class Comparison:
    theme: Theme
    voices: tuple[Voice, ...]

    @property
    def silent(self) -> tuple[Code, ...]:
        return tuple(voice.code for voice in self.voices if voice.is_silent)

    @property
    def spoken(self) -> tuple[Voice, ...]:
        return tuple(voice for voice in self.voices if not voice.is_silent)


@dataclass(frozen=True)
class Row:
    theme: Theme
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Overview:
    """How many clauses of each code bear on each theme; counts stand in the order of the codes."""

    codes: tuple[Code, ...]
    rows: tuple[Row, ...]


def compare(register: Register, theme_key: str) -> Comparison:
    theme = register.theme(theme_key)
    return Comparison(
        theme, tuple(Voice(code, on_theme(code, theme_key)) for code in register.current.values())
    )


def on_theme(code: Code, theme_key: str) -> tuple[Clause, ...]:
    return tuple(clause for clause in code.clauses if theme_key in clause.themes)


def overview(register: Register) -> Overview:
    codes = tuple(register.current.values())
    counted = [_by_theme(code) for code in codes]
    rows = [Row(theme, tuple(each[theme.key] for each in counted)) for theme in register.themes]
    return Overview(codes, tuple(rows))


def related(register: Register, clause: Clause) -> Sequence[Clause]:
    """Find what other codes say on the same themes; the most themes shared come first."""
    others = [
        (len(set(clause.themes) & set(other.themes)), other)
        for code in register.current.values()
        if code.key != clause.code
        for other in code.clauses
    ]
    shared = [pair for pair in others if pair[0]]
    return [other for _, other in sorted(shared, key=lambda pair: -pair[0])]


def beside(register: Register, clause: Clause, *, most: int) -> Sequence[Voice]:
    """Give what each other code says that is closest to a clause; silent where nothing is."""
    close = related(register, clause)
    return [
        Voice(code, tuple(other for other in close if other.code == code.key)[:most])
        for code in register.current.values()
        if code.key != clause.code
    ]


def _by_theme(code: Code) -> Counter[str]:
    return Counter(theme for clause in code.clauses for theme in clause.themes)
