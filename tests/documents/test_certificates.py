"""The certificate on paper: read back, looked up by its code, and kept to one page."""

import re
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from cpd.certificates.documents import CannotPrintError, Sheet, qr_code, refuse_name, render
from cpd.certificates.rules.facts import CodeFact, Delivery, Design
from cpd.kernel.errors import RuleError
from tests.factories.certificates import some_facts
from tests.factories.printing import (
    AT,
    BOTH,
    CREDENTIAL,
    NAMES,
    OUTCOME,
    SITE,
    a_logo,
    a_sheet,
    all_facts,
    crowded_facts,
)

SIDES = {Design.PORTRAIT: [595, 842], Design.LANDSCAPE: [842, 595]}
STANDS_ELSEWHERE = "The learning outcomes are listed in the credential attached to this file."


def text_of(pdf: bytes) -> str:
    return " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


@pytest.mark.parametrize("design", BOTH)
def test_the_page_says_what_the_facts_say(design):
    facts = all_facts(completed_on=date(2026, 3, 1), issued_on=date(2026, 3, 2), design=design)
    text = text_of(render(Sheet(facts, SITE, AT, CREDENTIAL)))
    for words in (
        "Ann Okafor", "When a chat turns to crisis", "1 hour 15 minutes (75 minutes)",
        "Core competencies 45 min · Other 30 min", "Online, self-paced",
        "1 March 2026", "2 March 2026", "5 January 2028", "Ask plainly.",
        "Plumm Code of Ethics for Providers, edition 2026-11",
        "ICF provider CCE-2044, approval A-2026-118", "NBCC provider 7731",
        "12 Harbour Street, Bristol BS1 4QA", "Dr Miriam Castellanos", "Director of standards",
        facts.serial, "cpd.example.org/verify", "A credential for machines is attached.",
    ):  # fmt: skip
        assert words in text
    assert "clause & hour" in text.lower()
    assert facts.token not in text


@pytest.mark.parametrize("design", BOTH)
def test_what_is_not_known_leaves_no_label_behind(design):
    text = text_of(render(Sheet(some_facts(codes=(), outcomes=(), design=design), SITE, AT)))
    for label in ("DELIVERY", "PROVIDER", "OUTCOMES", "CODE OF", "attached", "min ·"):
        assert label not in text
    assert "Issuer" in text


@pytest.mark.parametrize("design", BOTH)
def test_the_file_is_one_tagged_page_with_a_title_and_a_language(design):
    sheet = a_sheet(design=design)
    reader = PdfReader(BytesIO(render(sheet)))
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == SIDES[design]
    assert reader.metadata.title == f"Certificate {sheet.facts.serial}: {sheet.facts.title}"
    assert reader.metadata.author == "Clause & Hour"
    assert reader.metadata.creation_date == AT
    assert reader.metadata.modification_date == AT
    catalog = reader.trailer["/Root"]
    assert catalog["/Lang"] == "en-GB"
    assert catalog["/MarkInfo"]["/Marked"]
    assert reader.trailer["/ID"][0] == sheet.facts.serial


def test_the_file_names_both_standards_in_one_description_that_anybody_can_read():
    pdf = render(a_sheet())
    said = PdfReader(BytesIO(pdf)).trailer["/Root"]["/Metadata"].get_data()
    assert said in pdf, "the metadata are not packed"
    assert said.count(b"<rdf:RDF") == 1
    assert b'pdfuaid:part="1"' in said
    assert b'pdfaid:part="3"' in said
    assert b'pdfaid:conformance="A"' in said
    assert b"http://www.aiim.org/pdfa/ns/extension/" in said


def test_the_credential_travels_inside_as_what_the_file_says_as_data():
    reader = PdfReader(BytesIO(render(a_sheet())))
    (kept,) = reader.trailer["/Root"]["/AF"]
    described = kept.get_object()
    assert described["/UF"] == "credential.json"
    assert described["/AFRelationship"] == "/Data"
    stream = described["/EF"]["/F"]
    assert stream["/Subtype"] == "/application/json"
    assert stream.get_data() == CREDENTIAL.encode()
    assert reader.attachments["credential.json"] == [CREDENTIAL.encode()]
    assert "/AF" not in PdfReader(BytesIO(render(a_sheet(credential=None)))).trailer["/Root"]


