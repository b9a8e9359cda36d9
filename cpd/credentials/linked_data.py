"""The one place that touches pyld and openbadgeslib's machinery for linked data.

Contexts come from openbadgeslib's pinned bundle, never from the network, and what a hostile
document may cost is bounded by its guards. They are not public: the library is pinned exactly.
"""

from collections.abc import Mapping
from hashlib import sha256
from importlib import resources
from typing import Any

from openbadgeslib.ob3 import _canon_guard, ldp
from openbadgeslib.ob3.contexts import document_loader
from openbadgeslib.ob3.verifier import OB3VerificationError
from pyld import jsonld

Document = Mapping[str, Any]
Refused = OB3VerificationError

BUNDLE = "openbadgeslib.ob3.contexts"


def canonical(document: Document) -> str:
    """Return the sorted statements of a document (RDFC-1.0). Raises Refused."""
    return ldp._canonize(dict(document), document_loader())


def canonical_own(document: Document) -> str:
    """Return the same statements of what we wrote ourselves. Raises Refused.

    Who made it is known, so it is not read once more beforehand for what reading it may cost.
    """
    try:
        dataset = _canon_guard._to_dataset(jsonld, dict(document), document_loader())
        return _canon_guard.canonize_dataset(dataset)
    except Exception as error:
        raise ldp._canonization_failure(error) from error


def hash_data(document: Document, proof: Document) -> bytes:
    """Return the 64 bytes that eddsa-rdfc-2022 signs: of the proof's options, of the document.

    For signing alone: a check of a proof canonicalises on its own, with its guards.
    """
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    parts = (options | {"@context": document["@context"]}, without_proof(document))
    return b"".join(sha256(canonical_own(part).encode()).digest() for part in parts)


def without_proof(document: Document) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "proof"}


def check_credential(document: dict[str, Any], pem: str) -> None:
    """Check the proof of an Open Badge strictly, with this key. Raises Refused.

    Strictly: the text must be exactly what the signed statements say, so that nothing in it is
    unsigned. The window of validity is looked at last, once the signature is known to be good.
    """
    ldp.OB3LdpVerifier(pubkey_pem=pem).verify(document)


def check_any(document: dict[str, Any], pem: str) -> None:
    """Check any other credential as strictly, but for what an Open Badge must say."""
    ldp._screen_structure(document, contexts=False)
    proof = ldp._select_proof(document)
    ldp._check_json_ld_form(document, proof, document_loader())
    ldp.verify_data_integrity_proof(document, pem)


def guard_is_away(error: Refused) -> bool:
    """Say whether not the credential is at fault, but the library's guard cannot run."""
    return isinstance(error, ldp.OB3GuardUnavailable)


def context_file(name: str) -> bytes:
    """Return a pinned context, byte for byte."""
    return resources.files(BUNDLE).joinpath(name).read_bytes()
