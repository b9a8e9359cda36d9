"""What every printed page shares for the life of the process, and what a page may not reach."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import NoReturn

from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # it has no types
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from cpd.places import FONTS, TEMPLATES
from cpd.web.filters import on

PRINT = TEMPLATES / "certificates" / "print"
FONT_FILES = FONTS / "print"


Words = Callable[[frozenset[int]], Mapping[str, object]]


def no_words(_known: frozenset[int]) -> Mapping[str, object]:
    return {}


class ShippedFontsOnly(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Hands out the print fonts by their exact addresses, and stops the page for anything else."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        files = sorted((*folder.glob("*.ttf"), *folder.glob("*.otf")))
        self.files: Mapping[str, Path] = {path.as_uri(): path for path in files}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if url not in self.files:
            refuse(url)
        return URLFetcherResponse(url, self.files[url].read_bytes(), {"Content-Type": "font/otf"})


def refuse(url: str) -> NoReturn:
    raise FatalURLFetchingError(f"a printed page asked for {url[:200]}")


@dataclass(frozen=True)
class Press:
    """Fonts, styles and page, read once; the lock lets one page at a time be drawn with them."""

    fetcher: ShippedFontsOnly
    fonts: FontConfiguration
    styles: tuple[CSS, ...]
    letters: frozenset[int]
    page: Template
    lock: Lock


@cache
def press() -> Press:
    """Set up the press on first use. It takes a second, then each page a tenth of one."""
    return set_up(PRINT / "certificate.html")


def set_up(page: Path, words: Words = no_words) -> Press:
    """Read a printed page, and the style that stands beside it, with the shipped fonts.

    `words` returns what it may call besides, from the characters the fonts can show.
    """
    fetcher, fonts = ShippedFontsOnly(FONT_FILES), FontConfiguration()
    styles = tuple(
        CSS(
            string=sheet.read_text(encoding="utf-8"),
            base_url=FONT_FILES.as_uri() + "/",
            url_fetcher=fetcher,
            font_config=fonts,
        )
        for sheet in (FONT_FILES / "fonts.css", page.with_suffix(".css"))
    )
    known = letters(fetcher)
    template = template_of(page, words(known))
    return Press(fetcher, fonts, styles, known, template, Lock())


def template_of(page: Path, words: Mapping[str, object]) -> Template:
    """Read a page with an environment of its own, so that it can be drawn without the app."""
    environment = Environment(
        loader=FileSystemLoader(page.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["on"] = on
    environment.globals.update(words)
    return environment.get_template(page.name)


def laid_out(html: str, tools: Press, variant: str = "pdf/ua-1") -> Document:
    """Lay a page out; raise PermissionError if it asks for anything but the shipped fonts."""
    try:
        return HTML(string=html, url_fetcher=tools.fetcher).render(
            font_config=tools.fonts, stylesheets=tools.styles, pdf_variant=variant
        )
    except FatalURLFetchingError as error:  # no Exception: nobody further up would hear of it
        raise PermissionError(str(error)) from error


def letters(fetcher: ShippedFontsOnly) -> frozenset[int]:
    """Return every character that some shipped font can show."""
    found: set[int] = set()
    for path in fetcher.files.values():
        with TTFont(path, lazy=True) as font:
            found |= font.getBestCmap().keys()
    return frozenset(found)
