"""What can be done with the codes: noting what cites a clause, and importing the wording."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from cpd.codes import store
from cpd.codes.files import load_register
from cpd.codes.models import ClauseCitation
from cpd.codes.rules.registers import Register
from cpd.work import Work


@cache
def register() -> Register:
    """Return the shipped registers, read once in the life of the process."""
    return load_register()


@dataclass(frozen=True)
class CitedBy:
    """A place that cites a clause: an item, an option, or a choice in a scene."""

    code: str
    number: str
    part: str
    place: str


def replace_citations(
    work: Work, module_key: str, module_title: str, cited: Iterable[CitedBy]
) -> None:
    """Forget what this module cited before, and note what it cites now."""
    store.forget_citations(work.session, module_key)
    work.session.add_all(
        ClauseCitation(
            code=one.code,
            number=one.number,
            module_key=module_key,
            module_title=module_title,
            part=one.part,
            place=one.place,
        )
        for one in sorted(set(cited), key=lambda one: (one.code, one.number, one.part, one.place))
    )
