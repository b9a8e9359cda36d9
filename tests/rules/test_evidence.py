from datetime import UTC, datetime, timedelta

import pytest

from cpd.evidence.rules import files, jpeg, keeping, links
from cpd.evidence.rules.files import Media
from cpd.kernel.errors import RuleError


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"\x89PNG\r\n\x1a\nrest", Media.PNG),
        (b"\xff\xd8\xff\xe0rest", Media.JPEG),
        (b"%PDF-1.4 rest", Media.PDF),
        (b"\xef\xbb\xbf\n%PDF-1.4 rest", Media.PDF),
        (b"\x89PNG\r\n\x1a\n%PDF-1.4", Media.PNG),
    ],
    ids=["png", "jpeg", "pdf", "pdf after a mark", "a picture that says it is a pdf"],
)
def test_a_file_is_what_it_begins_with(content, media):
    assert files.media_of(content) is media


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"\0\0\0\x18ftypisom", "film"),
        (b"GIF89a", "GIF"),
        (b"RIFF\0\0\0\0WEBP", "WebP"),
        (b"II*\0", "TIFF"),
        (b"PK\x03\x04", "Word"),
        (b"MZ\x90", "neither a PDF nor"),
        (b"<svg onload='evil()'>", "neither a PDF nor"),
        (b"<html>" + b" " * 2000 + b"%PDF-1.4", "neither a PDF nor"),
    ],
    ids=["nothing", "heic", "film", "gif", "webp", "tiff", "word", "program", "svg", "page"],
)
def test_what_cannot_be_kept_is_refused_by_what_it_is(content, words):
    with pytest.raises(RuleError, match=words):
        files.media_of(content)


def test_a_file_of_ten_megabytes_is_kept_and_no_larger_one():
    files.refuse_too_large(10 * 1024 * 1024)
    with pytest.raises(RuleError, match=r"10\.1 MB"):
        files.refuse_too_large(int(10.1 * 1024 * 1024))


@pytest.mark.parametrize(
    ("filename", "label"),
    [
        ("certificate.pdf", "certificate"),
        ("C:\\Users\\ann\\certificate.PDF", "certificate"),
        ("../../etc/passwd", "passwd"),
        ("tunnistus õpe.pdf", "tunnistus õpe"),
        ("証明書.pdf", "証明書"),
        ("شهادة.pdf", "شهادة"),
        ("evil\u202efdp.exe", "evilfdp"),
        ("a\nb.pdf", "a b"),
        ("v1.2 notes.2026", "v1.2 notes"),
        (".pdf", "pdf"),
        ("...", ""),
        ("x" * 900 + ".pdf", "x" * 200),
    ],
)
def test_a_file_is_called_what_it_was_called_without_what_steers(filename, label):
    assert files.label_from(filename) == label


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("證書", "證書.pdf"),
        ("a/b\\c:d", "a-b-c-d.pdf"),
        ('say "x"\r\nSet-Cookie: y', "say -x--Set-Cookie- y.pdf"),
        ("..", "evidence.pdf"),
        ("n" * 200, "n" * 100 + ".pdf"),
    ],
)
def test_a_download_has_a_name_that_every_system_takes(label, name):
    assert files.download_name(label, Media.PDF) == name


def test_sizes_are_said_in_words():
    said = [files.size_in_words(size) for size in (1, 1024, 500_000, 1_572_864, 10 * 2**20)]
    assert said == ["1 KB", "1 KB", "488 KB", "1.5 MB", "10.0 MB"]


def test_what_is_no_jpeg_comes_back_as_it_is():
    broken = (b"evil", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8evil", b"\xff\xd8\xff\xe1\0\x02")
    assert [jpeg.without_notes(content) for content in broken] == list(broken)


def test_notes_are_left_out_and_what_shows_the_picture_stays():
    def segment(marker: int, data: bytes) -> bytes:
        return bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2) + data

    shown = segment(0xE0, b"JFIF") + segment(0xEE, b"Adobe") + segment(0xDB, b"table")
    scan = segment(0xDA, b"head") + b"pixels\xff\xe1pixels\xff\xd9"
    told = segment(0xE1, b"Exif GPS") + segment(0xED, b"who") + segment(0xFE, b"where")
    assert jpeg.without_notes(b"\xff\xd8" + told + b"\xff" + shown + scan) == (
        b"\xff\xd8" + shown + scan
    )


@pytest.mark.parametrize(
    "link",
    [
        "https://provider.example/proof?id=7&x=ü#part",
        "https://tõend.example:8443/",
        "HTTPS://Provider.Example",
        "https://[2001:db8::1.2.3.4]/x",
    ],
)
def test_an_address_that_is_safe_to_open_is_kept(link):
    assert links.checked_link(f"  {link} ") == link


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("http://provider.example", "Try it with https"),
        ("javascript:alert(1)", "whole address"),
        ("data:text/html,x", "whole address"),
        ("provider.example/proof", "whole address"),
        ("https://", "whole address"),
        ("https://localhost/x", "whole address"),
        ("https://a.example/x y", "whole address"),
        ("https://a.example/\u202e", "whole address"),
        ("https://[broken", "whole address"),
        ("https://a.example:99999/", "whole address"),
        ("https://bank.example@evil.example/", "name or password"),
        ("https://a.example/" + "x" * 2000, "at most 2,000"),
        ("", "whole address"),
    ],
)
def test_an_address_that_is_not_is_refused_in_words(link, words):
    with pytest.raises(RuleError, match=words):
        links.checked_link(link)


def test_a_number_must_be_there_and_is_kept_on_one_line():
    assert links.checked_number(" 7K2M\u200e-9QX4 \n") == "7K2M-9QX4"
    with pytest.raises(RuleError, match="Enter the number"):
        links.checked_number(" \u200e ")


def test_an_entry_and_a_person_have_room_for_so_much():
    keeping.refuse_too_many(19)
    keeping.refuse_too_much(490 * files.MEGABYTE, 10 * files.MEGABYTE)
    with pytest.raises(RuleError, match="20 pieces"):
        keeping.refuse_too_many(20)
    with pytest.raises(RuleError, match="500 MB"):
        keeping.refuse_too_much(490 * files.MEGABYTE, 10 * files.MEGABYTE + 1)


def test_what_was_removed_can_be_put_back_for_a_week():
    noon = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert keeping.gone_for_good_at(noon) - noon == timedelta(days=7)
    with pytest.raises(RuleError, match="for good"):
        keeping.refuse_erased(is_there=False)
