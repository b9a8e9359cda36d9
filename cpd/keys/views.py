"""What whoever checks a certificate asks for. Nothing here touches the database."""

from datetime import timedelta

from flask import Blueprint
from flask.typing import ResponseReturnValue

from cpd.keys.publishing import CRL, DID, JWKS, ROOTS
from cpd.web.access import open_to
from cpd.web.published import view_of

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
