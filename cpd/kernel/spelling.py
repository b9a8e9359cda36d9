"""What counts as the same spelling of a name: whatever its case, its accents and its apostrophe."""

import re
import unicodedata

ACCENTS = "\u0300-\u036f"
# Letters that are not a plain letter with an accent, for whoever looks for them without.
PLAIN = {
    "ø": "o", "đ": "d", "ð": "d", "ł": "l", "\u0131": "i", "\u03c2": "\u03c3",
    "\u2019": "'", "\u02bc": "'",
}  # fmt: skip
PLAIN_PAIRS = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}

_ACCENT = re.compile(f"[{ACCENTS}]")
_PLAINER = str.maketrans(PLAIN | PLAIN_PAIRS)


def folded(text: str) -> str:
    """Return a text as it is compared. The databases do the same, see `cpd.db.FoldedText`."""
    bare = _ACCENT.sub("", unicodedata.normalize("NFKD", text))
    return bare.lower().translate(_PLAINER)
