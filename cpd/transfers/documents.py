"""A portfolio as a PDF, from plain values and what is shipped, and nothing else."""

import unicodedata
from collections.abc import Mapping
from functools import cache

from cpd.certificates.mending import name_every_glyph
from cpd.certificates.press import Press, laid_out, set_up
from cpd.certificates.rules.lettering import direction
from cpd.places import TEMPLATES
from cpd.transfers.rules.portfolios import Portfolio

PRINT = TEMPLATES / "transfers" / "print"
STAND_IN = "\u25a1"  # an empty square, where a character cannot be printed
STAND_INS = (STAND_IN, "\ufffd", "?")
SELECTORS = frozenset(chr(code) for code in (*range(0xFE00, 0xFE10), 0x200D, 0x20E3))


@cache
def press() -> Press:
    return set_up(PRINT / "portfolio.html", words)


def words(known: frozenset[int]) -> Mapping[str, object]:
    return {"way": direction, "shown": lambda text: printable(text, known)}


def printable(text: str, known: frozenset[int]) -> str:
    """Put a square where none of the fonts has a character; what only steers others goes."""
    if text.isascii():
        return text
    stand_in = next(mark for mark in STAND_INS if ord(mark) in known)
    return "".join(
        mark if is_shown(mark, known) else "" if mark in SELECTORS else stand_in for mark in text
    )


def is_shown(mark: str, known: frozenset[int]) -> bool:
    if mark in SELECTORS:
        return mark == "\u200d"
    return ord(mark) in known or mark.isspace() or unicodedata.category(mark) == "Cf"


def render(book: Portfolio) -> bytes:
    """Return the PDF: the same bytes for the same portfolio. PDF/UA-1."""
    tools = press()
    with tools.lock:
        html = tools.page.render(book=book, made_at=f"{book.made_on.isoformat()}T00:00:00Z")
        document = laid_out(html, tools)
        return bytes(
            document.write_pdf(
                pdf_variant="pdf/ua-1",
                pdf_identifier=book.key.encode(),
                finisher=lambda _, pdf: name_every_glyph(pdf),
            )
        )
