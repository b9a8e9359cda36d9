"""Lays the engraved drawing under a page; packed once, the same in every file."""

import zlib
from functools import cache

import pydyf  # type: ignore[import-untyped] # it has no types

from cpd.certificates.rules import engraving


@cache
def packed() -> tuple[tuple[engraving.Form, bytes], ...]:
    return tuple((form, zlib.compress(form.lines.encode(), 9)) for form in engraving.forms())


@cache
def packed_page(plan: engraving.Plan) -> bytes:
    return zlib.compress(engraving.page(plan).encode(), 9)


def engrave(pdf: pydyf.PDF, plan: engraving.Plan) -> None:
    """Put the drawing before the text, as an artifact: readers aloud pass it over."""
    forms = pydyf.Dictionary()
    for form, lines in packed():
        reach = form.reach
        forms[form.name] = added(pdf, lines, (-reach, -reach, reach, reach))
    resources = pydyf.Dictionary({"XObject": forms})
    whole = (0, 0, plan.width, plan.height)
    drawing = added(pdf, packed_page(plan), whole, Resources=resources)
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
