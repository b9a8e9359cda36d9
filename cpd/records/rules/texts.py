"""How what somebody types is cleaned: short lines, long texts, and words that serve as keys."""

import re
import unicodedata
from collections.abc import Iterable

from cpd.kernel.errors import RuleError

LONGEST_LINE = 200
LONGEST_REFLECTION = 20_000
LONGEST_KEY = 80
MOST_KEYS = 40
JOINERS = "\u200c\u200d"


def checked_title(text: str) -> str:
    title = checked_line(text, "A title")
    if not title:
        raise RuleError("Enter a title, so that you know the entry again.")
    return title


def checked_supervisor(text: str) -> str | None:
    return checked_line(text, "A name") or None


def checked_short(text: str) -> str | None:
    return checked_line(text, "This") or None


def checked_line(text: str, what: str) -> str:
    """Return the text on one line, without characters that steer or hide."""
    if len(text) <= 10 * LONGEST_LINE:  # cleaning hundreds of kilobytes would be for nothing
        text = " ".join(without_steering(text).split())
    if len(text) > LONGEST_LINE:
        raise RuleError(
            f"{what} can have at most {LONGEST_LINE} characters; this has {len(text):,}."
        )
    return text


def checked_reflection(text: str) -> str:
    """Return the text with one kind of line end, and nothing a database trips over."""
    reflection = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(reflection) <= 2 * LONGEST_REFLECTION:
        reflection = without_steering(reflection).strip()
    if len(reflection) > LONGEST_REFLECTION:
        raise RuleError(
            f"A reflection can have at most {LONGEST_REFLECTION:,} characters; "
            f"this has {len(reflection):,}. The rest can go into another entry."
        )
    return reflection


def without_steering(text: str) -> str:
    """Drop control characters and those that turn the line around; joiners and line ends stay."""
    return "".join(
        mark
        for mark in text
        if mark in JOINERS or mark in "\n\t" or unicodedata.category(mark) not in {"Cc", "Cf", "Cs"}
    )


def key(text: str) -> str:
    """Return a word as it is compared: “Self study” is `self_study`. A body's own a is its A."""
    line = checked_line(text, "A category or tag")
    if len(line) > LONGEST_KEY:
        raise RuleError(f"A category or tag can have at most {LONGEST_KEY} characters.")
    word = re.sub(r"[\s_-]+", "_", line.casefold()).strip("_")
    return word.upper() if len(word) == len(word.upper()) == 1 else word


def keys(texts: Iterable[str]) -> tuple[str, ...]:
    """Return each word once, in order of the alphabet."""
    found = sorted({one for text in texts if (one := key(text))})
    if len(found) > MOST_KEYS:
        raise RuleError(f"An entry can have at most {MOST_KEYS} tags; this has {len(found)}.")
    return tuple(found)


def body(text: str) -> str:
    """Return a body as the rules name it: “BABCP” is `babcp`; a pack keeps dots and hyphens."""
    line = checked_line(text, "The name of a body")
    if len(line) > LONGEST_KEY:
        raise RuleError(f"The name of a body can have at most {LONGEST_KEY} characters.")
    return line.casefold()


def bodies(texts: Iterable[str]) -> tuple[str, ...]:
    """Return each body once, in order of the alphabet."""
    found = sorted({one for text in texts if (one := body(text))})
    if len(found) > MOST_KEYS:
        raise RuleError(f"An entry can name {MOST_KEYS} bodies at most; this names {len(found)}.")
    return tuple(found)


def listed(text: str) -> tuple[str, ...]:
    """Part what was typed with commas, semicolons or on lines of its own."""
    if len(text) > LONGEST_REFLECTION:
        raise RuleError("That is too long for a list.")
    parts = (part.strip() for part in re.split(r"[,;\n،]", text))
    return tuple(part for part in parts if part)


def pairs(text: str) -> dict[str, str]:
    """Read “icf: core” lines: what a body calls the category of an entry."""
    found: dict[str, str] = {}
    for part in listed(text):
        whose, colon, name = part.partition(":")
        if not colon or not body(whose) or not key(name):
            raise RuleError("Write the body, a colon and its category, like icf: core.")
        found[body(whose)] = key(name)
    if len(found) > MOST_KEYS:
        raise RuleError(f"An entry can have a category for {MOST_KEYS} bodies at most.")
    return found
