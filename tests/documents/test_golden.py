"""The sealed files of past releases: still whole, still sound, still readable, still alike."""

import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageStat

from cpd.certificates.conformance import problems
from cpd.certificates.documents import render
from cpd.certificates.examiner import credential_within, report_on
from cpd.certificates.rules.facts import Design
from cpd.certificates.rules.seals import SealState
from tests.factories.golden import AT, GOLDEN, RELEASE, golden_facts, golden_sheet

FILES = sorted(GOLDEN.parent.glob("*/*.pdf"))
named = pytest.mark.parametrize("file", FILES, ids=lambda one: f"{one.parent.name} {one.stem}")


def test_both_designs_of_this_release_are_kept():
    kept = {file.stem for file in FILES if file.parent.name == RELEASE}
    assert kept == set(Design)


@named
def test_a_file_of_any_release_is_whole(file):
    pdf, trusted = file.read_bytes(), (file.parent / "root.pem").read_text(encoding="ascii")
    found = report_on(pdf, [trusted])
    assert (found.state, found.signed_at) == (SealState.WHOLE, AT)
    assert problems(pdf) == []
    credential = (file.parent / "credential.json").read_bytes()
    assert credential_within(pdf) == credential.decode()


def drawn(pdf: bytes, folder: Path, name: str) -> Image.Image:
    (folder / f"{name}.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "72", "-png", "-singlefile", f"{name}.pdf", name]
    subprocess.run(command, cwd=folder, check=True)
    with Image.open(folder / f"{name}.png") as picture:
        return picture.convert("L")


@named
def test_its_code_can_still_be_read(file, tmp_path):
    (code,) = zxingcpp.read_barcodes(drawn(file.read_bytes(), tmp_path, "old"))
    assert code.text == "https://cpd.example" + golden_facts(Design.PORTRAIT).verify_path


@pytest.mark.parametrize("design", Design)
def test_what_is_printed_today_looks_much_the_same(design, tmp_path):
    """Loosely: another version of a library may move a line by a hair, but not the page."""
    old = drawn((GOLDEN / f"{design}.pdf").read_bytes(), tmp_path, "old")
    new = drawn(render(golden_sheet(design)), tmp_path, "new")
    assert old.size == new.size
    small = (old.width // 8, old.height // 8)
    difference = ImageChops.difference(old.resize(small), new.resize(small))
    assert ImageStat.Stat(difference).mean[0] < 3
