"""Hands out the proof that a certificate stands in the log, to whoever has its address."""

from datetime import timedelta

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from cpd.certificates import store
from cpd.certificates.rules.serials import read_token
from cpd.certificates.views.blueprint import bp
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.transparency.rules.leaves import commitment
from cpd.transparency.service import proof_bundle
from cpd.web.access import open_to
from cpd.web.context import now, reading
from cpd.web.limits import Limit, count_try, visitor

PROOFS = Limit("certificate-proof", most=120, window=timedelta(minutes=10))
NOT_SIGNED_YET = "The log is signed once a minute. The proof is here when that is done."


@bp.get("/log/proof/<string:token>")
@open_to("*")
def log_proof(token: str) -> ResponseReturnValue:
    """Answer the leaf, the way to the signed root, and the salt that ties it to the serial."""
    count_try(PROOFS, visitor(), now())
    certificate = store.public_by_token(reading(), read_token(token))
    if certificate is None or certificate.salt is None or certificate.leaf is None:
        raise NotFoundError("No certificate with this address stands in the log.")
    bundle = proof_bundle(reading(), certificate.leaf)
    if bundle is None:
        raise RuleError(NOT_SIGNED_YET)
    tied = {
        "serial": certificate.serial,
        "salt": certificate.salt.hex(),
        "serial_commitment": commitment(certificate.salt, certificate.serial),
    }
    return unlisted(jsonify(bundle | tied))


def unlisted(answer: Response) -> Response:
    """Keep the address from other sites and from search engines: it is the key to the page."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
