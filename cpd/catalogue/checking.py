"""Whether all content may be published, and how well those do who only guess."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cpd.catalogue.files import read_banks, with_banks
from cpd.catalogue.reading import ReadBank, ReadModule
from cpd.catalogue.rules.case_lint import UNSOUND
from cpd.catalogue.rules.findings import Finding, KnownClauses, finding
from cpd.catalogue.rules.lint import lint, lint_bank, lint_case
from cpd.catalogue.rules.modules import Module, content_hash
from cpd.catalogue.rules.tells import bank_guessers, case_guessers, random_share

Scores = Mapping[str, float]


@dataclass(frozen=True)
class Report:
    """Modules come with everything found in them and in the bank they draw from."""

    findings: tuple[Finding, ...]
    modules: tuple[ReadModule, ...]
    guessers: Mapping[str, Scores]

    @property
    def ok(self) -> bool:
        return not self.findings

    def as_dict(self) -> dict[str, object]:
        return {
            "ok": self.ok,
            "findings": [asdict(found) for found in self.findings],
            "modules": [_told(read.module) for read in self.modules if read.module is not None],
            "guessers": {name: dict(scores) for name, scores in self.guessers.items()},
        }

    def as_text(self) -> str:
        """Say the same for a person to read: findings first, then what guessing would earn."""
        lines = [f"{one.file}:{one.line}: {one.rule}: {one.message}" for one in self.findings]
        for read in self.modules:
            if read.module is not None:
                bank, case = read.module.bank, read.module.case
                lines.append(
                    f"{read.name}: {len(bank.items)} items, {len(case.scenes)} scenes, "
                    f"{len(case.endings)} endings"
                )
        for name, scores in self.guessers.items():
            best = max(scores.items(), key=lambda score: score[1], default=("none", 0.0))
            lines.append(f"{name}: the best guesser ({best[0]}) earns {best[1]:.0%}")
        found = "1 finding." if len(self.findings) == 1 else f"{len(self.findings)} findings."
        lines.append("Nothing is wrong." if self.ok else found)
        return "\n".join(lines)


def check(scenarios_dir: Path, quizzes_dir: Path, known: KnownClauses) -> Report:
    """Read and lint everything. Nothing that is wrong with content raises."""
    banks = read_banks(quizzes_dir)
    modules = tuple(linted(read, known) for read in with_banks(scenarios_dir, banks))
    used = {read.module.bank.id for read in modules if read.module is not None}
    alone = [bank for bank in banks if bank.name not in used]
    found = {one for read in modules for one in read.findings}
    found |= {one for read in alone for one in _bank_findings(read, known)}
    found |= set(_repeated(banks)) | set(_absent(scenarios_dir, quizzes_dir))
    scores = dict([*_bank_scores(banks), *_case_scores(modules)])
    return Report(tuple(sorted(found)), modules, scores)


def linted(read: ReadModule, known: KnownClauses) -> ReadModule:
    """Add what the lint finds. Of a broken module, look at the case if it can be read."""
    if read.module is not None:
        return replace(read, findings=tuple(lint(read.module, known, read.lines)))
    if read.draft is None:
        return read
    found = {*read.findings, *lint_case(read.draft, known, read.lines)}
    return replace(read, findings=tuple(sorted(found)))


def _bank_findings(read: ReadBank, known: KnownClauses) -> Iterable[Finding]:
    if read.bank is None:
        return read.findings
    return lint_bank(read.bank, known, read.lines)


def _repeated(banks: Iterable[ReadBank]) -> Iterator[Finding]:
    """Item ids are unique over all banks, since statistics go by them."""
    first: dict[str, str] = {}
    for read in banks:
        for key in sorted(key for key in read.lines if key[0] == "item"):
            holder = first.setdefault(key[1], read.name)
            if holder != read.name:
                told = f"The id “{key[1]}” stands in the bank “{holder}” too."
                yield finding(read.lines, key, "duplicate-id", told)


def _absent(*folders: Path) -> Iterator[Finding]:
    for folder in folders:
        if not folder.is_dir():
            yield Finding(folder.name, 0, "missing-file", "There is no such folder.")


def _bank_scores(banks: Iterable[ReadBank]) -> Iterator[tuple[str, Scores]]:
    for read in banks:
        if read.bank is not None:
            shares = bank_guessers(read.bank.items)
            yield read.name, {name: round(float(share), 4) for name, share in shares.items()}


def _case_scores(modules: Iterable[ReadModule]) -> Iterator[tuple[str, Scores]]:
    """Give the share of points of each way of choosing, and of random walks that pass."""
    for read in modules:
        if read.module is None or not UNSOUND.isdisjoint(one.rule for one in read.findings):
            continue
        case, percent = read.module.case, read.module.scenario.pass_percent
        outcomes = case_guessers(case, pass_percent=percent)
        scores = {
            name: round(found.earned / max(found.possible, 1), 4)
            for name, found in outcomes.items()
        }
        passing = random_share(case, pass_percent=percent)
        yield case.id, scores | {"random walks that pass": round(float(passing), 4)}


def _told(module: Module) -> dict[str, object]:
    return {
        "id": module.id,
        "items": len(module.bank.items),
        "scenes": len(module.case.scenes),
        "endings": len(module.case.endings),
        "hash": content_hash(module),
    }
