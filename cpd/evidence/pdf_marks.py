"""What was filled in, stamped or signed on a PDF: drawn into its pages, so that it stays."""

from collections.abc import Iterator
from typing import cast

from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

MOST_MARKS = 2000
NOT_SEEN = {"/Link", "/Popup", "/Text", "/FileAttachment", "/Sound", "/Movie", "/Screen", "/3D",
            "/RichMedia", "/TrapNet", "/PrinterMark"}  # fmt: skip
HIDDEN, NO_VIEW = 2, 32
Matrix = tuple[float, float, float, float, float, float]
UPRIGHT: Matrix = (1, 0, 0, 1, 0, 0)


def drawn_marks(page: PageObject) -> Iterator[tuple[PdfObject, Matrix]]:
    """Yield how each visible mark looks, and how it is placed on the page."""
    marks = part(page, "/Annots")
    if not isinstance(marks, ArrayObject):
        return
    for one in list.__getitem__(marks, slice(MOST_MARKS)):
        mark = one.get_object()
        if not isinstance(mark, DictionaryObject) or part(mark, "/Subtype") in NOT_SEEN:
            continue
        flags = part(mark, "/F")
        if isinstance(flags, int) and flags & (HIDDEN | NO_VIEW):
            continue
        form = look_of(mark)
        if form is not None and (where := placed(form, numbers(part(mark, "/Rect"), 4))):
            yield form, where


def look_of(mark: DictionaryObject) -> StreamObject | None:
    """Return what is drawn for a mark in the state it is in."""
    look = part(dictionary(part(mark, "/AP")), "/N")
    if isinstance(look, DictionaryObject) and not isinstance(look, StreamObject):
        look = part(look, str(part(mark, "/AS") or "/Off"))
    return look if isinstance(look, StreamObject) else None


def placed(form: StreamObject, rect: list[float]) -> Matrix | None:
    """Return the matrix that fits a form into its rectangle, as the standard's 12.5.5 says."""
    box = numbers(part(form, "/BBox"), 4)
    if not rect or not box:
        return None
    a, b, c, d, e, f = cast("Matrix", tuple(numbers(part(form, "/Matrix"), 6) or UPRIGHT))
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    low, high = min(y for _, y in corners), max(y for _, y in corners)
    if right - left <= 0 or high - low <= 0:
        return None
    wide = abs(rect[2] - rect[0]) / (right - left)
    tall = abs(rect[3] - rect[1]) / (high - low)
    across, up = min(rect[0], rect[2]) - left * wide, min(rect[1], rect[3]) - low * tall
    return (wide, 0, 0, tall, across, up)


def numbers(value: object, count: int) -> list[float]:
    """Return so many numbers, or none."""
    if not isinstance(value, ArrayObject) or len(value) != count:
        return []
    return [float(each.get_object()) for each in list.__iter__(value)]


def stamped(writer: PdfWriter, page: PageObject, marks: list[tuple[PdfObject, Matrix]]) -> None:
    """Draw the marks over what the page shows."""
    if not marks:
        return
    resources = DictionaryObject(dictionary(part(page, "/Resources")))
    forms = DictionaryObject(dictionary(part(resources, "/XObject")))
    lines = ["Q"]
    for number, (form, where) in enumerate(marks):
        name = f"/CpdMark{number}"
        forms[NameObject(name)] = writer._add_object(as_form(form))
        lines.append(f"q {' '.join(f'{part:.5f}' for part in where)} cm {name} Do Q")
    resources[NameObject("/XObject")] = forms
    page[NameObject("/Resources")] = resources
    shown = page.raw_get("/Contents") if "/Contents" in page else ArrayObject()
    before = shown.get_object()
    middle = list.copy(before) if isinstance(before, ArrayObject) else [shown]
    around = [operators(writer, "q"), *middle, operators(writer, "\n".join(lines))]
    page[NameObject("/Contents")] = ArrayObject(around)


def part(of: DictionaryObject, name: str) -> object:
    """Return what stands under a name, wherever it is kept; None if nothing does."""
    if name not in of:
        return None
    found: object = of[name]
    return found


def dictionary(found: object) -> DictionaryObject:
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def as_form(form: PdfObject) -> PdfObject:
    """Name a mark's look what it is; some writers leave that out."""
    if isinstance(form, StreamObject):
        form[NameObject("/Type")] = NameObject("/XObject")
        form[NameObject("/Subtype")] = NameObject("/Form")
    return form


def operators(writer: PdfWriter, text: str) -> IndirectObject:
    stream = DecodedStreamObject()
    stream.set_data(text.encode("ascii"))
    return writer._add_object(stream)
