"""What WeasyPrint leaves to us in a file that claims to be accessible."""

from collections.abc import Iterator

import pydyf  # type: ignore[import-untyped] # it has no types

RETURN = b"\r\nendstream"
POINT = 0.75  # points to a CSS pixel


def name_every_glyph(pdf: pydyf.PDF) -> None:
    """Say “nothing” in Unicode where WeasyPrint says nothing.

    The later glyphs of an Indic syllable get an empty text there, which PDF/UA refuses: they
    become a word joiner, which nobody sees or hears.
    """
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Stream) and b"begincmap" in thing.stream:
            thing.stream[:] = [line.replace(b"> <>", b"> <2060>") for line in thing.stream]


def place_figures(pdf: pydyf.PDF, height: float) -> None:
    """Place each picture in points from below, where WeasyPrint has pixels from above."""
    for element in elements(pdf, "/Figure"):
        left, top, right, bottom = element["A"]["BBox"]
        places = (left * POINT, height - bottom * POINT, right * POINT, height - top * POINT)
        element["A"]["BBox"] = pydyf.Array(round(one, 2) for one in places)


def speak(pdf: pydyf.PDF, language: str) -> None:
    """Name the language of the last paragraph of the only section: the holder's name stands there.

    WeasyPrint takes no language of a part over to what is read aloud.
    """
    for section in elements(pdf, "/Sect"):
        last = pdf.objects[int(section["K"][-1].split()[0])]
        last["Lang"] = pydyf.String(language)


def end_plainly(pdf: pydyf.PDF, spare: int) -> None:
    """Leave a stream unpacked that would end in a carriage return.

    Before the line feed that follows, readers take it for a part of the line's end, and then the
    length of the stream seems wrong: PDF/A refuses that. It happens to one stream in 256. Those
    that are only packed afterwards come out otherwise with some `spare` objects, which say nothing.
    """
    for _ in range(spare):
        pdf.add_object(pydyf.Dictionary())
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Stream) and thing.compress:
            thing.compress = not thing.data.endswith(RETURN)


def associate_once(pdf: pydyf.PDF) -> None:
    """Name each associated file once; WeasyPrint names one that has a name of its own twice."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def elements(pdf: pydyf.PDF, kind: str) -> Iterator[pydyf.Dictionary]:
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Dictionary) and thing.get("S") == kind:
            yield thing
