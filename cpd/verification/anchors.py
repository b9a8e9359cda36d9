"""What this site trusts when it checks its own certificates: its keys, its roots, its witnesses."""

from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy.orm import Session

from cpd.keys.models import SigningKey
from cpd.keys.published_roots import StolenRoot
from cpd.keys.publishing import roots_of
from cpd.keys.rules.identity import did_of, method_id
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.rules.trust import KeyFacts
from cpd.keys.service import public_keys
from cpd.transparency.rules.notes import read_verifier_key
from cpd.transparency.service import origin, present_witnesses
from cpd.transparency.verifying import log_key
from cpd.verification.reading import Anchors
from cpd.web.context import parts

SIGN_CREDENTIALS = {KeyPurpose.CREDENTIAL, KeyPurpose.TOKEN}


def anchors_of(session: Session) -> Anchors:
    keys, did = public_keys(session), did_of(parts().settings.base_url)
    roots = roots_of(keys)
    signing = [key for key in keys if key.purpose in SIGN_CREDENTIALS]
    return Anchors(
        keys={method_id(did, key.id): key.public_key for key in signing},
        stories={method_id(did, key.id): story_of(key) for key in signing},
        seals={print_of(key): story_of(key) for key in keys if key.certificates is not None},
        roots=tuple(one.pem for one in roots if one.story is None),
        stolen_roots=tuple(StolenRoot(one.pem, one.story) for one in roots if one.story),
        log_keys=tuple(
            log_key(origin(), key.public_key) for key in keys if key.purpose is KeyPurpose.LOG
        ),
        witnesses=tuple(read_verifier_key(one.verifier_key) for one in present_witnesses(session)),
    )


def story_of(key: SigningKey) -> KeyFacts:
    return KeyFacts(key.id, key.retired_at, key.revoked_as_of)


def print_of(key: SigningKey) -> str:
    """Return the fingerprint of a seal's public key, as a report on a PDF names it."""
    pem = (key.certificates or "").encode("ascii")
    public = x509.load_pem_x509_certificates(pem)[0].public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return sha256(der).hexdigest()
