"""Signs that an answer was given, so that a body can file it and anybody can check it later."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cpd.keys.rules.identity import did_of, method_id
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.signing import Signer
from cpd.verification.rules.receipts import Receipt, compact, signing_input
from cpd.verification.store import receipts as store


def sign(
    session: Session,
    signer: Signer,
    base_url: str,
    asked: Mapping[str, Any],
    result: Mapping[str, Any],
    at: datetime,
) -> str:
    """Return a JSON Web Signature over what was asked and answered. Raises SignerAwayError."""
    issuer = did_of(base_url)
    receipt = Receipt(
        issuer=issuer, at=at, asked=asked, result=result, log=store.log_state(session)
    )
    key = signer.public(KeyPurpose.TOKEN)
    signed = signing_input(receipt.claims(), method_id(issuer, key.id))
    signature = signer.sign(KeyPurpose.TOKEN, signed)
    if signature.key_id != key.id:  # the key was changed between the two questions
        signed = signing_input(receipt.claims(), method_id(issuer, signature.key_id))
        signature = signer.sign(KeyPurpose.TOKEN, signed)
    return compact(signed, signature.value)
