"""Content on disk: folders of modules and of questions, read one by one, whatever breaks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from cpd import content_files
from cpd.catalogue.reading import ReadBank, ReadModule
from cpd.catalogue.rules.cases import Case
from cpd.catalogue.rules.findings import Finding, Key, Place, finding
from cpd.catalogue.rules.items import Bank, Item
from cpd.catalogue.rules.modules import Module
from cpd.catalogue.shapes.cases import case_of
from cpd.catalogue.shapes.items import bank_of, items_of
from cpd.catalogue.shapes.modules import module_of
from cpd.catalogue.shapes.nodes import Node, Reading

Made = TypeVar("Made")
CONTENT = {".yaml", ".yml"}


def read_modules(scenarios_dir: Path, quizzes_dir: Path) -> list[ReadModule]:
    """Read every module with its case and its bank, by name. A broken one stops no other."""
    return with_banks(scenarios_dir, read_banks(quizzes_dir))


def read_banks(quizzes_dir: Path) -> list[ReadBank]:
    return [_bank(folder) for folder in _folders(quizzes_dir)]


def with_banks(scenarios_dir: Path, banks: Iterable[ReadBank]) -> list[ReadModule]:
    """Read every module, taking its bank from those already read."""
    by_name = {bank.name: bank for bank in banks}
    return [_module(folder, by_name) for folder in _folders(scenarios_dir)]


def _folders(parent: Path) -> Sequence[Path]:
    if not parent.is_dir():
        return ()
    return sorted(path for path in parent.iterdir() if path.is_dir() and path.name[0] not in "._")


@dataclass
class _Folder:
    """What has been gathered from the files of one folder."""

    path: Path
    findings: list[Finding] = field(default_factory=list)
    lines: dict[Key, Place] = field(default_factory=dict)

    def name(self, file: Path) -> str:
        """Name a file as it is shown: from the folder that holds quizzes and scenarios."""
        return file.relative_to(self.path.parent.parent).as_posix()

    def note(self, key: Key, rule: str, message: str) -> None:
        self.findings.append(finding(self.lines, key, rule, message))

    def read(self, file: Path, made_of: Callable[[Node], Made]) -> Made | None:
        """Make a value of a file; None, and findings, if it is broken anywhere."""
        name = self.name(file)
        try:
            reading = Reading(content_files.read(file, name))
        except content_files.BrokenFile as error:
            self.findings.append(Finding(name, error.line, error.rule, error.message))
            return None
        except OSError:
            self.findings.append(Finding(name, 1, "missing-file", "There is no such file to read."))
            return None
        made = made_of(reading.top)
        self.findings += reading.findings
        self.keep(reading)
        return None if reading.findings else made

    def keep(self, reading: Reading) -> None:
        for key, place in reading.lines.items():
            if key in self.lines and key[0] == "item":
                told = f"The id “{key[1]}” stands in {self.lines[key].file} too."
                self.findings.append(Finding(*place, "duplicate-id", told))
            self.lines.setdefault(key, place)

    def refuse_others(self, *expected: Path) -> None:
        for file in sorted(self.path.iterdir()):
            if file.suffix in CONTENT and file not in expected:
                told = "Nothing names this file; it would not be read."
                self.findings.append(Finding(self.name(file), 1, "stray-file", told))

    def refuse_other_id(self, key: Key, found: str, expected: str) -> None:
        if found != expected:
            self.note(key, "id", f"The id “{found}” must be “{expected}”, as its place is named.")


def _bank(path: Path) -> ReadBank:
    folder, head = _Folder(path), path / "bank.yaml"
    bank = folder.read(head, bank_of)
    item_files = sorted(path.glob("items-*.yaml"))
    read = [folder.read(file, lambda top: tuple(items_of(top, path.name))) for file in item_files]
    folder.refuse_others(head, *item_files)
    if bank is None or None in read:
        return ReadBank(path.name, None, tuple(sorted(folder.findings)), folder.lines)
    folder.refuse_other_id(("bank",), bank.id, path.name)
    items: list[Item] = [item for items in read if items is not None for item in items]
    whole: Bank | None = None if folder.findings else replace(bank, items=tuple(items))
    return ReadBank(path.name, whole, tuple(sorted(folder.findings)), folder.lines)


def _module(path: Path, banks: dict[str, ReadBank]) -> ReadModule:
    folder, head = _Folder(path), path / "module.yaml"
    module = folder.read(head, module_of)
    if module is None:
        return ReadModule(path.name, None, tuple(sorted(folder.findings)), folder.lines)
    folder.refuse_other_id(("module",), module.id, path.name)
    case = _case(folder, module, head)
    bank = _drawn_from(folder, module, banks)
    draft = replace(module, case=case) if case is not None else None
    whole = replace(draft, bank=bank) if draft and bank and not folder.findings else None
    return ReadModule(path.name, whole, tuple(sorted(folder.findings)), folder.lines, draft)


def _case(folder: _Folder, module: Module, head: Path) -> Case | None:
    file = folder.path / f"{module.scenario.case}.yaml"
    folder.refuse_others(head, file)
    if not file.is_file():
        told = f"There is no case “{module.scenario.case}” beside this file."
        folder.note(("scenario",), "missing-file", told)
        return None
    case = folder.read(file, case_of)
    if case is not None:
        folder.refuse_other_id(("case",), case.id, file.stem)
    return case


def _drawn_from(folder: _Folder, module: Module, banks: dict[str, ReadBank]) -> Bank | None:
    read = banks.get(module.quiz.bank)
    if read is None:
        folder.note(("quiz",), "missing-file", f"There is no bank “{module.quiz.bank}”.")
        return None
    folder.findings += read.findings
    folder.lines |= read.lines
    return read.bank
