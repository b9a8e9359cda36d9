"""What becomes of the files that people keep as evidence."""

import struct
import sys
import zlib
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from cpd.evidence import cleaning, pictures
from cpd.evidence.cleaner import clean
from cpd.evidence.rules.files import Media
from cpd.kernel.errors import RuleError
from tests.factories import files

RED = (200, 30, 30)
TELLING = (files.SECRET.encode(), b"Exif", b"GPS", b"http://ns.adobe.com", b"ICC_PROFILE")


def picture(content: bytes) -> Image.Image:
    opened = Image.open(BytesIO(clean(content).content))
    opened.load()
    return opened


def everything(content: bytes) -> str:
    """Return all that stands in a PDF, with its streams unpacked, as one text."""
    reader = PdfReader(BytesIO(content))
    found = []
    for number in range(1, len(reader.xref[0]) + 1 if 0 in reader.xref else 1):
        one = reader.get_object(number)
        found.append(repr(one))
        if hasattr(one, "get_data"):
            found.append(one.get_data().decode("latin-1"))
    return "\n".join(found)


# --- pictures


def test_a_photograph_loses_where_and_when_it_was_taken():
    result = clean(files.a_photo())
    assert result.media is Media.JPEG
    assert not any(word in result.content for word in TELLING)
    assert not Image.open(BytesIO(result.content)).getexif()


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [(1, (40, 20), (2, 10)), (3, (40, 20), (37, 10)), (6, (20, 40), (10, 2)),
     (8, (20, 40), (10, 37))],
    ids=["upright", "upside down", "turned right", "turned left"],
)  # fmt: skip
def test_a_photograph_is_turned_before_its_notes_are_dropped(orientation, size, red_at):
    turned = picture(files.a_photo(orientation, quality=95))
    assert turned.size == size
    assert all(abs(a - b) < 30 for a, b in zip(turned.getpixel(red_at), RED, strict=True))


def test_a_png_loses_its_texts():
    result = clean(files.a_talking_png())
    assert files.SECRET.encode() not in result.content
    assert Image.open(BytesIO(result.content)).info == {}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_kept(mode):
    assert picture(files.a_picture(mode)).size == (40, 20)


def test_what_is_see_through_stays_so():
    content = files.a_picture("P", transparency=0)
    assert picture(content).getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(("word", "shown"), [(0, 0), (32768, 128), (65535, 255)])
def test_sixteen_bits_become_eight_without_being_cut_off(word, shown):
    target = BytesIO()
    Image.new("I;16", (4, 4), word).save(target, "PNG")
    assert picture(target.getvalue()).getpixel((0, 0)) == shown


def test_a_cmyk_photograph_becomes_one_for_the_screen():
    red = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    target = BytesIO()
    red.save(target, "JPEG", quality=95)
    seen = picture(target.getvalue())
    assert seen.mode == "RGB"
    assert seen.getpixel((4, 4))[0] > 200
    assert max(seen.getpixel((4, 4))[1:]) < 60


def test_of_an_animation_the_first_picture_is_kept():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    target = BytesIO()
    frames[0].save(target, "PNG", save_all=True, append_images=frames[1:])
    assert b"acTL" in target.getvalue()
    result = clean(target.getvalue())
    assert b"acTL" not in result.content
    assert picture(target.getvalue()).getpixel((0, 0)) == (255, 0, 0)


def test_a_telephones_photograph_with_several_pictures_is_kept_as_one():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    target = BytesIO()
    frames[0].save(target, "MPO", save_all=True, append_images=frames[1:])
    result = clean(target.getvalue())
    assert (result.media, b"MPF" in result.content) == (Media.JPEG, False)


def test_a_large_photograph_is_made_smaller():
    assert max(picture(files.a_photo(size=(9000, 30))).size) == pictures.LONGEST_SIDE


def test_what_hangs_on_a_picture_is_cut_off():
    """A file that is a picture to one program and a packed file or a page to another."""
    for tail in (b"PK\x03\x04 evil", b"<script>evil</script>", files.a_malicious_pdf()):
        assert tail not in clean(files.a_picture() + tail).content
        assert b"evil" not in clean(files.a_photo() + tail).content


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (struct.pack(">I", len(data)) + name + data
                + struct.pack(">I", zlib.crc32(name + data)))  # fmt: skip

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1_000_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(50_000, 50_000), (9_000, 9_000), (12_000, 10_000)])
def test_a_picture_of_too_many_pixels_is_not_unpacked(size):
    with pytest.raises(RuleError, match="million pixels"):
        clean(bomb(*size))


