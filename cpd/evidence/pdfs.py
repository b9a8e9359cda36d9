"""PDFs, written anew from what their pages show: the only module that knows pypdf."""

import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    PdfObject,
    RectangleObject,
    StreamObject,
)

from cpd.evidence.pdf_marks import drawn_marks, part, stamped
from cpd.evidence.rules.files import PDF_BEGINS_WITHIN, Clean, Media
from cpd.evidence.rules.jpeg import without_notes
from cpd.kernel.errors import RuleError

MOST_PAGES = 300
MOST_OBJECTS = 200_000
LARGEST_PICTURE = 64 * 1024 * 1024
LOCKED = "This PDF is locked. Print it to a new PDF, without a password, and choose that one."
BROKEN = "This PDF is damaged or cut off. Open it, print it to a new PDF, and choose the new one."
NO_PAGES = "This PDF has no pages."
ALIVE = (
    "This PDF is a form that only shows its pages in one program. Print it to a new PDF there, "
    "and choose that one."
)

# What a page may bring along; all else of it, and of the document around it, stays behind.
OF_PAGES = ("/CropBox", "/Rotate", "/UserUnit", "/Group", "/Contents")
OF_RESOURCES = {
    "/ColorSpace", "/ExtGState", "/Font", "/Pattern", "/ProcSet", "/Shading", "/XObject",
}  # fmt: skip
SHOWN_XOBJECTS = {"/Image", "/Form"}
# What acts, hides, tells or leads elsewhere, at whatever depth it stands.
NEVER = {
    "/A", "/AA", "/AF", "/Alternates", "/Annots", "/Dest", "/Dests", "/EF", "/EmbeddedFiles",
    "/JavaScript", "/JS", "/LastModified", "/Launch", "/Measure", "/Metadata", "/Names", "/OC",
    "/OPI", "/OpenAction", "/PieceInfo", "/PtData", "/Ref", "/RichMedia", "/StructParent",
    "/StructParents", "/URI",
}  # fmt: skip
ACTIONS = {"/JavaScript", "/Launch"}
OF_FILES_ELSEWHERE = {"/F", "/FFilter", "/FDecodeParms"}  # a stream that stands in another file
REFUSED_TYPES = {
    "/Action", "/Annot", "/Catalog", "/EmbeddedFile", "/F", "/Filespec", "/Metadata", "/OCG",
    "/Page", "/Pages", "/Sig",
}  # fmt: skip


