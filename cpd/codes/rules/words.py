"""What counts as the same word: letters and digits, whatever their case and accents."""

import re
import unicodedata
from collections.abc import Iterator

# An apostrophe or full stop inside a word belongs to it: client's, 9.10, Lahendus.net.
_WORD = re.compile(r"[^\W_]+(?:[\u2019'.][^\W_]+)*")
_APOSTROPHES = str.maketrans("", "", "\u2019'")


def folded(text: str) -> str:
    plain = text.casefold().translate(_APOSTROPHES)
    if plain.isascii():
        return plain
    letters = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    return [word for _, _, word in placed_words(text)]


def placed_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each word folded, with where it begins and ends in the text as it is."""
    for match in _WORD.finditer(text):
        yield match.start(), match.end(), folded(match.group())
