"""What whoever checks a credential asks for. Nothing here touches the database."""

from datetime import timedelta

from flask import Blueprint
from flask.typing import ResponseReturnValue

from cpd.credentials.rules.purposes import StatusPurpose, list_path
from cpd.credentials.statuses import REFRESH
from cpd.web.access import open_to
from cpd.web.published import view_of

bp = Blueprint("credentials", __name__)

CREDENTIAL = "application/vc"
LINKED_DATA = "application/ld+json"
LONG = timedelta(days=30)


@bp.get("/status/revocation/<int:number>")
@open_to("*")
def revocation(number: int) -> ResponseReturnValue:
    return view_of(list_path(StatusPurpose.REVOCATION, number), CREDENTIAL, REFRESH)


@bp.get("/status/suspension/<int:number>")
@open_to("*")
def suspension(number: int) -> ResponseReturnValue:
    return view_of(list_path(StatusPurpose.SUSPENSION, number), CREDENTIAL, REFRESH)


@bp.get("/status/replacement/<int:number>")
@open_to("*")
def replacement(number: int) -> ResponseReturnValue:
    return view_of(list_path(StatusPurpose.REPLACEMENT, number), CREDENTIAL, REFRESH)


@bp.get("/contexts/<string:name>")
@open_to("*")
def context(name: str) -> ResponseReturnValue:
    return view_of(f"contexts/{name}", LINKED_DATA, LONG)


@bp.get("/schemas/<string:name>")
@open_to("*")
def schema(name: str) -> ResponseReturnValue:
    return view_of(f"schemas/{name}", "application/schema+json", LONG)
