"""Twins of the sample that somebody has tampered with, each in one way."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from copy import deepcopy
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Document = dict[str, Any]


def flipped(pdf: bytes) -> bytes:
    """Turn one bit of the page's content around."""
    at = pdf.index(b"stream\n") + 40
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def rotated(pdf: bytes) -> bytes:
    """Append a change to the sealed file, as any editor would: the page stands on its side."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(90)  # type: ignore[no-untyped-call] # half typed
    writer.update_container(page)
    return written(writer)


def with_attachment(pdf: bytes, credential: str) -> bytes:
    """Append another credential in the place of the one that was attached."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    embedded = writer.root["/AF"][0]["/EF"]
    other = generic.StreamObject(stream_data=credential.encode())
    other["/Type"] = generic.pdf_name("/EmbeddedFile")
    other["/Subtype"] = generic.pdf_name("/application/json")
    reference = writer.add_object(other)
    for name in ("/F", "/UF"):
        if name in embedded:
            embedded[name] = reference
    writer.update_container(embedded)
    return written(writer)


def written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call] # half typed
    return out.getvalue()


def more_hours(document: Document) -> Document:
    """Let it say ten times the hours, wherever it speaks of them."""
    text = json.dumps(document, ensure_ascii=False)
    changed: Document = json.loads(
        text.replace("90 minutes", "900 minutes").replace('"value": "90"', '"value": "900"')
    )
    return changed


def later_end(document: Document) -> Document:
    year = int(document["validUntil"][:4])
    return document | {"validUntil": f"{year + 10}{document['validUntil'][4:]}"}


def with_unknown_term(document: Document) -> Document:
    changed = deepcopy(document)
    changed["credentialSubject"]["honours"] = "with distinction"
    return changed


def without_proof(document: Document) -> Document:
    return {name: value for name, value in document.items() if name != "proof"}


def unsigned_token(token: str) -> str:
    """Say that nobody signed it (`alg: none`), and leave the signature out."""
    header, payload, _ = token.split(".")
    said = json.loads(urlsafe_b64decode(header + "=="))
    return f"{encoded(said | {'alg': 'none'})}.{payload}."


def edited_token(token: str) -> str:
    """Change what it says, and leave the signature as it was."""
    header, payload, signature = token.split(".")
    said = json.loads(urlsafe_b64decode(payload + "=="))
    return f"{header}.{encoded(more_hours(said))}.{signature}"


def encoded(value: Document) -> str:
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def other_bits(signed_list: Document, honest: Document) -> Document:
    """Put the bits of another list under the signature of this one."""
    changed = deepcopy(signed_list)
    changed["credentialSubject"]["encodedList"] = honest["credentialSubject"]["encodedList"]
    return changed