@pytest.mark.parametrize(
    "content",
    [files.a_photo(size=(400, 400))[:-600], files.a_picture(size=(400, 400))[:-60],
     b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", bomb(100, 100)[:60], b"\xff\xd8\xff" + b"evil" * 99],
    ids=["half a photograph", "half a PNG", "only a mark", "only a start", "only a head", "noise"],
)  # fmt: skip
def test_half_a_picture_is_refused_in_words(content):
    with pytest.raises(RuleError, match="damaged or cut off"):
        clean(content)


# --- PDFs


def test_a_pdf_keeps_its_pages():
    reader = PdfReader(BytesIO(clean(files.a_pdf(pages=3, width=321)).content))
    assert [page.mediabox.width for page in reader.pages] == [321, 321, 321]
    assert b"2 0 50 50 re" in reader.pages[2].get_contents().get_data()


def test_a_pdf_loses_whatever_acts_tells_or_leads_elsewhere():
    dangerous = ["JavaScript", "/JS", "OpenAction", "/AA", "Launch", "URI", "evil", "cmd.exe",
                 "EmbeddedFile", "AcroForm", "XFA", "Annot", "Metadata", "PieceInfo", "/OPI",
                 files.SECRET, "/Author", "/Info"]  # fmt: skip
    before, after = files.a_malicious_pdf(), clean(files.a_malicious_pdf()).content
    whole = everything(after) + after.decode("latin-1")
    assert [word for word in dangerous if word in whole] == []
    assert "evil" in before.decode("latin-1")
    assert b"0 0 50 50 re" in PdfReader(BytesIO(after)).pages[0].get_contents().get_data()


def test_what_was_filled_in_is_drawn_into_the_page():
    after = clean(files.a_filled_form()).content
    page = PdfReader(BytesIO(after)).pages[0]
    assert "/Annots" not in page
    assert b"4.00000 0.00000 0.00000 2.00000 20.00000 30.00000 cm" in page.get_contents().get_data()
    mark = page["/Resources"]["/XObject"]["/CpdMark0"]
    assert b"0 0 1 rg" in mark.get_data()


@pytest.mark.parametrize(
    ("subtype", "flags"), [("/Link", 4), ("/FileAttachment", 4), ("/Widget", 2), ("/Stamp", 32)]
)
def test_what_is_not_seen_is_not_drawn(subtype, flags):
    assert b"CpdMark" not in clean(files.a_filled_form(subtype, flags)).content


@pytest.mark.parametrize("packed", [False, True])
def test_a_photograph_in_a_pdf_loses_its_notes_too(packed):
    after = clean(files.a_scan(packed=packed)).content
    image = PdfReader(BytesIO(after)).pages[0]["/Resources"]["/XObject"]["/Photo"]
    inside = image.get_data() if packed else image._data
    assert not any(word in after for word in TELLING)
    assert Image.open(BytesIO(inside)).size == (40, 20)


def test_a_locked_pdf_is_refused_in_words():
    for password in ("secret", ""):
        with pytest.raises(RuleError, match="locked"):
            clean(files.a_locked_pdf(password))


def test_what_stands_before_and_after_a_pdf_is_left_out():
    content = b"<script>evil()</script>\n" + files.a_pdf() + b"PK\x03\x04 evil"
    after = clean(content).content
    assert after.startswith(b"%PDF-")
    assert b"evil" not in after


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\0" * 5000, files.a_pdf()[:120], b"%PDF-1.7 evil %%EOF"],
    ids=["only a mark", "noughts", "the first half", "words"],
)
def test_half_a_pdf_is_refused_in_words(content):
    with pytest.raises(RuleError, match=r"damaged|no pages"):
        clean(content)


def test_a_pdf_in_which_everything_leads_to_itself_ends():
    content = files.a_malicious_pdf().replace(b"/Kids [", b"/Kids [ 1 0 R ")
    try:
        clean(content)
    except RuleError as refusal:
        assert "damaged" in str(refusal)  # noqa: PT017 - either may be


def test_a_pdf_of_too_many_pages_is_refused():
    with pytest.raises(RuleError, match="301 pages"):
        clean(files.a_pdf(pages=301))


@pytest.mark.parametrize("make", [files.a_pdf, files.a_photo, files.a_picture, files.a_scan,
                                  files.a_filled_form])  # fmt: skip
def test_the_same_file_gives_the_same_bytes(make):
    """So that it is stored once; and what was made anew comes out of the wash as it went in."""
    first = clean(make())
    assert clean(make()).content == first.content
    assert clean(first.content).media is first.media


# --- the process apart


def test_a_file_is_cleaned_in_a_process_apart():
    assert cleaning.cleaned(files.a_photo()) == clean(files.a_photo())


def test_a_refusal_comes_back_in_words():
    with pytest.raises(RuleError, match="This PDF is locked"):
        cleaning.cleaned(files.a_locked_pdf("secret"))


def test_a_process_that_breaks_harms_nobody(monkeypatch, caplog):
    # The other program is what breaks, so it is put in the place of ours.
    monkeypatch.setattr(cleaning, "COMMAND", (sys.executable, "-c", "import os; os.abort()"))
    with pytest.raises(RuleError, match="could not be read through"):
        cleaning.cleaned(files.a_photo())
    assert "ended with" in caplog.text


def test_what_stands_in_a_file_is_not_logged(monkeypatch, caplog):
    broken = f"raise ValueError({files.SECRET!r})"
    monkeypatch.setattr(cleaning, "COMMAND", (sys.executable, "-c", broken))
    with pytest.raises(RuleError, match="could not be read through"):
        cleaning.cleaned(files.a_photo())
    assert "ValueError" in caplog.text
    assert files.SECRET not in caplog.text


def test_a_process_that_takes_for_ever_is_ended(monkeypatch, caplog):
    monkeypatch.setattr(cleaning, "COMMAND", (sys.executable, "-c", "while True: pass"))
    monkeypatch.setattr(cleaning, "WAIT", 0.5)
    with pytest.raises(RuleError, match="could not be read through"):
        cleaning.cleaned(files.a_photo())
    assert "too long" in caplog.text
