"""Writing down what a body said about what its rules leave open."""

from uuid import UUID

from cpd.documents import service as documents
from cpd.documents.rules.declarations import Declared
from cpd.work import Work


def write_down(work: Work, person_id: UUID, zone: str, word: Declared, form_id: str) -> None:
    """Keep a body's word as a declaration of the member. The same form twice is once."""
    documents.declare(work, person_id, zone, word, f"form:{form_id}")
