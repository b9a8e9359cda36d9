"""Whether a module may be published: everything that is wrong with it and its parts."""

from collections.abc import Iterator

from cpd.catalogue.rules.bank_lint import BankLint
from cpd.catalogue.rules.case_lint import CaseLint
from cpd.catalogue.rules.findings import Clauses, Finding, KnownClauses, Lines, finding
from cpd.catalogue.rules.items import Bank
from cpd.catalogue.rules.modules import Module


def lint(module: Module, known: KnownClauses, lines: Lines) -> list[Finding]:
    """Find what is wrong with a module, its case and its bank, in the order of the files."""
    bank = BankLint(module.bank, module.quiz.draw, Clauses(module.codes, known), lines)
    head = lint_head(module, known, lines)
    return sorted({*head, *lint_case(module, known, lines), *bank.findings()})


def lint_case(module: Module, known: KnownClauses, lines: Lines) -> list[Finding]:
    clauses = Clauses(module.codes, known)
    case = CaseLint(module.case, module.scenario.pass_percent, clauses, lines)
    return sorted(set(case.findings()))


def lint_bank(bank: Bank, known: KnownClauses, lines: Lines) -> list[Finding]:
    """Find what is wrong with a bank that no module draws from."""
    return sorted(set(BankLint(bank, 0, Clauses(bank.codes, known), lines).findings()))


def lint_head(module: Module, known: KnownClauses, lines: Lines) -> Iterator[Finding]:
    """Look at the module's own file alone, and at how it fits its bank."""
    for one in Clauses(module.codes, known).unknown_editions():
        told = f"There is no register of {one.code} in the edition {one.edition}."
        yield finding(lines, ("module",), "unknown-edition", told)
    if not 3 <= len(module.outcomes) <= 5:
        told = f"There are {len(module.outcomes)} outcomes; three to five are wanted."
        yield finding(lines, ("module",), "outcome-count", told)
    if module.content_note and not module.help:
        told = "Where there is a content note, somewhere to turn to (help) must be named."
        yield finding(lines, ("module",), "help", told)
    counted = sum(part.minutes for part in module.categories)
    if module.categories and counted != module.minutes:
        told = f"The categories come to {counted} minutes; the module has {module.minutes}."
        yield finding(lines, ("categories",), "category-minutes", told)
    for one in module.bank.codes:
        if one not in module.codes:
            told = f"The bank is on {one.code} of {one.edition}, which the module does not declare."
            yield finding(lines, ("module",), "undeclared-code", told)
