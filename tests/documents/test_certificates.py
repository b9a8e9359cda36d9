"""The certificate on paper: read back, looked up by its code, and kept from reaching out."""

import re
import subprocess
import threading
from contextlib import suppress
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from cpd.certificates.documents import CannotPrintError, Sheet, qr_code, render
from cpd.certificates.press import FONT_FILES, ShippedFontsOnly, press
from cpd.certificates.rules.facts import CodeFact
from tests.factories.certificates import some_facts

AT = datetime(2026, 3, 2, 9, 30, 15, tzinfo=UTC)
LONG_TITLE = "When the sponsor who pays would like to know what the client would not tell " * 3
NAMES = {
    "Latin with every accent": "Ștefăniță Łukasiewicz-Nguyễn Þórðardóttir Ğüneş Māra",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Олександра Їжакевич",
    "Arabic": "فاطمة الزهراء بنت عبد الرحمن",
    "Persian with a joiner": "علی\u200cرضا محمدی",  # noqa: RUF001 - a name
    "Hebrew": "שרה בן־דוד",
    "Thai": "สมชาย ใจดีมีสุข",
    "Devanagari": "प्रियंका शर्मा",
    "Japanese": "佐藤 美咲子",
    "Chinese": "王小明",
    "Korean": "김민준",
    "144 narrow letters": "Maximiliana " * 12,
    "144 wide letters": "W" * 144,
}


def a_sheet(**given) -> Sheet:
    return Sheet(some_facts(**given), "https://cpd.example.org", AT)


def text_of(pdf: bytes) -> str:
    return " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


def test_the_page_says_what_the_facts_say():
    facts = some_facts(completed_on=date(2026, 3, 1), issued_on=date(2026, 3, 2))
    pdf = render(Sheet(facts, "https://cpd.example.org", AT))
    text = text_of(pdf)
    for words in (
        "Ann Okafor", "When a chat turns to crisis", "1 hour 15 minutes (75 minutes)",
        "1 March 2026", "2 March 2026", "5 January 2028", "Ask plainly.",
        "Plumm Code of Ethics for Providers, edition 2026-11", "Clause & Hour",
        facts.serial, "cpd.example.org/verify",
    ):  # fmt: skip
        assert words in text
    assert facts.token not in text


def test_the_file_is_one_tagged_page_with_a_title_and_a_language():
    facts = some_facts()
    reader = PdfReader(BytesIO(render(Sheet(facts, "https://cpd.example.org", AT))))
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert reader.metadata.title == f"Certificate {facts.serial}: {facts.title}"
    assert reader.metadata.author == "Clause & Hour"
    assert reader.metadata.creation_date == AT
    catalog = reader.trailer["/Root"]
    assert catalog["/Lang"] == "en-GB"
    assert catalog["/MarkInfo"]["/Marked"]
    assert b'pdfuaid:part="1"' in catalog["/Metadata"].get_data()
    assert reader.trailer["/ID"][0] == facts.serial


