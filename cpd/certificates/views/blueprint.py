"""What the pages about certificates share."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint

from cpd.certificates import store
from cpd.certificates.models import Certificate
from cpd.certificates.rules.validity import issuer_day
from cpd.kernel.errors import NotFoundError
from cpd.people.rules import Role
from cpd.web.context import me, now, reading

bp = Blueprint("certificates", __name__)

RUNS_OUT_SOON = 90


def today() -> date:
    return issuer_day(now())


def row(certificate: Certificate) -> dict[str, Any]:
    """Return a certificate with what a list says of it."""
    return {
        "it": certificate,
        "facts": certificate.printed,
        "verdict": standing(certificate),
    }


def standing(certificate: Certificate) -> str:
    """Return the verdict, or a word for what has none yet or will soon have another."""
    if certificate.issued_at is None and certificate.replaced_at is None:
        return "pending"
    if certificate.validity.runs_out_within(RUNS_OUT_SOON, today()):
        return "expiring"
    return certificate.validity.verdict(today()).value


def my_organisations() -> frozenset[UUID]:
    return me().organisations(Role.ADMINISTRATOR)


def administered_or_refuse(serial: str) -> Certificate:
    certificate = store.administered(reading(), my_organisations(), serial)
    if certificate is None:
        raise NotFoundError(f"Your organisation issued no certificate {serial}.")
    return certificate


def mine_or_refuse(serial: str) -> Certificate:
    """Return a certificate that whoever is signed in holds; one that was erased is gone."""
    certificate = store.mine_one(reading(), me().id, serial)
    if certificate is None:
        raise NotFoundError("You hold no certificate with this serial.")
    if certificate.erased_at is not None:
        raise NotFoundError("This certificate was erased, as you asked.")
    return certificate
