"""The files that a site publishes, written to a folder for whoever checks without it."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.serialization import load_pem_public_key

from cpd.credentials.rules.purposes import StatusPurpose
from cpd.credentials.statuses import StatusSite, list_credential, signed_list
from cpd.keys.keyring import entry
from cpd.keys.making import pem, throw_away
from cpd.keys.publishing import web_key
from cpd.keys.revocations import signed_list as crl_of
from cpd.keys.rules.identity import Method, did_document, did_of
from cpd.keys.rules.multibase import ED25519, base58
from cpd.keys.rules.purposes import AT_WORK, Algorithm, KeyPurpose
from cpd.keys.rules.ring import Ring
from cpd.transparency.rules.leaves import Leaf, Operation, commitment
from cpd.transparency.rules.notes import Checkpoint, Line, Note, base64
from cpd.transparency.rules.tree import leaf_hash, node_hash
from cpd.transparency.verifying import log_key
from tests.factories.verification import MADE_AT, SALT, a_minted
from tests.signers import a_signer, the_keys

SITE = "http://localhost"
DID = did_of(SITE)
ORIGIN = "localhost/log"
OTHER = leaf_hash(b'{"op":"key"}')


def published_in(
    folder,
    *,
    withdrawn=(),
    on_hold=(),
    replaced=None,
    revoked=None,
    stolen_seal=None,
    at: datetime = MADE_AT,
):
    """Write one of everything; `revoked` says since when its keys are not trusted.

    Without `replaced` there is no list of replacements, as older releases had none.
    """
    signer, said = a_signer(), methods(revoked)
    fresh = throw_away("Clause & Hour", at + timedelta(days=1)) if revoked else signer
    if revoked:  # the lists are signed anew with the key that came after it
        said.append(method(fresh.public(KeyPurpose.CREDENTIAL), None))
    (folder / "did.json").write_text(json.dumps(did_document(DID, said)))
    root = signer.public(KeyPurpose.SEAL).certificates.split("-----END CERTIFICATE-----\n")[-2]
    (folder / "root.pem").write_text(root + "-----END CERTIFICATE-----\n")
    (folder / "seal.crl").write_bytes(a_crl(stolen_seal, at))
    lists = {
        StatusPurpose.REVOCATION: {*withdrawn, *on_hold, *(replaced or ())},
        StatusPurpose.SUSPENSION: set(on_hold),
    }
    if replaced is not None:
        lists[StatusPurpose.REPLACEMENT] = set(replaced)
    for purpose, positions in lists.items():
        unsigned = list_credential(StatusSite(SITE, DID), purpose, 1, positions, at)
        signed = signed_list(StatusSite(SITE, DID), unsigned, fresh, at)
        (folder / f"{purpose}-1.json").write_text(json.dumps(signed))
    (folder / "proof.json").write_text(json.dumps(a_proof()))
    (folder / "checkpoint").write_text(a_proof()["checkpoint"])
    return folder


def a_crl(stolen, at):
    """The list of stolen seals; `stolen` says since when ours is on it."""
    keys = the_keys()
    held = {key.public.id: entry(key.public, at) for key in keys.held.values()}
    seal = keys.held[KeyPurpose.SEAL].public.id
    if stolen is not None:
        held[seal] = replace(held[seal], revoked_at=at + timedelta(days=1), revoked_as_of=stolen)
    current = {purpose: key.public.id for purpose, key in keys.held.items()}
    return crl_of(keys.root, Ring(current, held, pem(keys.root.certificate)), at)


def methods(revoked):
    keys = (a_signer().public(purpose) for purpose in AT_WORK)
    stolen = {KeyPurpose.CREDENTIAL, KeyPurpose.TOKEN}
    return [method(key, revoked if key.purpose in stolen else None) for key in keys]


def method(key, revoked):
    public = load_pem_public_key(key.pem.encode())
    if key.algorithm is Algorithm.RSA:
        return Method(key=key.id, jwk=web_key(public), revoked_as_of=revoked)
    raw = public.public_bytes_raw()
    return Method(key=key.id, multibase=base58(ED25519 + raw), revoked_as_of=revoked)


def a_proof(**changed) -> dict:
    """The minted certificate as the second of two lines."""
    order, minted = a_minted()
    leaf = Leaf(
        op=Operation.ISSUE,
        at=MADE_AT,
        certificate=commitment(SALT, order.facts.serial),
        credential=minted.credential_sha256,
        pdf=minted.sha256,
        token=minted.token_sha256,
        list=1,
    ).canonical()
    text = Checkpoint(ORIGIN, 2, node_hash(OTHER, leaf_hash(leaf))).text()
    public = a_signer().public(KeyPurpose.LOG)
    key = log_key(ORIGIN, public.pem)
    value = a_signer().sign(KeyPurpose.LOG, text.encode()).value
    return {
        "leaf": leaf.decode(),
        "salt": SALT.hex(),
        "index": 1,
        "size": 2,
        "path": [base64(OTHER)],
        "checkpoint": Note(text, (Line(key.name, key.id, value),)).written(),
    } | changed