def test_every_font_is_embedded_and_one_of_ours():
    pdf = render(a_sheet(name="Ann 佐藤 فاطمة"))
    fonts = PdfReader(BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    assert len(fonts) >= 4
    for font in fonts.values():
        inner = font["/DescendantFonts"][0]
        assert inner["/FontDescriptor"]["/FontFile2"]
        family = inner["/BaseFont"].split("+")[1]
        assert family.startswith("Certificate"), "the families of fonts.css are named for us"


@pytest.mark.parametrize("dots", [72, 150])
def test_the_code_leads_to_the_verify_page(dots, tmp_path):
    sheet = a_sheet()
    (tmp_path / "c.pdf").write_bytes(render(sheet))
    command = ["pdftoppm", "-r", str(dots), "-png", "-singlefile", "c.pdf", "c"]
    subprocess.run(command, cwd=tmp_path, check=True)
    with Image.open(tmp_path / "c.png") as picture:
        found = zxingcpp.read_barcodes(picture)
    assert [code.text for code in found] == [f"https://cpd.example.org/v/{sheet.facts.token}"]


def test_the_code_is_lines_one_square_thick():
    code = qr_code("https://cpd.example.org/v/0")
    assert re.fullmatch(r"(M\d+ \d+\.5h\d+)+", code.path)
    assert code.path.startswith("M0 0.5h7")
    assert (code.side - 17) % 4 == 0


def test_the_same_facts_give_the_same_bytes():
    sheet = a_sheet(name="فاطمة 佐藤")
    assert render(sheet) == render(sheet)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_of_any_script_is_printed_on_one_page(name):
    reader = PdfReader(BytesIO(render(a_sheet(name=name.strip()))))
    assert len(reader.pages) == 1
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        inner = font["/DescendantFonts"][0]
        assert 0 not in glyph_numbers(inner["/W"]), "a letter was drawn as an empty box"


def glyph_numbers(widths) -> list[int]:
    return [entry for entry in widths if isinstance(entry, int)]


def test_a_page_that_would_be_too_long_is_set_closer():
    crowded = a_sheet(
        name="W" * 144,
        title=LONG_TITLE[:200],
        outcomes=("Hold a warm boundary under pressure, and account for it. " * 3,) * 5,
        codes=(CodeFact("Global code of ethics for coaches and mentors", "2026-11"),) * 7,
    )
    pdf = render(crowded)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert "Hold a warm" not in text_of(pdf)
    assert text_of(pdf).count("Global code of ethics") == 7


def test_what_cannot_fit_on_a_page_is_not_printed():
    with pytest.raises(CannotPrintError, match="does not fit on one page"):
        render(a_sheet(title="Word " * 600))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "😀"}, "name has a character that our fonts cannot print: “😀” (grinning face)"),
        ({"name": "Ann \U0001f600"}, "The name has a character"),
        ({"name": "Ann \u0378"}, "(u+0378)"),
        ({"title": "Ethics 🧭"}, "The title of the module has a character"),
        ({"outcomes": ("Ask.", "Ask 🧭.")}, "The list of outcomes has a character"),
        ({"issuer": "Org 🧭"}, "The name of the issuer has a character"),
    ],
)  # fmt: skip
def test_a_letter_without_a_font_stops_the_page_in_words(given, sentence):
    with pytest.raises(CannotPrintError, match=re.escape(sentence)):
        render(a_sheet(**given))


def test_a_name_is_text_whatever_it_looks_like():
    name = "</title></style><style>@import url(//x)</style><img src=x>"
    assert "<img src=x>" in text_of(render(a_sheet(name=name)))


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
    '<link rel="stylesheet" href="{url}/a.css">',
    '<style>@import url({url}/a.css);</style>',
    '<p style="background: url({url}/a.png)">x</p>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}/a.png"/></svg>',
    '<object data="{url}/a.svg"></object>',
    '<embed src="{url}/a.svg">',
    '<link rel="attachment" href="{url}/a.txt">',
    '<style>@font-face {{ font-family: x; src: url({url}/a.ttf) }}</style>',
)  # fmt: skip


@pytest.mark.parametrize("where", ["http", "file", "data", "another font"])
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
    }
    tools = press()
    html = HTML(string=payload.format(url=places[where]), url_fetcher=tools.fetcher)
    with suppress(FatalURLFetchingError):  # only a picture within SVG is left out, not refused
        pdf = html.write_pdf(font_config=tools.fonts, uncompressed_pdf=True)
        assert "<image" in payload
        assert b"secret" not in pdf
    assert asked == []


def test_the_shipped_fonts_are_handed_out_and_nothing_beside_them():
    fetcher = ShippedFontsOnly(FONT_FILES)
    some = next(iter(fetcher.files))
    assert fetcher.fetch(some).read() == fetcher.files[some].read_bytes()
    for url in (FONT_FILES.as_uri() + "/fonts.css", some + "?x", some + "/../fonts.css"):
        with pytest.raises(FatalURLFetchingError):
            fetcher.fetch(url)
