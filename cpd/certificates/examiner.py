"""Reads a PDF from anybody: its seal, and the credential inside.

Runs as a process of its own, with little memory and time and none of the site's secrets, so that a
file made to harm its reader harms nobody else. `examining` starts it.
"""

import hashlib
import json
import sys
import zlib
from asyncio import new_event_loop
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, replace
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from asn1crypto import pem, x509  # type: ignore[import-untyped] # it has no types
from asn1crypto.cms import (  # type: ignore[import-untyped]
    ContentInfo,
    DigestAlgorithms,
    EncapsulatedContentInfo,
    SignedData,
)
from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from cpd.apart import hold_back
from cpd.certificates.rules.seals import SealReport, SealState

MEMORY = 1024 * 1024 * 1024
SECONDS = 10
DIGESTS = DigestAlgorithms(({"algorithm": "sha256"},)).dump()
DETACHED = EncapsulatedContentInfo({"content_type": "data"}).dump()
CREDENTIAL_NAME = "credential.json"
LARGEST_CREDENTIAL = 512 * 1024
BADLY_MADE = (
    PdfError,
    SignatureValidationError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
    MemoryError,
    OSError,
    zlib.error,
)


def opened(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(BytesIO(pdf), strict=True)


def report_on(pdf: bytes, roots: Sequence[str]) -> SealReport:
    """Say what the seal of a file says; `roots` are the certificates to trust, as PEM."""
    if not pdf.startswith(b"%PDF-"):
        return SealReport(SealState.NOT_A_PDF)
    try:
        reader = opened(pdf)
        if reader.encrypted:
            return SealReport(SealState.LOCKED)
        signatures = list(reader.embedded_regular_signatures)
        if not signatures:
            return SealReport(SealState.STRIPPED if was_sealed(reader) else SealState.UNSEALED)
        return judged(pdf, signatures, trusted_by(roots))
    except BADLY_MADE:
        return SealReport(SealState.UNREADABLE)


def was_sealed(reader: PdfFileReader) -> bool:
    """Say whether a place for a seal, or the promise of one, was left behind."""
    return "/Perms" in reader.root or bool(reader.root.get("/AcroForm"))


def judged(
    pdf: bytes, signatures: Sequence[EmbeddedPdfSignature], roots: Sequence[x509.Certificate]
) -> SealReport:
    """Judge the first seal; a file with a second one was changed after the first."""
    first = signatures[0]
    if not covers_a_start(pdf, first):
        return SealReport(SealState.BROKEN, present=True)
    status = status_of(first, roots)
    found = SealReport(
        SealState.WHOLE,
        present=True,
        intact=status.intact and status.valid,
        trusted=status.trusted,
        certified=first.docmdp_level is MDPPerm.NO_CHANGES,
        signed_at=first.self_reported_timestamp,
        signer_name=name_of(first.signer_cert),
        fingerprint=hashlib.sha256(first.signer_cert.public_key.dump()).hexdigest(),
        serial=format(first.signer_cert.serial_number, "x"),
        authority=(first.signer_cert.authority_key_identifier or b"").hex() or None,
    )
    if not found.intact:
        return replace(found, state=SealState.BROKEN)
    is_all = status.coverage is SignatureCoverageLevel.ENTIRE_FILE and covers_everything(pdf, first)
    if len(signatures) > 1 or not is_all:
        return replace(found, state=SealState.CHANGED)
    if not status.trusted or not found.certified:
        return replace(found, state=SealState.FOREIGN)
    if not status.bottom_line or not has_our_head(first.signed_data):
        return replace(found, state=SealState.BROKEN)
    return found


def has_our_head(signed: SignedData) -> bool:
    """Say whether what the signature says of itself without signing it is what we write."""
    return bool(
        signed["digest_algorithms"].dump() == DIGESTS
        and signed["encap_content_info"].dump() == DETACHED
        and len(signed["signer_infos"]) == 1
        and not signed["signer_infos"][0]["unsigned_attrs"]
    )


def status_of(
    signature: EmbeddedPdfSignature, roots: Sequence[x509.Certificate]
) -> PdfSignatureStatus:
    """Have the signature checked, as of the moment it says it was made: certificates run out.

    What came after it is not weighed: anything at all is too much.
    """
    context = ValidationContext(
        trust_roots=list(roots), moment=signature.self_reported_timestamp, allow_fetching=False
    )
    with closing(new_event_loop()) as loop:  # `run` would write out all of the result
        checking = async_validate_pdf_signature(signature, context, skip_diff=True)
        return loop.run_until_complete(checking)


def covers_everything(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    _start, _gap_from, gap_to, length = places(signature)
    return gap_to + length == len(pdf)


def covers_a_start(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Say whether it signs from the first byte on, all but its own hexadecimal digits.

    What it leaves out is room for a forger: there may be nothing else, and after it only zeros.
    """
    if len(signature.byte_range) != 4:
        return False
    start, gap_from, gap_to, _length = places(signature)
    content = signature.pkcs7_content
    if start != 0 or pdf[gap_from:gap_to] != b"<" + content.hex().upper().encode() + b">":
        return False
    return not content[len(ContentInfo.load(content).dump()) :].strip(b"\0")


def places(signature: EmbeddedPdfSignature) -> tuple[int, ...]:
    return tuple(int(one) for one in signature.byte_range)


def trusted_by(roots: Sequence[str]) -> list[x509.Certificate]:
    return [
        x509.Certificate.load(der)
        for text in roots
        for _kind, _headers, der in pem.unarmor(text.encode("ascii"), multiple=True)
    ]


def name_of(certificate: x509.Certificate) -> str:
    native = certificate.subject.native
    return str(native.get("common_name") or native.get("organization_name") or "")


def credential_within(pdf: bytes) -> str | None:
    """Return the credential that a PDF brings along, byte for byte, or None."""
    try:
        reader = opened(pdf)
        for reference in reader.root.get("/AF", ()):
            described = reference.get_object()
            if str(described.get("/UF")) == CREDENTIAL_NAME:
                return text_of(described)
    except (*BADLY_MADE, UnicodeDecodeError):
        return None
    return None


def text_of(described: DictionaryObject) -> str | None:
    stream = described["/EF"]["/F"]
    if not isinstance(stream, StreamObject) or len(stream.data) > LARGEST_CREDENTIAL:
        return None
    return bytes(stream.data).decode("utf-8")


def plain(report: SealReport, credential: str | None) -> dict[str, object]:
    said = asdict(report)
    if isinstance(report.signed_at, datetime):
        said["signed_at"] = report.signed_at.isoformat()
    return {"report": said, "credential": credential}


def examine_here(source: BinaryIO) -> dict[str, object]:
    """Read a line of JSON with the roots, then the file."""
    roots = json.loads(source.readline())
    pdf = source.read()
    return plain(report_on(pdf, roots), credential_within(pdf))


def main() -> int:
    hold_back(MEMORY, SECONDS)
    sys.stdout.write(json.dumps(examine_here(sys.stdin.buffer)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
