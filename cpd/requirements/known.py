"""The names of papers and declarations that a log may hold: those of the packs, and one's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from cpd.requirements.rules.kinds import (
    Cadence,
    Declared,
    Distinct,
    Document,
    MinCount,
    Minimum,
    Pack,
)


@dataclass(frozen=True)
class Known:
    """By which names a log calls what is dated and what is declared.

    `counted`: kinds of entry that a pack counts as such, whatever they are called.
    """

    documents: frozenset[str] = frozenset()
    declarations: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()

    def __or__(self, other: "Known") -> "Known":
        return Known(
            self.documents | other.documents,
            self.declarations | other.declarations,
            self.counted | other.counted,
        )


# What the shipped packs ask for: a log is read without reading all of them.
SHIPPED = Known(
    documents=frozenset(
        {
            "acknowledgement_of_codes", "chat_training", "criminal_history_check", "crisis_plan",
            "data_protection_training", "dbs_check", "development_statement", "ethics_pledge",
            "indemnity_insurance", "signed_undertaking", "supervisor_statement", "vetting",
            "working_with_children_check",
        }
    ),
    declarations=frozenset(
        {
            "civil_judgment", "complaint_upheld", "granted_extension", "granted_grace",
            "relevant_conviction", "renewal_submitted",
        }
    ),
)  # fmt: skip


def known_to(packs: Iterable[Pack]) -> Known:
    """Return the names that any log may hold, and those of these packs."""
    return reduce(Known.__or__, map(asked_by, packs), SHIPPED)


def asked_by(pack: Pack) -> Known:
    documents: set[str] = set()
    declarations: set[str] = set()
    counted = {kind for one in pack.measures.values() for kind in one.select.kinds}
    for asked in pack.requirements:
        match asked:
            case Document():
                documents.add(asked.document)
            case Declared():
                declarations |= asked.events
            case Minimum() if asked.debt_source:
                declarations.add(asked.debt_source)
            case MinCount() | Distinct() | Cadence():
                counted |= asked.select.kinds
            case _:
                pass
    counted &= {"document", "declaration"}
    return Known(frozenset(documents), frozenset(declarations), frozenset(counted))
