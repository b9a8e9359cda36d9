"""The certificate before a validator of PDF/A-3a and PDF/UA-1 that is not ours."""

from io import BytesIO

import page as validator
import pytest
from pypdf import PdfReader
from weasyprint import HTML

from cpd.certificates.conformance import PROFILES, problems
from cpd.certificates.documents import Sheet, render
from cpd.certificates.rules.facts import Design
from cpd.certificates.sealing import seal
from tests.factories.printing import (
    AT,
    BOTH,
    CREDENTIAL,
    NINE_SCRIPTS,
    SITE,
    a_logo,
    a_sheet,
    crowded_facts,
    the_sealer,
)


@pytest.mark.parametrize("design", BOTH)
@pytest.mark.parametrize("name", NINE_SCRIPTS)
def test_a_certificate_keeps_to_both_standards_before_and_after_it_is_sealed(name, design):
    pdf = render(a_sheet(name=name, design=design))
    assert problems(pdf) == []
    assert problems(seal(pdf, the_sealer(), AT)) == []


@pytest.mark.parametrize("design", BOTH)
@pytest.mark.parametrize("mode", ["RGBA", "RGB", "P", "L", "LA", "1"])
def test_a_logo_of_any_kind_breaks_neither_standard(mode, design):
    assert problems(render(a_sheet(logo=a_logo(240, 120, mode), design=design))) == []


@pytest.mark.parametrize("design", BOTH)
def test_a_crowded_certificate_breaks_neither_standard(design):
    facts = crowded_facts(design=design)
    assert problems(render(Sheet(facts, SITE, AT, CREDENTIAL, a_logo()))) == []


def test_a_great_many_rules_were_looked_at():
    pdf = render(a_sheet())
    for profile in PROFILES:
        assert validator.validate_pdf_bytes(pdf, profile=profile).rules.total > 100


def test_the_validator_would_notice():
    untagged = HTML(string="<title>Certificate</title><h1>Certificate</h1>").write_pdf()
    found = problems(untagged)
    assert any("PDFUA" in one for one in found)
    assert any("PDFA" in one for one in found)
    assert problems(b"%PDF-1.7 not really")[0].startswith("The file cannot be read")


def structure(pdf: bytes) -> list[dict]:
    """Every element of the structure, parents first."""
    found, waiting = [], [PdfReader(BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop(0)
        found.append(element)
        kids = element.get("/K", [])
        kids = kids if isinstance(kids, list) else [kids]
        waiting[:0] = [kid.get_object() for kid in kids if hasattr(kid.get_object(), "get")]
    return found


@pytest.mark.parametrize(
    ("name", "language"), [("فاطمة الزهراء", "ar"), ("佐藤 みさき", "ja"), ("Ann Okafor", None)]
)
@pytest.mark.parametrize("design", BOTH)
def test_a_name_is_read_aloud_in_its_language(name, language, design):
    pdf = render(a_sheet(name=name, design=design, logo=a_logo()))
    spoken = [(one["/S"], one["/Lang"]) for one in structure(pdf) if "/Lang" in one]
    assert spoken == ([("/P", language)] if language else [])


@pytest.mark.parametrize("design", BOTH)
def test_pictures_stand_on_the_page_where_the_structure_says(design):
    pdf = render(a_sheet(design=design, logo=a_logo()))
    width, height = (595, 842) if design is Design.PORTRAIT else (842, 595)
    figures = [one for one in structure(pdf) if one.get("/S") == "/Figure"]
    assert {one["/Alt"].split()[0] for one in figures} == {"Logo", "QR"}
    for figure in figures:
        left, low, right, high = (float(one) for one in figure["/A"]["/BBox"])
        assert 0 < left < right < width
        assert 0 < low < high < height


def test_the_way_through_the_page_is_that_of_its_reader():
    kinds = [one.get("/S") for one in structure(render(a_sheet())) if one.get("/S")]
    assert kinds.index("/H1") < kinds.index("/Sect") < kinds.index("/H2") < kinds.index("/Figure")
    assert kinds.count("/H1") == 1
    assert "/L" in kinds
