"""What came of reading content: a value, or what is wrong; and where each part stands."""

from dataclasses import dataclass, field

from cpd.catalogue.rules.findings import Finding, Lines
from cpd.catalogue.rules.items import Bank
from cpd.catalogue.rules.modules import Module


@dataclass(frozen=True)
class ReadBank:
    """A folder of questions. No bank where a file of it cannot be read."""

    name: str
    bank: Bank | None
    findings: tuple[Finding, ...] = ()
    lines: Lines = field(default_factory=dict)


@dataclass(frozen=True)
class ReadModule:
    """A folder of scenarios with the bank it draws from. No module where any part is broken.

    The draft is what could be read, with its case, where it is the bank that is broken.
    """

    name: str
    module: Module | None
    findings: tuple[Finding, ...] = ()
    lines: Lines = field(default_factory=dict)
    draft: Module | None = None
