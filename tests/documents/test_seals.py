"""The seal of a certificate: sound to tools that are not ours, and broken by whoever tampers."""

import asyncio
import re
import subprocess
from dataclasses import replace
from datetime import timedelta
from functools import cache
from io import BytesIO
from random import Random

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import Signer, cms_embedder
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from cpd.certificates.documents import render
from cpd.certificates.examiner import credential_within, report_on
from cpd.certificates.examining import credential_in, examine, examined
from cpd.certificates.rules.seals import LARGEST_UPLOAD, SENTENCES, SealState
from cpd.certificates.sealing import SealKey, chain_of, seal
from cpd.keys.rules.purposes import KeyPurpose
from tests.factories.printing import AT, CREDENTIAL, a_sheet, chain, root, the_sealer


@cache
def plain(name: str = "Ann Okafor") -> bytes:
    return render(a_sheet(name=name, serial="7K2M-9QX4-R0C", token="0" * 26))


@cache
def sealed(name: str = "Ann Okafor") -> bytes:
    return seal(plain(name), the_sealer(), AT)


def state_of(pdf: bytes) -> SealState:
    return report_on(pdf, [root()]).state


def test_a_sealed_file_is_whole():
    found = examine(sealed(), [root()])
    assert (found.state, found.whole, found.sentence) == (
        SealState.WHOLE, True, SENTENCES[SealState.WHOLE]
    )  # fmt: skip
    assert (found.present, found.intact, found.trusted, found.certified) == (True,) * 4
    assert (found.signed_at, found.signer_name) == (AT, "Clause & Hour seal")
    assert re.fullmatch("[0-9a-f]{64}", found.fingerprint)
    assert credential_in(sealed()) == CREDENTIAL


def test_what_was_there_before_stays_as_it_was():
    assert sealed().startswith(plain())


def test_what_is_signed_is_written_as_pyhanko_writes_it():
    key = SealKey(the_sealer(), chain_of(the_sealer().public(KeyPurpose.SEAL).certificates))
    told = {"data_digest": bytes(32), "digest_algorithm": "sha256", "use_pades": True}
    theirs = asyncio.run(Signer.signed_attrs(key, **told))
    assert asyncio.run(key.signed_attrs(**told)).dump() == theirs.dump()


def test_a_seal_holds_after_its_certificate_has_run_out():
    late = AT + timedelta(days=365 * 6)
    assert state_of(sealed()) is SealState.WHOLE
    assert state_of(seal(plain(), the_sealer(), late)) is SealState.FOREIGN


def test_a_seal_is_judged_by_the_roots_it_is_given():
    for roots in ([], [root("stranger")]):
        found = report_on(sealed(), roots)
        assert (found.state, found.intact, found.trusted) == (SealState.FOREIGN, True, False)
    assert report_on(sealed(), [root("stranger"), root()]).whole


def test_the_seal_of_somebody_else_is_not_ours():
    theirs = seal(plain(), the_sealer("stranger"), AT)
    found = report_on(theirs, [root()])
    assert (found.state, found.signer_name) == (SealState.FOREIGN, "Somebody Else seal")
    assert found.fingerprint != report_on(sealed(), [root()]).fingerprint


# --- tampering


def flipped(pdf: bytes, place: int, by: int = 1) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ by]) + pdf[place + 1 :]


def start_of_stream(pdf: bytes, content: bytes) -> int:
    """Return where the packed stream begins that says this once it is unpacked."""
    reader = PdfReader(BytesIO(pdf))
    for number in range(1, 400):
        one = reader.get_object(number)
        if hasattr(one, "get_data") and content in one.get_data():
            return pdf.index(one._data)
    raise LookupError


def test_a_flipped_byte_in_the_words_breaks_the_seal():
    place = start_of_stream(sealed(), b"/Engraving") if b"/Engraving" in sealed() else 0
    text = start_of_stream(sealed(), b" Tf")
    for where in (place, text, text + 200):
        assert state_of(flipped(sealed(), where)) in {SealState.BROKEN, SealState.UNREADABLE}


def test_a_flipped_byte_in_the_credential_breaks_the_seal():
    place = start_of_stream(sealed(), CREDENTIAL.encode())
    changed = flipped(sealed(), place + 20)
    assert state_of(changed) is SealState.BROKEN
    assert credential_within(changed) is None


@pytest.mark.parametrize("seed", range(8))
def test_no_flipped_byte_anywhere_is_missed(seed):
    chance, pdf = Random(seed), sealed()
    for _ in range(6):
        place, by = chance.randrange(len(pdf)), 1 << chance.randrange(8)
        assert state_of(flipped(pdf, place, by)) is not SealState.WHOLE, (place, by)


