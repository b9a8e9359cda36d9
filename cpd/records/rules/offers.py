"""What bodies sort entries by, as it is offered to a writer, and what the writer chose of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cpd.records.rules.texts import pairs


@dataclass(frozen=True, kw_only=True)
class Word:
    """A category or a tag: what an entry keeps, what it is called, and what it is for."""

    key: str
    label: str
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What one body sorts entries of a kind by.

    `body` names it in an entry's categories; `aliases` are all the names it goes by there.
    """

    body: str
    name: str
    aliases: frozenset[str] = frozenset()
    categories: tuple[Word, ...] = ()
    tags: tuple[Word, ...] = ()
    notes: tuple[str, ...] = ()  # what else it looks at, a sentence each

    @property
    def is_chosen_from(self) -> bool:
        return bool(self.categories or self.tags)

    def names(self, body: str) -> bool:
        return body == self.body or body in self.aliases

    def stood(self, categories: Mapping[str, str]) -> str:
        """Return what an entry is to this body, if it says so."""
        return next((word for body, word in categories.items() if self.names(body)), "")

    def odd(self, categories: Mapping[str, str]) -> str:
        """Return what an entry is to this body in a word that it does not have."""
        stood = self.stood(categories)
        return "" if stood in {"", *(word.key for word in self.categories)} else stood


def choice(body: str, category: str) -> str:
    """Write a choice as a form sends it; none for no category."""
    return f"{body}:{category}" if category else ""


def chosen(choices: Iterable[str]) -> dict[str, str]:
    """Read the choices of a form: `icf:core`. Those that are empty say nothing."""
    return pairs(",".join(one for one in choices if one.strip()))


def settled(
    offers: Sequence[Offer],
    choices: Mapping[str, str],
    typed: Mapping[str, str],
    stood: Mapping[str, str],
) -> dict[str, str]:
    """Return the categories by body. What was typed is meant; what stood and is chosen stays."""
    found = dict(typed)
    for body, word in choices.items():
        offer = next((one for one in offers if one.names(body)), Offer(body=body, name=body))
        if any(offer.names(each) for each in typed):
            continue
        if offer.stood(stood) == word:
            found |= {each: kept for each, kept in stood.items() if offer.names(each)}
        else:
            found[offer.body] = word
    return found


def parted(
    offers: Sequence[Offer], categories: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """Part what is chosen from an offer from what nobody offers, which stays as it was typed."""
    offering = [one for one in offers if one.categories]
    choices = [choice(one.body, word) for one in offering if (word := one.stood(categories))]
    rest = {
        body: word
        for body, word in categories.items()
        if not any(one.names(body) for one in offering)
    }
    return choices, rest


def offered_tags(offers: Iterable[Offer]) -> dict[str, Word]:
    """Return each tag that a body asks about, once."""
    found: dict[str, Word] = {}
    for offer in offers:
        for word in offer.tags:
            found.setdefault(word.key, word)
    return found
