"""What a name, a key and a member number must be."""

import re
import unicodedata

from cpd.kernel.errors import RuleError

LONGEST_NAME = 144
MOST_MARKS = 6  # on one letter; pointed Hebrew and stacked Tibetan need up to five
LONGEST_MEMBER_NUMBER = 40
LONGEST_KEY = 40
JOINERS = "\u200c\u200d"
FILLERS = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters to Unicode, nothing to the eye
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
WEB_ADDRESS = re.compile(r"://|\bwww\.|@", re.IGNORECASE)


def checked_name(text: str) -> str:
    """Return the name as it will be printed: NFC, single spaces, nothing that steers or hides.

    The joiners U+200C and U+200D stay where Persian and Indic names need them: between letters.
    """
    if len(text) > 4 * LONGEST_NAME:  # before normalising, which is slow on piled-up marks
        raise RuleError(f"A name can have at most {LONGEST_NAME} characters.")
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise RuleError("Enter the name as it should stand on certificates.")
    if len(name) > LONGEST_NAME:
        raise RuleError(f"A name can have at most {LONGEST_NAME} characters; this has {len(name)}.")
    refuse_unprintable(name)
    if not any(unicodedata.category(mark).startswith("L") for mark in name):
        raise RuleError("A name needs at least one letter.")
    if WEB_ADDRESS.search(name):
        raise RuleError("A name cannot contain a web or e-mail address.")
    return name


def refuse_unprintable(name: str) -> None:
    """Raise RuleError for what no certificate can print, or nobody could see on it."""
    picture = next((mark for mark in name if unicodedata.category(mark) == "So"), None)
    if picture is not None:
        raise RuleError(f"A name cannot contain “{picture}”: certificates print letters only.")
    if most_marks(name) > MOST_MARKS:
        raise RuleError("The name piles too many marks on one letter.")
    if any(is_hidden(name, place) for place in range(len(name))):
        raise RuleError("The name contains an invisible character. Please type it again by hand.")


def most_marks(name: str) -> int:
    """Count the marks on the letter that carries the most of them."""
    most = here = 0
    for mark in name:
        here = here + 1 if unicodedata.category(mark) in {"Mn", "Me"} else 0
        most = max(most, here)
    return most


def is_hidden(name: str, place: int) -> bool:
    """Say whether the character there is one that nobody sees, or that turns the line around."""
    mark = name[place]
    if mark in JOINERS:
        around = name[max(0, place - 1) : place] + name[place + 1 : place + 2]
        return len(around) < 2 or any(unicodedata.category(n)[0] not in "LM" for n in around)
    return mark in FILLERS or unicodedata.category(mark) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def checked_key(text: str) -> str:
    """Return the short name an organisation goes by in commands: it never changes."""
    if not KEY.fullmatch(text) or len(text) > LONGEST_KEY:
        raise RuleError("A key is small letters, digits and hyphens, like northern-register.")
    return text


def checked_member_number(text: str) -> str | None:
    """Return the number a body knows its member by, or None where none was given."""
    number = " ".join(text.split())
    if len(number) > LONGEST_MEMBER_NUMBER:
        raise RuleError(f"A member number can have at most {LONGEST_MEMBER_NUMBER} characters.")
    if not number.isprintable():
        raise RuleError("The member number contains an invisible character. Please type it again.")
    return number or None
