"""What every printed page shares for the life of the process, and what a page may not reach."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import NoReturn

from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # it has no types
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from cpd.places import FONTS
from cpd.web.filters import on

FONT_FILES = FONTS / "print"

Words = Callable[[frozenset[int]], Mapping[str, object]]


def no_words(_known: frozenset[int]) -> Mapping[str, object]:
    return {}


class ShippedFontsOnly(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Hands out the print fonts by their exact addresses, and stops the page for anything else.

    A picture is handed out while it is lent, by the address it was lent under.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        files = sorted((*folder.glob("*.ttf"), *folder.glob("*.otf")))
        self.files: Mapping[str, Path] = {path.as_uri(): path for path in files}
        self.lent: dict[str, bytes] = {}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if url in self.lent:
            return URLFetcherResponse(url, self.lent[url], {"Content-Type": "image/png"})
        if url not in self.files:
            refuse(url)
        return URLFetcherResponse(url, self.files[url].read_bytes(), {"Content-Type": "font/otf"})

    @contextmanager
    def lending(self, picture: bytes | None) -> Iterator[str | None]:
        """Yield the address at which the picture is to be had, for as long as this lasts."""
        if picture is None:
            yield None
            return
        address = f"lent:{sha256(picture).hexdigest()}.png"
        self.lent[address] = picture
        try:
            yield address
        finally:
            del self.lent[address]


def refuse(url: str) -> NoReturn:
    raise FatalURLFetchingError(f"a printed page asked for {url[:200]}")


@dataclass(frozen=True)
class Case:
    """The type that all pages share, read once; the lock lets one page at a time be set in it."""

    fetcher: ShippedFontsOnly
    fonts: FontConfiguration
    letters: frozenset[int]
    lock: RLock = field(default_factory=RLock)


@cache
def case() -> Case:
    """Read the shipped fonts on first use, which takes a second."""
    fetcher, fonts = ShippedFontsOnly(FONT_FILES), FontConfiguration()
    read(FONT_FILES / "fonts.css", fetcher, fonts)
    return Case(fetcher, fonts, letters(fetcher))


@dataclass(frozen=True)
class Press:
    """A kind of page ready to be printed: its type, its styles, its template."""

    case: Case
    styles: tuple[CSS, ...]
    page: Template

    @property
    def letters(self) -> frozenset[int]:
        return self.case.letters

    @property
    def lock(self) -> RLock:
        return self.case.lock


def set_up(page: Path, words: Words = no_words, shared: tuple[Path, ...] = ()) -> Press:
    """Read a printed page, and the style that stands beside it after those it shares.

    `words` returns what it may call besides, from the characters the fonts can show.
    """
    type_case = case()
    sheets = (*shared, page.with_suffix(".css"))
    with type_case.lock:
        styles = tuple(read(sheet, type_case.fetcher, type_case.fonts) for sheet in sheets)
    return Press(type_case, styles, template_of(page, words(type_case.letters)))


def read(sheet: Path, fetcher: ShippedFontsOnly, fonts: FontConfiguration) -> CSS:
    return CSS(
        string=sheet.read_text(encoding="utf-8"),
        base_url=FONT_FILES.as_uri() + "/",
        url_fetcher=fetcher,
        font_config=fonts,
    )


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
        return HTML(string=html, url_fetcher=tools.case.fetcher).render(
            font_config=tools.case.fonts, stylesheets=tools.styles, pdf_variant=variant
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
