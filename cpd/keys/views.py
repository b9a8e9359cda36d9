"""What whoever checks a certificate asks for. Nothing here touches the database."""

import re
from datetime import timedelta

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from cpd.keys.publishing import CRL, DID, JWKS, ROOTS, named_crl
from cpd.web.access import open_to
from cpd.web.published import view_of

ROOT_NAME = re.compile(r"root-[0-9]{4}-[0-9]{2}-[0-9]{2}(-[0-9]{1,3})?")
bp = Blueprint("keys", __name__, url_prefix="/.well-known")

A_WHILE = timedelta(minutes=5)  # for so long a stolen key is believed by those who asked before


@bp.get("/did.json")
@open_to("*")
def did() -> ResponseReturnValue:
    return view_of(DID, "application/json", A_WHILE)


@bp.get("/jwks.json")
@open_to("*")
def jwks() -> ResponseReturnValue:
    return view_of(JWKS, "application/json", A_WHILE)


@bp.get("/seal-root.pem")
@open_to("*")
def seal_root() -> ResponseReturnValue:
    return view_of(ROOTS, "application/x-pem-file", A_WHILE)


@bp.get("/seal.crl")
@open_to("*")
def revoked_seals() -> ResponseReturnValue:
    return view_of(CRL, "application/pkix-crl", A_WHILE)


@bp.get("/<string:root>.crl")
@open_to("*")
def revoked_seals_of(root: str) -> ResponseReturnValue:
    """Answer with the list that a later root signs; the first root's is `seal.crl`."""
    if not ROOT_NAME.fullmatch(root):
        abort(404)
    return view_of(named_crl(root), "application/pkix-crl", A_WHILE)
