"""How the facts of a certificate are worded on paper."""

from dataclasses import dataclass
from math import ceil

from cpd.certificates.rules.facts import CategoryFact, Facts

DOT = " · "
OUTCOME_LINE, CODE_LINE, MOST_LINES = 55, 36, 6  # characters, and lines with room around them


@dataclass(frozen=True)
class Recognition:
    """A body, and the numbers it gave to the provider and to what was approved."""

    body: str
    provider: tuple[str, ...] = ()
    approval: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        parts = [f"provider {number}" for number in self.provider]
        parts += [f"approval {number}" for number in self.approval]
        return ", ".join(parts)

    @property
    def line(self) -> str:
        return f"{self.body} {self.words}"


def recognitions(facts: Facts) -> tuple[Recognition, ...]:
    """Gather the numbers by the body that gave them, in the order the bodies first appear."""
    bodies = dict.fromkeys(one.body for one in (*facts.provider_numbers, *facts.approvals))
    return tuple(
        Recognition(
            body,
            tuple(one.number for one in facts.provider_numbers if one.body == body),
            tuple(one.number for one in facts.approvals if one.body == body),
        )
        for body in bodies
    )


def minutes_of(category: CategoryFact) -> str:
    """Say the minutes as bodies count them: exactly."""
    return f"{category.minutes:,} min"


def worded(category: CategoryFact) -> str:
    return f"{category.name} {minutes_of(category)}"


def first_density(facts: Facts) -> int:
    """Guess how closely to set a page: 0 far apart, 1 as usual, 2 close. It saves a vain try."""
    if listed_lines(facts) > MOST_LINES:
        return 2
    return 0 if is_sparse(facts) else 1


def listed_lines(facts: Facts) -> int:
    """Estimate the lines of the longer list, of outcomes and of codes, as they stand abreast."""
    outcomes = sum(ceil(len(one) / OUTCOME_LINE) for one in facts.outcomes)
    codes = sum(ceil(len(f"{one.title}, edition {one.edition}") / CODE_LINE) for one in facts.codes)
    return max(outcomes, codes)


def is_sparse(facts: Facts) -> bool:
    """Say whether so little is to be printed that it may stand far apart."""
    listed = len(facts.outcomes) + len(facts.codes)
    has_more = facts.provider_numbers or facts.approvals or facts.categories
    return not listed or (listed <= 6 and not has_more)
