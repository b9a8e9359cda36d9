"""Seals a file: a PAdES signature over all of it that allows no change afterwards."""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import closing
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

from asn1crypto import parser, pem, x509  # type: ignore[import-untyped] # it has no types
from asn1crypto.cms import CMSAttributes, ContentInfo  # type: ignore[import-untyped]
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import cms_embedder
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko_certvalidator.registry import SimpleCertificateStore

from cpd.certificates.mending import RETURN
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.signing import Signer

FIELD = "Seal"
DIGEST = "sha256"
MOST_SPARE = 8
UNIVERSAL, CONSTRUCTED, SEQUENCE, SET = 0, 1, 16, 17  # the heads of lists in ASN.1
ROOM = 1280  # bytes besides the certificates: a signature of 4096 bits and what it signs
OUT_OF_SIGHT = InvisSigSettings(box_out_of_bounds=True)  # PDF/A and PDF/UA agree on no other way


class KeepsMetadata(IncrementalPdfFileWriter):
    """Appends to a file without writing its metadata anew, which would break PDF/A."""

    def _update_meta(self) -> None:
        pass


class SealKey(signers.Signer):
    """Lets whoever holds the key sign, wherever that is."""

    def __init__(self, signer: Signer, chain: Sequence[x509.Certificate]) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(chain[1:])
        super().__init__(signing_cert=chain[0], cert_registry=store)
        self.signer = signer

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002
    ) -> bytes:
        if digest_algorithm != DIGEST:
            raise SigningError(f"The seal is made with {DIGEST}, not {digest_algorithm}.")
        return self.signer.sign(KeyPurpose.SEAL, data).value

    async def signed_attrs(self, *told: Any, **more: Any) -> CMSAttributes:  # noqa: ANN401
        """Return what pyHanko wants signed, in writing: it is written three times over."""
        made = await super().signed_attrs(*told, **more)
        inside = b"".join(sorted(one.dump() for one in made))
        return CMSAttributes.load(parser.emit(UNIVERSAL, CONSTRUCTED, SET, inside))


def seal(pdf: bytes, signer: Signer, at: datetime) -> bytes:
    """Append the signature of the site; `at` is when it says it was made.

    Once more, with more room, where a stream came to an end that readers misread.
    """
    sealed = b""
    for spare in range(MOST_SPARE):
        sealed = sealed_once(pdf, signer, at, spare)
        if RETURN not in sealed[len(pdf) :]:
            break
    return sealed


def sealed_once(pdf: bytes, signer: Signer, at: datetime, spare: int) -> bytes:
    chain = chain_of(signer.public(KeyPurpose.SEAL).certificates)
    key = SealKey(signer, chain)
    writer = KeepsMetadata(BytesIO(pdf))
    writer.register_extension(ESIC_EXTENSION_1)
    steps = cms_embedder.PdfCMSEmbedder(
        new_field_spec=SigFieldSpec(FIELD, invis_sig_settings=OUT_OF_SIGHT)
    ).write_cms(field_name=FIELD, writer=writer)
    next(steps)
    steps.send(
        cms_embedder.SigObjSetup(
            SignatureObject(
                timestamp=at,
                subfilter=SigSeedSubFilter.PADES,
                bytes_reserved=room_for(chain) + 2 * spare,
            ),
            cms_embedder.SigMDPSetup(DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES),
        )
    )
    prepared, output = steps.send(cms_embedder.SigIOSetup(DIGEST))
    signature = outcome(key.async_sign(prepared.document_digest, DIGEST, use_pades=True))
    steps.send(written(signature))
    return bytes(output.getvalue())


def outcome(coroutine: Coroutine[object, None, ContentInfo]) -> ContentInfo:
    """Run what pyHanko wants a loop for.

    `asyncio.run` would write out all of the result, ten times as slow as making it, because of how
    it lets go of its handler of interrupts.
    """
    with closing(asyncio.new_event_loop()) as loop:
        return loop.run_until_complete(coroutine)


def written(signature: ContentInfo) -> bytes:
    """Write a signature piece by piece: asked for the whole, asn1crypto writes all of it often."""
    inside = signature["content_type"].dump() + signature["content"].dump()
    return bytes(parser.emit(UNIVERSAL, CONSTRUCTED, SEQUENCE, inside))


def room_for(chain: Sequence[x509.Certificate]) -> int:
    """Return how many hexadecimal digits to keep free for the signature: the same each time."""
    return 2 * (ROOM + sum(len(one.dump()) for one in chain))


def chain_of(certificates: str | None) -> tuple[x509.Certificate, ...]:
    """Read the certificates of the key, its own first. The root stays out: it is known or not.

    They are read anew each time: what has been taken apart once is slow to write.
    """
    return tuple(x509.Certificate.load(der) for der in read_chain(certificates))


@lru_cache(maxsize=4)
def read_chain(certificates: str | None) -> tuple[bytes, ...]:
    if certificates is None:
        raise SigningError("The key that seals has no certificate.")
    read = pem.unarmor(certificates.encode("ascii"), multiple=True)
    own, *others = (x509.Certificate.load(der) for _kind, _headers, der in read)
    kept = (own, *(one for one in others if one.issuer != one.subject))
    return tuple(bytes(one.dump()) for one in kept)
