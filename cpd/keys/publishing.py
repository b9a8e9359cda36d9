"""What everybody may know of the site's keys, as files."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from sqlalchemy.orm import Session

from cpd.db import own_session
from cpd.kernel.errors import RuleError
from cpd.keys import revocations, store
from cpd.keys.keyring import Keyring
from cpd.keys.models import SigningKey
from cpd.keys.published_roots import PublishedRoot
from cpd.keys.rules.identity import Method, did_document, did_of, key_set
from cpd.keys.rules.multibase import ED25519, base58
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.rules.ring import Ring
from cpd.web.context import parts
from cpd.web.published import publish, published
from cpd.work import Work

DID = ".well-known/did.json"
JWKS = ".well-known/jwks.json"
ROOTS = ".well-known/seal-root.pem"
CRL = ".well-known/seal.crl"


def publish_keys(session: Session) -> int:
    """Write what changed of the DID document, the key set and the roots; return how many did.

    The keys of the seal and the log are in neither: they must not be good for a credential.
    """
    keys, did = store.every(session), did_of(parts().settings.base_url)
    tokens = [method_of(key) for key in keys if key.purpose is KeyPurpose.TOKEN]
    credentials = [method_of(key) for key in keys if key.purpose is KeyPurpose.CREDENTIAL]
    files = {
        DID: as_json(did_document(did, credentials + tokens)),
        JWKS: as_json(key_set(did, tokens)),
        ROOTS: "".join(root.written() for root in roots_of(keys)),
    }
    return sum(publish(path, text.encode("ascii")) for path, text in files.items())


def publish_soon(work: Work) -> None:
    """Publish once this work is committed; should that fail, a job does it within a minute."""
    work.afterwards.append(publish_now)


def publish_now() -> None:
    with own_session() as session:
        publish_keys(session)


def publish_revocations(keyring: Keyring, at: datetime) -> int:
    """Sign each root's list of stolen seals if that is due, and publish it. Needs the root keys.

    Raises RuleError for a key that is kept elsewhere, once what can be signed is published.
    """
    ring, away, changed = keyring.ring(), [], 0
    for entry in ring.roots or (keyring.root_entry(),):
        path = crl_path(ring, entry.id)
        (certificate,) = revocations.chain(entry)
        is_due = revocations.is_due(published(path), ring, certificate, at)
        if entry.revoked_at is not None or not is_due:
            continue
        try:
            signed = revocations.signed_list(keyring.root_of(entry), ring, at)
        except RuleError as error:
            away.append(error)
        else:
            changed += publish(path, signed)
    if away:
        raise away[0]
    return changed


def crl_path(ring: Ring, root: str) -> str:
    """Return where the list of stolen seals under a root stands; the first root's has no name."""
    is_first = not ring.roots or ring.roots[0].id == root
    return CRL if is_first else named_crl(root)


def named_crl(root: str) -> str:
    return f".well-known/{root}.crl"


def seal_roots(keys: Sequence[SigningKey]) -> list[str]:
    """Return the last certificate of every seal there ever was, each once: readers trust these."""
    return [one.pem for one in roots_of(keys)]


def roots_of(keys: Sequence[SigningKey]) -> list[PublishedRoot]:
    """Return every root that ever vouched for a seal, oldest first, and how it stands.

    Those of our own have a row once a second came. A bought one has none, and no name of ours.
    """
    rows = {key.certificates: key for key in keys if key.purpose is KeyPurpose.ROOT}
    found: dict[str, PublishedRoot] = {}
    for key in keys:
        if key.purpose is KeyPurpose.SEAL and key.certificates is not None:
            pem = revocations.chain_in(key.certificates)[-1].public_bytes(Encoding.PEM).decode()
            row = rows.get(pem)
            found[pem] = PublishedRoot(
                pem,
                name=row.id if row else "",
                is_current=key.retired_at is None or (pem in found and found[pem].is_current),
                revoked_as_of=row.revoked_as_of if row else None,
            )
    return list(found.values())


def method_of(key: SigningKey) -> Method:
    said = partial(Method, key=key.id, revoked_as_of=key.revoked_as_of)
    public = load_pem_public_key(key.public_key.encode("ascii"))
    if isinstance(public, Ed25519PublicKey):
        raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return said(multibase=base58(ED25519 + raw))
    if isinstance(public, RSAPublicKey):
        return said(jwk=web_key(public))
    raise RuleError(f"{key.id} is no key of a kind this site signs with.")


def web_key(key: RSAPublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    return {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e)}


def number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def as_json(document: dict[str, object]) -> str:
    return json.dumps(document, indent=2) + "\n"
