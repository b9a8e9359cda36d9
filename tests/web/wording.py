"""What a page says, without how it looks."""

import re
from html import unescape


def without_what_was_typed(page) -> str:
    """Return a page without what its fields hold: the hidden token changes with the second."""
    return re.sub(r'(csrf_token" value|value)="[^"]*"', "", page.text)


def words_of(page) -> str:
    """Return the words of a page, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