def rewritten(content: bytes) -> Clean:
    """Return the same pages, with the marks on them drawn in, and without anything that acts."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with reading_errors():
        reader = PdfReader(BytesIO(content[mark_of(content) :]))
        refuse_unfit(reader)
        copy = Copy()
        for page in reader.pages:
            copy.add(page)
        return Clean(Media.PDF, copy.written())


def mark_of(content: bytes) -> int:
    return max(0, content.find(b"%PDF-", 0, PDF_BEGINS_WITHIN + 5))


@contextmanager
def reading_errors() -> Iterator[None]:
    """Say in words whatever a PDF that is none makes of its reader."""
    try:
        yield
    except (
        PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError,
        NotImplementedError, OSError, RecursionError, TypeError, ValueError,
    ) as error:  # fmt: skip
        raise RuleError(BROKEN) from error


def refuse_unfit(reader: PdfReader) -> None:
    if reader.is_encrypted:
        raise RuleError(LOCKED)
    count = len(reader.pages)
    if count == 0:
        raise RuleError(NO_PAGES)
    if count > MOST_PAGES:
        raise RuleError(f"This PDF has {count:,} pages. At most {MOST_PAGES} can be kept.")
    if part(reader.root_object, "/NeedsRendering"):
        raise RuleError(ALIVE)


class Copy:
    """A new document, into which pages are copied object by object."""

    def __init__(self) -> None:
        self.writer = PdfWriter()
        self.writer.metadata = None
        self.known: dict[tuple[int, int], IndirectObject] = {}

    def add(self, page: PageObject) -> None:
        new = PageObject.create_blank_page(width=page.mediabox.width, height=page.mediabox.height)
        new[NameObject("/Resources")] = self.resources(page.get("/Resources", DictionaryObject()))
        for name in OF_PAGES:
            if name in page:
                new[NameObject(name)] = self.copied(page.raw_get(name))
        new[NameObject("/MediaBox")] = RectangleObject(tuple(page.mediabox))
        marks = [(self.copied(form), where) for form, where in drawn_marks(page)]
        stamped(self.writer, new, marks)
        self.writer.add_page(new)

    def copied(self, value: PdfObject | None) -> PdfObject:
        if isinstance(value, IndirectObject):
            return self.referred(value)
        if isinstance(value, StreamObject):
            return self.stream(value)
        if isinstance(value, DictionaryObject):
            return self.dictionary(value)
        if isinstance(value, ArrayObject):
            return ArrayObject(self.copied(each) for each in list.__iter__(value))
        return NullObject() if value is None else value

    def referred(self, reference: IndirectObject) -> PdfObject:
        """Copy what stands behind a reference, once; a circle leads back to the copy."""
        key = (reference.idnum, reference.generation)
        if key in self.known:
            return self.known[key]
        if len(self.known) > MOST_OBJECTS:
            raise RuleError(BROKEN)
        found = reference.get_object()
        if not isinstance(found, DictionaryObject | ArrayObject):
            return self.copied(found)
        self.known[key] = kept = self.writer._add_object(NullObject())
        self.writer._objects[kept.idnum - 1] = copy = self.copied(found)
        copy.indirect_reference = kept
        return kept

    def dictionary(self, found: DictionaryObject) -> PdfObject:
        if is_refused(found):
            return NullObject()
        kept = DictionaryObject()
        for name, value in found.items():
            if name in NEVER:
                continue
            if name == "/Resources":
                kept[NameObject(name)] = self.resources(value)
            else:
                kept[NameObject(name)] = self.copied(value)
        return kept

    def resources(self, value: PdfObject) -> PdfObject:
        found = value.get_object()
        if not isinstance(found, DictionaryObject):
            return DictionaryObject()
        kept = DictionaryObject()
        for name in sorted(OF_RESOURCES & set(found)):
            kept[NameObject(name)] = self.copied(found.raw_get(name))
        layers = part(found, "/Properties")
        if isinstance(layers, DictionaryObject):  # the page names them; they say nothing any more
            empty = {NameObject(name): DictionaryObject() for name in layers}
            kept[NameObject("/Properties")] = DictionaryObject(empty)
        return kept

    def stream(self, found: StreamObject) -> PdfObject:
        subtype = part(found, "/Subtype")
        is_drawn = part(found, "/Type") == "/XObject" or subtype in {"/Image", "/Form", "/PS"}
        if is_refused(found) or set(found) & OF_FILES_ELSEWHERE:
            return NullObject()
        if is_drawn and subtype not in SHOWN_XOBJECTS:
            return NullObject()
        kept = StreamObject()
        kept.update(self.bare(found))
        kept.set_data(picture_data(found, kept))
        return kept

    def bare(self, found: StreamObject) -> DictionaryObject:
        copy = self.dictionary(DictionaryObject(dict.items(found)))
        assert isinstance(copy, DictionaryObject)  # noqa: S101 - only refused ones are not
        copy.pop("/Length", None)
        return copy

    def written(self) -> bytes:
        target = BytesIO()
        self.writer.write(target)
        return target.getvalue()


def is_refused(found: DictionaryObject) -> bool:
    return part(found, "/Type") in REFUSED_TYPES or part(found, "/S") in ACTIONS


def picture_data(found: StreamObject, kept: DictionaryObject) -> bytes:
    """Return a stream's bytes as they are; of a photograph without where and when it was taken."""
    data = found._data
    filters = part(found, "/Filter")
    names = list(filters) if isinstance(filters, ArrayObject) else [filters]
    if names == ["/DCTDecode"]:
        return without_notes(data)
    if names != ["/FlateDecode", "/DCTDecode"]:
        return data
    inflater = zlib.decompressobj()
    inner = inflater.decompress(data, LARGEST_PICTURE)
    if inflater.unconsumed_tail:
        raise RuleError(BROKEN)
    kept[NameObject("/Filter")] = NameObject("/DCTDecode")
    kept.pop("/DecodeParms", None)
    return without_notes(inner)
