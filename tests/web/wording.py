"""What a page says, without how it looks."""

import re
from html import unescape


def words_of(page) -> str:
    """Return the words of a page, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
