"""Lays the engraved drawing under a page; packed once, the same in every file."""

import zlib
from functools import cache

import pydyf  # type: ignore[import-untyped] # it has no types
from weasyprint import Document

from cpd.certificates.rules import engraving


@cache
def packed() -> tuple[tuple[engraving.Form, bytes], ...]:
    return tuple((form, zlib.compress(form.lines.encode(), 9)) for form in engraving.forms())


@cache
def packed_page() -> bytes:
    return zlib.compress(engraving.page().encode(), 9)


def finish(_document: Document, pdf: pydyf.PDF) -> None:
    """Do to the file what WeasyPrint leaves to us, before it is written."""
    engrave(pdf)
    name_every_glyph(pdf)


def name_every_glyph(pdf: pydyf.PDF) -> None:
    """Say “nothing” in Unicode where WeasyPrint says nothing.

    The later glyphs of an Indic syllable get an empty text there, which PDF/UA refuses: they
    become a word joiner, which nobody sees or hears.
    """
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Stream) and b"begincmap" in thing.stream:
            thing.stream[:] = [line.replace(b"> <>", b"> <2060>") for line in thing.stream]


def engrave(pdf: pydyf.PDF) -> None:
    """Put the drawing before the text, as an artifact: readers aloud pass it over."""
    forms = pydyf.Dictionary()
    for form, lines in packed():
        reach = form.reach
        forms[form.name] = added(pdf, lines, (-reach, -reach, reach, reach))
    resources = pydyf.Dictionary({"XObject": forms})
    whole = (0, 0, engraving.WIDTH, engraving.HEIGHT)
    drawing = added(pdf, packed_page(), whole, Resources=resources)
    page = pdf.objects[pdf.pages["Kids"][0]]
    shared = pdf.objects[int(page["Resources"].split()[0])]
    shared["XObject"]["Engraving"] = drawing
    under = pydyf.Stream([b"/Artifact BMC q /Engraving Do Q EMC"])
    pdf.add_object(under)
    page["Contents"] = pydyf.Array([under.reference, page["Contents"]])


def added(
    pdf: pydyf.PDF, lines: bytes, box: tuple[float, float, float, float], **extra: pydyf.Dictionary
) -> bytes:
    """Add packed lines as a form; return the reference to it."""
    described = {
        "Type": "/XObject",
        "Subtype": "/Form",
        "BBox": pydyf.Array(box),
        "Filter": "/FlateDecode",
    }
    form = pydyf.Stream([lines], pydyf.Dictionary(described | extra))
    pdf.add_object(form)
    reference: bytes = form.reference
    return reference
