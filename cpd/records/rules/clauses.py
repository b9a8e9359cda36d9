"""Which clauses somebody means when they tick or type them."""

from collections.abc import Iterable

from cpd.codes.rules.registers import ORDER, Reference, Register, natural
from cpd.kernel.errors import RuleError


def cited(texts: Iterable[str], register: Register) -> tuple[str, ...]:
    """Return the clauses in the order of the codes; one that no code has is refused in words."""
    found = {clause_meant(text, register) for text in texts if text.strip()}
    return tuple(str(one) for one in sorted(found, key=place))


def clause_meant(text: str, register: Register) -> Reference:
    reference = Reference.parse(text.strip().removeprefix("§").strip())
    try:
        register.clause(reference)
    except RuleError as error:
        raise RuleError(
            f"{text.strip()[:60]} is not a clause of a code held here. {error}"
        ) from error
    return reference


def place(reference: Reference) -> tuple[int, str, tuple[int, str, tuple[int, ...], str]]:
    known = reference.code in ORDER
    rank = ORDER.index(reference.code) if known else len(ORDER)
    return (rank, reference.code, natural(reference.number + reference.letter))
