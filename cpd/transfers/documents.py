"""A portfolio as a PDF, from plain values and what is shipped, and nothing else."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from threading import Lock

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from cpd.certificates.engraver import name_every_glyph
from cpd.certificates.press import FONT_FILES, ShippedFontsOnly, letters
from cpd.certificates.rules.lettering import direction
from cpd.places import TEMPLATES
from cpd.transfers.rules.portfolios import Portfolio
from cpd.web.filters import on

PRINT = TEMPLATES / "transfers" / "print"
STAND_IN = "\u25a1"  # an empty square, where a character cannot be printed
STAND_INS = (STAND_IN, "\ufffd", "?")
SELECTORS = frozenset(chr(code) for code in (*range(0xFE00, 0xFE10), 0x200D, 0x20E3))


@dataclass(frozen=True)
class Press:
    """Fonts, styles and the page, read once; the lock lets one portfolio at a time be drawn."""

    fetcher: ShippedFontsOnly
    fonts: FontConfiguration
    styles: tuple[CSS, ...]
    page: Template
    lock: Lock


@cache
def press() -> Press:
    fetcher, fonts = ShippedFontsOnly(FONT_FILES), FontConfiguration()
    styles = tuple(
        CSS(
            string=sheet.read_text(encoding="utf-8"),
            base_url=FONT_FILES.as_uri() + "/",
            url_fetcher=fetcher,
            font_config=fonts,
        )
        for sheet in (FONT_FILES / "fonts.css", PRINT / "portfolio.css")
    )
    known = letters(fetcher)
    return Press(fetcher, fonts, styles, pages(known), Lock())


def pages(known: frozenset[int]) -> Template:
    environment = Environment(
        loader=FileSystemLoader(PRINT),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["on"] = on
    environment.globals["way"] = direction
    environment.globals["shown"] = lambda text: printable(text, known)
    return environment.get_template("portfolio.html")


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


def laid_out(html: str, tools: Press) -> Document:
    try:
        return HTML(string=html, url_fetcher=tools.fetcher).render(
            font_config=tools.fonts, stylesheets=tools.styles, pdf_variant="pdf/ua-1"
        )
    except FatalURLFetchingError as error:  # no Exception: nobody further up would hear of it
        raise PermissionError(str(error)) from error