def test_the_digits_of_the_seal_are_written_in_one_way_only():
    pdf = sealed()
    start = pdf.index(b"/Contents <") + len(b"/Contents <")
    letter = next(n for n in range(start, start + 90) if pdf[n : n + 1].isalpha())
    assert state_of(flipped(pdf, letter, 0x20)) is SealState.BROKEN, "a small letter for a capital"
    end = pdf.index(b">", start)
    assert pdf[end - 2 : end] == b"00"
    assert state_of(flipped(pdf, end - 2)) is SealState.BROKEN, "something behind the signature"


def test_no_flipped_digit_of_the_seal_is_missed():
    pdf = sealed()
    start, end = digits(pdf).span(1)
    for place in Random(7).sample(range(start, end), 40):
        digit = b"%X" % (int(pdf[place : place + 1], 16) ^ 1)
        assert state_of(pdf[:place] + digit + pdf[place + 1 :]) is not SealState.WHOLE, place


def resaved(pdf: bytes) -> bytes:
    target = BytesIO()
    PdfWriter(clone_from=PdfReader(BytesIO(pdf))).write(target)
    return target.getvalue()


def test_a_file_that_was_saved_anew_is_broken():
    assert state_of(resaved(sealed())) is SealState.BROKEN


def appended(pdf: bytes, change) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def rotate(writer) -> None:
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)


def replace_credential(writer) -> None:
    described = writer.root["/AF"][0].get_object()
    forged = generic.StreamObject(stream_data=b'{"forged": true}')
    described["/EF"]["/F"] = writer.add_object(forged)
    writer.update_container(described)


def test_a_page_turned_by_an_increment_is_a_change():
    changed = appended(sealed(), rotate)
    found = report_on(changed, [root()])
    assert (found.state, found.whole) == (SealState.CHANGED, False)
    assert found.intact, "what was signed is still there, which is why this does not suffice"
    assert changed.startswith(sealed())


def test_a_replaced_credential_is_a_change():
    changed = appended(sealed(), replace_credential)
    assert state_of(changed) is SealState.CHANGED
    assert credential_within(changed) == '{"forged": true}'


@pytest.mark.parametrize("tail", [b"\n", b"%", b"%%EOF\n", b"\0" * 99])
def test_a_byte_after_the_end_is_a_change(tail):
    assert state_of(sealed() + tail) in {SealState.CHANGED, SealState.UNREADABLE}


def signed_again(pdf: bytes, whose: str, field: str) -> bytes:
    key = SealKey(the_sealer(whose), chain_of(chain(whose)))
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    steps = cms_embedder.PdfCMSEmbedder(fields.SigFieldSpec(field)).write_cms(field, writer)
    next(steps)
    steps.send(cms_embedder.SigObjSetup(SignatureObject(timestamp=AT, bytes_reserved=12_288)))
    prepared, output = steps.send(cms_embedder.SigIOSetup("sha256"))
    steps.send(asyncio.run(key.async_sign(prepared.document_digest, "sha256")))
    return output.getvalue()


@pytest.mark.parametrize("whose", ["site", "stranger"])
def test_a_second_signature_is_a_change(whose):
    assert state_of(signed_again(sealed(), whose, "Second")) is SealState.CHANGED


def test_our_seal_over_a_strangers_signature_is_not_ours():
    theirs = signed_again(plain(), "stranger", "First")
    ours = signed_again(theirs, "site", "Seal")
    assert state_of(ours) in {SealState.CHANGED, SealState.FOREIGN}


def test_a_signature_that_certifies_nothing_is_not_a_seal():
    found = report_on(signed_again(plain(), "site", "Seal"), [root()])
    assert (found.state, found.trusted, found.certified) == (SealState.FOREIGN, True, False)


def digits(pdf: bytes) -> re.Match:
    found = re.search(rb"/Contents <([0-9A-F]+)>", pdf)
    assert found
    return found


def test_a_seal_moved_to_another_file_is_broken():
    other = sealed("Bob Marsh")
    mine, theirs = digits(sealed()), digits(other)
    assert len(mine[1]) == len(theirs[1])
    moved = other[: theirs.start(1)] + mine[1] + other[theirs.end(1) :]
    found = report_on(moved, [root()])
    assert (found.state, found.present, found.whole) == (SealState.BROKEN, True, False)


def test_a_file_of_which_the_seal_was_cut_off_has_none():
    assert state_of(plain()) is SealState.UNSEALED
    assert not report_on(plain(), [root()]).present


def test_a_seal_that_was_taken_out_leaves_a_trace():
    writer = PdfWriter(clone_from=PdfReader(BytesIO(sealed())))
    for field in writer._root_object["/AcroForm"]["/Fields"]:
        del field.get_object()[NameObject("/V")]
    target = BytesIO()
    writer.write(target)
    assert state_of(target.getvalue()) is SealState.STRIPPED


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.9, 0.99])
def test_a_file_cut_short_is_not_whole(share):
    short = sealed()[: int(len(sealed()) * share)]
    assert state_of(short) in {SealState.UNREADABLE, SealState.UNSEALED}


