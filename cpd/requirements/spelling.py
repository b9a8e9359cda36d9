"""Words as they are compared: in small letters, with spaces and hyphens as underscores."""

import re
from functools import lru_cache
from unicodedata import normalize

_BETWEEN = re.compile(r"[\s_\-\u2010-\u2015]+")


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """Return a word as it is compared: “Self study” is `self_study`."""
    plain = normalize("NFC", text).strip().casefold()
    return _BETWEEN.sub("_", plain).strip("_") or plain


@lru_cache(maxsize=1024)
def category_key(text: str) -> str:
    """Return a category as it is compared; a single letter is a capital, as bodies write it."""
    found = key(text)
    capital = found.upper()
    return capital if len(found) == len(capital) == 1 else found