def test_every_font_is_embedded_and_one_of_ours():
    pdf = render(a_sheet(name="Ann 佐藤 فاطمة"))
    fonts = PdfReader(BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    assert len(fonts) >= 4
    for font in fonts.values():
        inner = font["/DescendantFonts"][0]
        assert inner["/FontDescriptor"]["/FontFile2"]
        family = inner["/BaseFont"].split("+")[1]
        assert family.startswith("Certificate"), "the families of fonts.css are named for us"


@pytest.mark.parametrize("design", BOTH)
@pytest.mark.parametrize("dots", [72, 150])
def test_the_code_leads_to_the_verify_page(dots, design, tmp_path):
    sheet = a_sheet(design=design)
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


@pytest.mark.parametrize("design", BOTH)
def test_the_same_facts_give_the_same_bytes(design):
    sheet = a_sheet(name="فاطمة 佐藤", logo=a_logo(), design=design)
    first = render(sheet)
    render(a_sheet(name="Somebody else", design=design))
    assert render(sheet) == first


def test_only_what_is_given_stands_for_the_day():
    later = datetime(2027, 1, 1, tzinfo=UTC)
    first, second = a_sheet(), replace(a_sheet(), made_at=later)
    assert b"D:20270101" in render(second)
    assert b"D:2027" not in render(first)


@pytest.mark.parametrize("design", BOTH)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_of_any_script_is_printed_on_one_page(name, design):
    reader = PdfReader(BytesIO(render(a_sheet(name=name, design=design, title="T"))))
    assert len(reader.pages) == 1
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        inner = font["/DescendantFonts"][0]
        assert 0 not in glyph_numbers(inner["/W"]), "a letter was drawn as an empty box"


def glyph_numbers(widths) -> list[int]:
    return [entry for entry in widths if isinstance(entry, int)]


@pytest.mark.parametrize("logo", [None, a_logo(900, 90), a_logo(90, 900)],
                         ids=["no logo", "a wide logo", "a tall logo"])  # fmt: skip
@pytest.mark.parametrize("name", [NAMES["200 wide letters"], NAMES["200 narrow letters"], "Ann"])
@pytest.mark.parametrize("design", BOTH)
def test_the_most_there_can_be_to_say_fits_on_one_page(design, name, logo):
    facts = crowded_facts(name=name, design=design)
    pdf = render(Sheet(facts, SITE, AT, CREDENTIAL, logo))
    text = text_of(pdf)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert text.count("Code of ethics and of good practice of body") == 10
    for one in (*facts.provider_numbers, *facts.approvals):
        assert one.number in text
    for category in facts.categories:
        assert f"{category.name} {category.minutes} min" in text
    assert facts.signatory_title in text
    assert "breaks the seal" in text, "what stands last on the page is not cut off"
    outcomes = [OUTCOME.format(n) in text for n in range(1, 9)]
    assert all(outcomes) or (not any(outcomes) and STANDS_ELSEWHERE in text)


@pytest.mark.parametrize("design", BOTH)
def test_outcomes_that_do_not_fit_are_left_to_the_credential(design):
    sheet = a_sheet(outcomes=(OUTCOME * 4,) * 14, design=design)
    text = text_of(render(sheet))
    assert "Hold a warm" not in text
    assert STANDS_ELSEWHERE in text
    assert "attached" not in text_of(render(replace(sheet, credential=None)))


def test_what_cannot_fit_on_a_page_is_not_printed():
    with pytest.raises(CannotPrintError, match="does not fit on one page"):
        render(a_sheet(title="Word " * 600))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "😀"}, "name has a character that our fonts cannot print: “😀” (grinning face)"),
        ({"name": "Ann \U0001f600"}, "The name has a character"),
        ({"name": "Ann \u0378"}, "(u+0378)"),
        ({"title": "Ethics 🧭"}, "The title has a character"),
        ({"outcomes": ("Ask.", "Ask 🧭.")}, "The list of outcomes has a character"),
        ({"codes": (CodeFact("🧭", "1"),)}, "The list of codes has a character"),
        ({"issuer": "Org 🧭"}, "The name of the issuer has a character"),
        ({"address": "🧭"}, "The address of the issuer has a character"),
        ({"signatory": "🧭"}, "The name of the signatory has a character"),
        ({"signatory_title": "🧭"}, "The title of the signatory has a character"),
        ({"name": "Ann \u202eRofako"}, "The name has a hidden mark that turns the direction"),
        ({"title": "Ethics\u2066"}, "The title has a hidden mark"),
    ],
)  # fmt: skip
def test_a_letter_without_a_font_stops_the_page_in_words(given, sentence):
    with pytest.raises(CannotPrintError, match=re.escape(sentence)):
        render(a_sheet(**given))


def test_a_name_can_be_refused_before_it_is_needed():
    refuse_name("Ann Okafor")
    with pytest.raises(RuleError, match="cannot print"):
        refuse_name("😀")


@pytest.mark.parametrize("delivery", Delivery)
@pytest.mark.parametrize("design", BOTH)
def test_every_delivery_fits_beside_the_days(delivery, design):
    assert "DELIVERY" in text_of(render(a_sheet(delivery=delivery, design=design)))
