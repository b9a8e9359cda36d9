"""What a line of a file becomes in the log, or everything that stands against it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from cpd.codes.rules.registers import Reference, Register
from cpd.kernel.errors import RuleError
from cpd.kernel.spelling import folded
from cpd.records.rules.checking import checked
from cpd.records.rules.entries import KIND_WORDS, Logged, is_empty
from cpd.records.rules.fields import word_for
from cpd.records.rules.identity import Finding, findings
from cpd.records.rules.kinds import EntryKind
from cpd.transfers.rules.cells import DateForm, WrongFormError, read_cell, shown
from cpd.transfers.rules.columns import BY_NAME, NOT_READ, Mapped
from cpd.transfers.rules.tables import Raw


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line: under which heading, what stands there, what would be taken."""

    head: str
    cell: str
    text: str
    is_wrong_form: bool = False  # a day that cannot be in the form chosen for the file


@dataclass(frozen=True)
class Line:
    """A line as it was read. `logged` is what would be kept, or None where something is wrong."""

    raw: Raw
    logged: Logged | None
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    entry_id: UUID | None = None
    is_withdrawn: bool = False

    @property
    def number(self) -> int:
        return self.raw.number


@dataclass(frozen=True, kw_only=True)
class Reader:
    """How a file is read, and for whom. `kind` is what a line is that does not say it."""

    heads: tuple[str, ...]
    mapped: Mapped
    form: DateForm
    kind: EntryKind | None
    today: date
    zone: ZoneInfo
    register: Register
    supervisors: frozenset[UUID] = frozenset()
    sessions: frozenset[UUID] = frozenset()  # in the log, and by their old ids in the file

    def line(self, raw: Raw) -> Line:
        """Read one line; everything that is wrong with it is said at once."""
        if extra := [cell for cell in raw.cells[len(self.heads) :] if cell.strip()]:
            text = (
                f"This line has {len(raw.cells)} cells and the first line of the file "
                f"{len(self.heads)}: perhaps a text with a comma in it stands without quotes."
            )
            return Line(raw, None, (Problem("", shown(extra[0]), text),))
        said, problems = self.values(raw)
        entry_id, is_withdrawn = said.pop("entry_id", None), said.pop("withdrawn", False)
        if "kind" not in said and self.kind is not None:
            said["kind"] = self.kind
        problems += self.missing(said, problems)
        if problems:
            return Line(raw, None, tuple(problems), entry_id=entry_id)
        wanted = self.linked(Logged(**({"title": ""} | said)))
        try:
            line = checked(wanted, self.today, zone=self.zone)
        except RuleError as error:
            return Line(raw, None, (Problem("", "", str(error)),), entry_id=entry_id)
        found = () if line.identity_reason else findings(line)
        remarks = (*self.loose(said), *self.remarks(wanted, line))
        return Line(raw, line, (), remarks, found, entry_id, bool(is_withdrawn))

    def values(self, raw: Raw) -> tuple[dict[str, Any], list[Problem]]:
        """Return what the cells say by the field they fill, and what cannot be understood."""
        said: dict[str, Any] = {}
        problems = []
        for place, name in self.mapped.items():
            cell = raw.cells[place] if place < len(raw.cells) else ""
            if not cell.strip() or name in NOT_READ:
                continue
            try:
                said[BY_NAME[name].fills or name] = read_cell(name, cell, self.form)
            except RuleError as error:
                is_wrong_form = isinstance(error, WrongFormError)
                problems.append(Problem(self.heads[place], shown(cell), str(error), is_wrong_form))
        return said, problems

    def missing(self, said: Mapping[str, Any], problems: list[Problem]) -> list[Problem]:
        """Name what a line cannot go without, unless something there could not be understood."""
        wrong = {one.head for one in problems}
        needed = {"date_start": "There is no day.", "title": "There is no title.",
                  "kind": "There is no kind."}  # fmt: skip
        heads = {name: self.heads[place] for place, name in self.mapped.items()}
        return [
            Problem(heads.get(name, ""), "", text)
            for name, text in needed.items()
            if BY_NAME[name].fills not in said and heads.get(name, "") not in wrong
        ]

    def linked(self, line: Logged) -> Logged:
        """Keep what a line names only where that is the member's own."""
        if line.supervisor_id not in self.supervisors:
            line = replace(line, supervisor_id=None)
        if line.taken_to_id not in self.sessions:
            line = replace(line, taken_to_id=None)
        return line

    def loose(self, said: Mapping[str, Any]) -> Iterator[str]:
        """Say that a dilemma was taken to a session that nobody has."""
        if said.get("taken_to_id") not in {None, *self.sessions}:
            yield "The session this was taken to is neither in the file nor in your log."

    def remarks(self, wanted: Logged, line: Logged) -> tuple[str, ...]:
        """Say what of a line is left out because its kind has no place for it."""
        lost = [
            word_for(line.kind, name)
            for name in wanted.to_facts()
            if name != "ended_on" and is_empty(getattr(line, name)) and name != "supervisor_id"
        ]
        kind = KIND_WORDS[line.kind]
        if line.supervision_format is not None:
            kind = f"{line.supervision_format.value} {kind}"
        unknown = [one for one in line.clauses if not self.has_clause(one)]
        return (
            *(
                f"“{word}” has no place in an entry of the kind {kind}, so it is left out."
                for word in lost
            ),
            *(f"No code here has the clause {one}; it is kept as it is." for one in unknown),
        )

    def has_clause(self, text: str) -> bool:
        try:
            self.register.clause(Reference.parse(text))
        except RuleError:
            return False
        return True


Key = tuple[date, str, str, int]


def key_of(line: Logged) -> Key:
    """Return what tells two entries apart where no id does."""
    return (line.done_on, folded(line.title), folded(line.provider or ""), line.minutes)


@dataclass
class Seen:
    """What is in the log already, by id and by what it says, and what the file has said so far."""

    ids: frozenset[UUID] = frozenset()
    keys: frozenset[Key] = frozenset()
    file_ids: dict[UUID, int] = field(default_factory=dict)
    file_keys: dict[Key, int] = field(default_factory=dict)

    def repeats(self, line: Line) -> str:
        """Say what a line repeats, or nothing; and remember it."""
        if line.logged is None:
            return ""
        key, id_ = key_of(line.logged), line.entry_id
        before = self.file_ids.get(id_) if id_ else self.file_keys.get(key)
        in_log = id_ in self.ids or (not line.is_withdrawn and key in self.keys)
        if id_:
            self.file_ids.setdefault(id_, line.number)
        self.file_keys.setdefault(key, line.number)
        if before is not None:
            return f"says the same as line {before:,}"
        return "is in your log already" if in_log else ""
