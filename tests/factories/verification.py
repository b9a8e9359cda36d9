"""A certificate with everything it proves itself by: signed, sealed, logged, kept."""

from datetime import UTC, datetime
from functools import cache
from uuid import UUID

from cpd.certificates.minting import Minted, MintOrder, mint
from cpd.certificates.rules.facts import CategoryFact, Delivery, NumberFact
from cpd.credentials.rules.awards import StatusPlace
from cpd.keys.making import throw_away
from cpd.transparency import service as log
from cpd.transparency.rules.leaves import Leaf, Operation, commitment
from cpd.verification.remembering import EXTENSION
from tests.factories.certificates import a_certificate, some_facts
from tests.signers import a_signer

MADE_AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SALT = bytes(range(32))
SERIAL, TOKEN = "7K2M-9QX4-R0C", "T0KEN" * 5 + "X"
FACTS = {
    "name": "Siobhán Ní Bhriain-Løvås",
    "serial": SERIAL,
    "token": TOKEN,
    "achievement": "urn:uuid:7a3e1c44-2f5e-4d1a-8f0a-9f4f8a1c2b03",
    "categories": (CategoryFact("Ethics", 45), CategoryFact("Practice", 30)),
    "delivery": Delivery.SELF_PACED,
    "provider_numbers": (NumberFact("First Body", "P-1234"),),
    "approvals": (NumberFact("First Body", "A-9"),),
    "address": "1 Private Road",
    "signatory": "Jo Private-Bell",
    "outcomes": ("A private outcome.",),
}


def an_order(base_url="http://localhost", **given) -> MintOrder:
    usual = {
        "certificate_id": UUID("6f1c2b8e-0a53-4b0e-9c5d-3f1f2d1f7a01"),
        "subject_id": UUID("0d9c6a52-5b7e-4a39-8a51-6a4f0f1c2b02"),
        "facts": some_facts(**FACTS),
        "base_url": base_url,
        "place": StatusPlace(1, 42),
        "logo": None,
        "made_at": MADE_AT,
    }
    return MintOrder(**(usual | given))


@cache
def a_minted() -> tuple[MintOrder, Minted]:
    """Made once a run, as it takes a second."""
    order = an_order()
    return order, mint(order, a_signer())


@cache
def a_forged() -> Minted:
    """The same by somebody who has keys of their own."""
    return mint(an_order(), throw_away("Clause & Hour", MADE_AT))


def kept_of(minted) -> dict:
    return {
        "pdf": minted.pdf,
        "credential": minted.credential,
        "credential_sha256": minted.credential_sha256,
        "token": minted.token,
    }


def a_signed_certificate(app, work, **given):
    """The minted one in the database, with its leaf under a checkpoint."""
    order, minted = a_minted()
    app.extensions.pop(EXTENSION, None)  # what another test looked at had the same id
    certificate = a_certificate(
        work.session,
        **{
            "id": order.certificate_id,
            "subject_id": order.subject_id,
            "facts": order.facts,
            "sha256": minted.sha256,
            "salt": SALT,
            "status_list": 1,
            "status_position": 42,
            "file": kept_of(minted),
        }
        | given,
    )
    leaf = Leaf(
        op=Operation.ISSUE,
        at=MADE_AT,
        certificate=commitment(SALT, certificate.serial),
        credential=minted.credential_sha256,
        pdf=minted.sha256,
        token=minted.token_sha256,
        list=1,
    )
    with app.app_context():
        certificate.leaf = log.append(work, leaf)
        log.checkpoint(work, a_signer())
    work.session.commit()
    return certificate
