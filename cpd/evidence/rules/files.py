"""What may be kept as a file, told by its first bytes and never by its name."""

import posixpath
from dataclasses import dataclass
from enum import StrEnum

from cpd.kernel.errors import RuleError
from cpd.records.rules.texts import LONGEST_LINE, without_steering

MEGABYTE = 1024 * 1024
LARGEST_FILE = 10 * MEGABYTE
PDF_BEGINS_WITHIN = 1024  # readers look that far for the mark, and so did whoever wrote the file
UNKNOWN = "This is neither a PDF nor a PNG or JPEG picture. Only these can be kept."
EMPTY = "The file is empty."


class Media(StrEnum):
    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"


ENDINGS = {Media.PDF: ".pdf", Media.PNG: ".png", Media.JPEG: ".jpg"}
WORDS = {Media.PDF: "PDF", Media.PNG: "PNG picture", Media.JPEG: "JPEG picture"}
PICTURE_MARKS = {b"\x89PNG\r\n\x1a\n": Media.PNG, b"\xff\xd8\xff": Media.JPEG}
# What people choose by mistake, and what they can do about it.
OTHERS = (
    (4, b"ftyphei", "This is a HEIC picture. Save it as JPEG, or take a picture of the screen."),
    (4, b"ftypmif1", "This is a HEIC picture. Save it as JPEG, or take a picture of the screen."),
    (4, b"ftyp", "This is a film. Keep a PDF or a picture."),
    (0, b"GIF8", "This is a GIF. Save it as PNG or JPEG."),
    (8, b"WEBP", "This is a WebP picture. Save it as PNG or JPEG."),
    (0, b"II*\x00", "This is a TIFF picture. Save it as PDF, PNG or JPEG."),
    (0, b"MM\x00*", "This is a TIFF picture. Save it as PDF, PNG or JPEG."),
    (0, b"PK\x03\x04", "This is a Word document or a packed file. Save or print it as PDF."),
    (0, b"\xd0\xcf\x11\xe0", "This is an old Word document. Save or print it as PDF."),
    (0, b"{\\rtf", "This is a text document. Save or print it as PDF."),
)


@dataclass(frozen=True)
class Clean:
    """A file as it may be kept: made anew, with nothing in it but what is seen."""

    media: Media
    content: bytes


def media_of(content: bytes) -> Media:
    """Say what a file is, or in words why it cannot be kept."""
    if not content:
        raise RuleError(EMPTY)
    for mark, media in PICTURE_MARKS.items():
        if content.startswith(mark):
            return media
    if b"%PDF-" in content[:PDF_BEGINS_WITHIN]:
        return Media.PDF
    for place, mark, words in OTHERS:
        if content[place:].startswith(mark):
            raise RuleError(words)
    raise RuleError(UNKNOWN)


def refuse_too_large(size: int) -> None:
    if size > LARGEST_FILE:
        raise RuleError(
            f"The file has {size / MEGABYTE:,.1f} MB. At most {LARGEST_FILE // MEGABYTE} MB can be "
            "kept: scan it in fewer colours, or take out pages."
        )


def label_from(filename: str) -> str:
    """Return a file's name as it may stand on a page: no folders, no ending, nothing hidden."""
    name = posixpath.basename(filename.replace("\\", "/"))[: 4 * LONGEST_LINE]
    name = " ".join(without_steering(name).split())
    stem, dot, ending = name.rpartition(".")
    if dot and stem and len(ending) <= 5:
        name = stem
    return name[:LONGEST_LINE].strip(" .")


def download_name(label: str, media: Media) -> str:
    """Return a name that every file system takes, in whatever script, with the true ending."""
    kept = "".join("-" if mark in '/\\:*?"<>|\n\t' else mark for mark in without_steering(label))
    return (kept[:100].strip(" .") or "evidence") + ENDINGS[media]


def size_in_words(size: int) -> str:
    if size < MEGABYTE:
        return f"{max(1, round(size / 1024)):,} KB"
    return f"{size / MEGABYTE:.1f} MB"
