"""What a single value in a pack file stands for: amounts, days, words, numbers."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import TypeVar

from cpd.content_files import Node
from cpd.kernel.errors import RuleError
from cpd.requirements.rules import amounts
from cpd.requirements.rules.amounts import Length
from cpd.requirements.spelling import category_key, key

Fields = Mapping[str, Node]
_Read = TypeVar("_Read")
_Other = TypeVar("_Other")

MAX_TEXT = 2000


def given(fields: Fields, key: str) -> Node | None:
    """Return a value that is there and not null."""
    node = fields.get(key)
    return None if node is None or node.value is None else node


def maybe(
    fields: Fields, key: str, read: Callable[[Node], _Read], default: _Other
) -> _Read | _Other:
    """Read what may be left out."""
    node = given(fields, key)
    return default if node is None else read(node)


def perhaps(fields: Fields, key: str, read: Callable[[Node], _Read]) -> _Read | None:
    """Read what may be left out, and is None then."""
    node = given(fields, key)
    return None if node is None else read(node)


def opened(fields: Fields, key: str, needed: str, allowed: str = "") -> Fields:
    """Open an inner mapping; one that is left out has nothing in it."""
    node = given(fields, key)
    return {} if node is None else node.fields(needed, allowed)


def keyed(node: Node) -> dict[str, Node]:
    """Open a mapping whose keys are names."""
    if not isinstance(node.value, dict):
        raise node.broken("shape", "Names with values were expected here.")
    return {key: node.inner(key, value) for key, value in node.value.items()}


def text(node: Node) -> str:
    found = " ".join(node.text().split())
    if len(found) > MAX_TEXT:
        raise node.broken("length", f"At most {MAX_TEXT} characters; this has {len(found)}.")
    return found


def words(node: Node) -> tuple[str, ...]:
    """Read one word or a list of them."""
    if not isinstance(node.value, list):
        return (text(node),)
    found = tuple(text(item) for item in node.items())
    if not found:
        raise node.broken("empty", "The list is empty.")
    if twice := next((word for word in found if found.count(word) > 1), None):
        raise node.broken("duplicate", f"{twice} stands here twice.")
    return found


def word_set(node: Node) -> frozenset[str]:
    return frozenset(words(node))


def _spelled(
    spell: Callable[[str], str],
) -> tuple[Callable[[Node], str], Callable[[Node], tuple[str, ...]]]:
    """Return readers of one word, and of one or several, as such words are compared."""

    def one(node: Node) -> str:
        return spell(text(node))

    def several(node: Node) -> tuple[str, ...]:
        found = tuple(spell(word) for word in words(node))
        if twice := next((word for word in found if found.count(word) > 1), None):
            raise node.broken("duplicate", f"{twice} stands here twice.")
        return found

    return one, several


plain_word, plain_words = _spelled(key)
category, categories = _spelled(category_key)


def plain_set(node: Node) -> frozenset[str]:
    return frozenset(plain_words(node))


def category_set(node: Node) -> frozenset[str]:
    return frozenset(categories(node))


def choice(*allowed: str) -> Callable[[Node], str]:
    """Read one of some words."""

    def read(node: Node) -> str:
        found = text(node)
        if found not in allowed:
            raise node.broken("choice", f"One of these was expected: {', '.join(allowed)}.")
        return found

    return read


def choices(*allowed: str) -> Callable[[Node], frozenset[str]]:
    """Read one or several of some words."""

    def read(node: Node) -> frozenset[str]:
        found = words(node)
        if unknown := [word for word in found if word not in allowed]:
            raise node.broken("choice", f"{unknown[0]} is none of these: {', '.join(allowed)}.")
        return frozenset(found)

    return read


def flag(node: Node) -> bool:
    if not isinstance(node.value, bool):
        raise node.broken("flag", "true or false was expected here.")
    return node.value


def number(node: Node, least: int = 0) -> int:
    if isinstance(node.value, bool) or not isinstance(node.value, int):
        raise node.broken("number", "A whole number was expected here.")
    if not least <= node.value <= 10_000_000:
        raise node.broken("number", f"A number from {least} up was expected here.")
    return node.value


def counting(node: Node) -> int:
    return number(node, least=1)


def day(node: Node) -> date:
    try:
        return date.fromisoformat(node.value if isinstance(node.value, str) else "")
    except ValueError as error:
        raise node.broken("date", "A date like 2026-11-20 was expected here.") from error


def _amount_by(read: Callable[[str], _Read]) -> Callable[[Node], _Read]:
    def read_node(node: Node) -> _Read:
        written = str(node.value) if type(node.value) is int else node.text()
        try:
            return read(written)
        except RuleError as error:
            raise node.broken("amount", str(error)) from error

    return read_node


minutes: Callable[[Node], Fraction] = _amount_by(amounts.minutes)
any_length: Callable[[Node], Length] = _amount_by(amounts.length)
any_share: Callable[[Node], Fraction] = _amount_by(amounts.share)
ratio: Callable[[Node], Fraction] = _amount_by(amounts.ratio)


def length(node: Node) -> Length:
    """Read a length that is not nothing."""
    found = any_length(node)
    if found == Length():
        raise node.broken("amount", "A length of nothing is not allowed here.")
    return found


def share(node: Node) -> Fraction:
    """Read a part of the whole: above nothing, at most all of it."""
    found = any_share(node)
    if not 0 < found <= 1:
        raise node.broken("share", f"{node.value} is impossible: more than 0 and at most 100%.")
    return found