@pytest.mark.parametrize("password", ["", "secret"])
def test_a_locked_file_is_not_read(password):
    writer = PdfWriter(clone_from=PdfReader(BytesIO(plain())))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    target = BytesIO()
    writer.write(target)
    assert state_of(target.getvalue()) is SealState.LOCKED


# --- files from anybody


@pytest.mark.parametrize(
    ("content", "state"),
    [
        pytest.param(b"", SealState.NOT_A_PDF, id="nothing"),
        pytest.param(b"PK\x03\x04 evil", SealState.NOT_A_PDF, id="a packed file"),
        pytest.param(b" %PDF-1.7", SealState.NOT_A_PDF, id="something before the mark"),
        pytest.param(b"%PDF-1.7\n%%EOF", SealState.UNREADABLE, id="only a mark"),
        pytest.param(b"%PDF-" + b"0" * LARGEST_UPLOAD, SealState.TOO_LARGE, id="too large"),
        pytest.param(b"%PDF-1.7\n" + b"[" * 900_000, SealState.UNREADABLE, id="deep brackets"),
        pytest.param(
            b"%PDF-1.7\nxref\n0 99999999\ntrailer <</Size 99999999/Root 1 0 R>>\n"
            b"startxref\n9\n%%EOF",
            SealState.UNREADABLE,
            id="a table without end",
        ),
        pytest.param(
            b"%PDF-1.7\n1 0 obj\n" + b"<</A " * 200_000 + b"\nendobj\nstartxref\n9\n%%EOF",
            SealState.UNREADABLE,
            id="deep dictionaries",
        ),
    ],
)
def test_a_file_from_anybody_is_told_apart_and_harms_nobody(content, state):
    found = examined(content, [root()])
    assert (found.seal.state, found.credential) == (state, None)
    assert found.seal.sentence == SENTENCES[state]


def test_a_credential_that_is_too_large_or_no_text_is_none():
    def too_large(writer) -> None:
        described = writer.root["/AF"][0].get_object()
        bomb = generic.StreamObject(stream_data=b"0" * 20_000_000)
        bomb.compress()
        described["/EF"]["/F"] = writer.add_object(bomb)
        writer.update_container(described)

    def no_text(writer) -> None:
        described = writer.root["/AF"][0].get_object()
        described["/EF"]["/F"] = writer.add_object(generic.StreamObject(stream_data=b"\xff\xfe"))
        writer.update_container(described)

    assert credential_within(appended(plain(), too_large)) is None
    assert credential_within(appended(plain(), no_text)) is None
    assert credential_within(render(a_sheet(credential=None))) is None


# --- tools that are not ours


def told_by_pdfsig(pdf: bytes, folder) -> str:
    (folder / "c.pdf").write_bytes(pdf)
    return subprocess.run(
        ["pdfsig", "-nocert", "c.pdf"], cwd=folder, capture_output=True, text=True, check=False
    ).stdout


def test_another_reader_finds_the_seal_sound(tmp_path):
    said = told_by_pdfsig(sealed(), tmp_path)
    for words in ("Signature is Valid.", "Total document signed", "ETSI.CAdES.detached"):
        assert words in said
    assert "Mar 02 2026" in said


def test_another_reader_sees_what_was_tampered_with(tmp_path):
    place = start_of_stream(sealed(), CREDENTIAL.encode())
    assert "Digest Mismatch" in told_by_pdfsig(flipped(sealed(), place + 20), tmp_path)
    assert "Total document signed" not in told_by_pdfsig(appended(sealed(), rotate), tmp_path)


def test_a_third_one_checks_the_signature_up_to_the_root(tmp_path):
    pdf = sealed()
    gap = digits(pdf)
    (tmp_path / "signature.der").write_bytes(bytes.fromhex(gap[1].decode()))
    (tmp_path / "signed.bin").write_bytes(pdf[: gap.start(1) - 1] + pdf[gap.end(1) + 1 :])
    (tmp_path / "root.pem").write_text(root(), encoding="ascii")
    done = subprocess.run(
        ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "signature.der",
         "-content", "signed.bin", "-CAfile", "root.pem", "-purpose", "any",
         "-attime", str(int(AT.timestamp())), "-out", "seen.bin"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "successful" in done.stderr.lower(), done.stderr


def test_the_key_is_only_asked_for_a_signature():
    asked = []

    class Asked:
        def sign(self, purpose, message):
            asked.append((purpose, len(message)))
            return the_sealer().sign(purpose, message)

        def public(self, purpose):
            return the_sealer().public(purpose)

    assert state_of(seal(plain(), Asked(), AT)) is SealState.WHOLE
    assert [purpose for purpose, _ in asked] == [KeyPurpose.SEAL]
    assert asked[0][1] < 400, "what is signed is not the file, but a list of its digests"


def test_a_key_without_a_certificate_cannot_seal():
    class Bare:
        def public(self, purpose):
            return replace(the_sealer().public(purpose), certificates=None)

    with pytest.raises(ValueError, match="no certificate"):
        seal(plain(), Bare(), AT)
