"""What a printed page may not do: reach out, read files, or take words for markup."""

import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

import pytest
from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from cpd.certificates.documents import CannotPrintError, press, render
from cpd.certificates.press import FONT_FILES, ShippedFontsOnly, laid_out
from cpd.certificates.rules.facts import CategoryFact, CodeFact, Design, NumberFact
from tests.factories.printing import a_logo, a_sheet


@pytest.fixture
def canary():
    """A server that remembers whether anybody asked it for anything."""
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


PAYLOADS = (
    '<img alt="" src="{url}/a.png">',
    '<img alt="" srcset="{url}/a.png 2x" src="x">',
    '<link rel="stylesheet" href="{url}/a.css">',
    "<style>@import url({url}/a.css);</style>",
    "</title></style><style>@import '{url}/a.css';</style>",
    '<p style="background: url({url}/a.png)">x</p>',
    '<p style="list-style-image: url({url}/a.png); display: list-item">x</p>',
    '<p style="content: url({url}/a.png)">x</p>',
    '<p style="border-image: url({url}/a.png) 1">x</p>',
    "<style>p::before {{ content: url({url}/a.png) }}</style><p>x</p>",
    "<style>@page {{ background: url({url}/a.png) }}</style>",
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}/a.png"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="{url}/a.svg#a"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><style>@import url({url}/a.css);</style></svg>',
    '<object data="{url}/a.svg"></object>',
    '<embed src="{url}/a.svg">',
    '<iframe src="{url}/a.html"></iframe>',
    '<video src="{url}/a.mp4" poster="{url}/a.png"></video>',
    '<link rel="attachment" href="{url}/a.txt">',
    '<a rel="attachment" href="{url}/a.txt">x</a>',
    "<style>@font-face {{ font-family: x; src: url({url}/a.ttf) }}</style>",
    "<style>@color-profile x {{ src: url({url}/a.icc) }}</style>",
    '<base href="{url}/"><img alt="" src="a.png">',
    '<meta http-equiv="refresh" content="0; url={url}/a">',
    "<script>fetch('{url}/a')</script>",
)
PASSED_OVER = ("<image", "<use", "<svg", "<a ", "<meta", "<script", "<iframe", "<video", "border-",
               'style="content', "srcset", "@color", "<base")  # fmt: skip


@pytest.mark.parametrize("where", ["http", "file", "data", "another font", "lent"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_page_can_reach_nothing(payload, where, canary, tmp_path):
    url, asked = canary
    (tmp_path / "a.png").write_bytes(b"secret")
    (tmp_path / "a.txt").write_text("secret", encoding="ascii")
    places = {
        "http": url,
        "file": tmp_path.as_uri(),
        "data": "data:text/css,",
        "another font": FONT_FILES.as_uri() + "/..",
        "lent": "lent:",
    }
    tools = press(Design.PORTRAIT)
    html = HTML(string=payload.format(url=places[where]), url_fetcher=tools.case.fetcher)
    with suppress(FatalURLFetchingError):  # what is not even asked for is no reason to stop
        pdf = html.write_pdf(font_config=tools.case.fonts, uncompressed_pdf=True)
        assert any(one in payload for one in PASSED_OVER)
        assert b"secret" not in pdf
    assert asked == []


@pytest.mark.parametrize("design", Design)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_are_words_whatever_they_look_like(payload, design, canary):
    """Every word that somebody typed, on one page, as the markup it would like to be."""
    url, asked = canary
    words = payload.format(url=url)[:90]
    sheet = a_sheet(
        name=words, title=words, issuer=words, signatory=words, signatory_title=words,
        address=words, outcomes=(words,), codes=(CodeFact(words, "1"),),
        categories=(CategoryFact(words, 75),), provider_numbers=(NumberFact(words, words),),
        approvals=(NumberFact(words, words),), design=design,
    )  # fmt: skip
    reader = PdfReader(BytesIO(render(sheet)))
    assert asked == []
    assert reader.metadata.author == words
    assert list(reader.attachments) == ["credential.json"]
    assert "/Annots" not in reader.pages[0]
    assert "/XObject" in reader.pages[0]["/Resources"]
    assert list(reader.pages[0].images) == []


def test_the_shipped_fonts_are_handed_out_and_nothing_beside_them():
    fetcher = ShippedFontsOnly(FONT_FILES)
    some = next(iter(fetcher.files))
    assert fetcher.fetch(some).read() == fetcher.files[some].read_bytes()
    for url in (FONT_FILES.as_uri() + "/fonts.css", some + "?x", some + "/../fonts.css"):
        with pytest.raises(FatalURLFetchingError):
            fetcher.fetch(url)


def test_a_picture_is_handed_out_while_it_is_lent_and_by_its_own_address():
    fetcher = ShippedFontsOnly(FONT_FILES)
    with fetcher.lending(a_logo()) as address:
        assert fetcher.fetch(address).read() == a_logo()
        for url in (address + "?x", address.upper(), "lent:", f"lent:{'0' * 64}.png"):
            with pytest.raises(FatalURLFetchingError):
                fetcher.fetch(url)
    with pytest.raises(FatalURLFetchingError):
        fetcher.fetch(address)
    with fetcher.lending(None) as nothing:
        assert nothing is None


def test_a_page_that_asks_for_more_stops():
    with pytest.raises(PermissionError, match="asked for http"):
        laid_out('<img alt="" src="http://127.0.0.1:9/x.png">', press(Design.PORTRAIT))


@pytest.mark.parametrize(
    "picture", [b"", b"GIF89a", b"not a picture", b"\x89PNG\r\n\x1a\n", b"<svg xmlns='x'/>"]
)
def test_a_logo_that_is_none_stops_the_page_in_words(picture):
    with pytest.raises(CannotPrintError, match="logo"):
        render(a_sheet(logo=picture))


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (1600, 1600)])
def test_a_logo_of_any_shape_is_set_into_its_place(size):
    reader = PdfReader(BytesIO(render(a_sheet(logo=a_logo(*size)))))
    (kept,) = reader.pages[0].images
    assert kept.image.size == size
