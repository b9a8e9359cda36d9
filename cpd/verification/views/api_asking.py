"""Who asks with a key, how often they may, and what they sent: everything refused as a problem."""

import re
from collections.abc import Collection
from contextlib import closing
from datetime import date, timedelta
from uuid import UUID

from flask import Request, Response, after_this_request, request

from cpd.db import db, expect_writing, writing
from cpd.kernel.errors import RuleError
from cpd.verification.rules.api_keys import bearer
from cpd.verification.rules.asked import LONGEST_NAME, read_day
from cpd.verification.rules.scopes import Scope
from cpd.verification.service import api_keys
from cpd.verification.service.api_keys import Caller
from cpd.verification.store import webhooks as store
from cpd.web.context import now, parts, reading
from cpd.web.limits import Limit, TooManyTriesError, count_try, resets_in, visitor
from cpd.web.problem_json import Refusal
from cpd.work import Work, transaction

TEN_MINUTES = timedelta(minutes=10)
ONE = Limit("api-verify", most=600, window=TEN_MINUTES)
FILES = Limit("api-files", most=120, window=TEN_MINUTES)
MANY = Limit("api-bulk", most=60, window=TEN_MINUTES)
WRONG_KEYS = Limit("api-keys", most=30, window=TEN_MINUTES)
LARGEST = 2 * 1024 * 1024
YES = {"1": True, "true": True, "0": False, "false": False}
JWS = "application/jose"


def authorised(scope: Scope, limit: Limit, *known: str) -> Caller:
    """Return who asks, after counting it; refuse a key that is wrong, or may not do this.

    What stands in the query and is not `known` is refused: misspelt, it would mean nothing.
    """
    caller = whoever_asks()
    if scope not in caller.scopes:
        refuse_scope(scope)
    count(limit, str(caller.organisation_id))
    if set(request.args) - set(known):
        raise Refusal(400, f"What can be asked here: {', '.join(known)}.")
    expect_writing(expected=False)  # a long answer must not hold up those who write
    return caller


def whoever_asks() -> Caller:
    header = request.headers.get("Authorization", "")
    if not header:
        raise unauthorised("Send a key: Authorization: Bearer cpd_…", 'Bearer realm="cpd"')
    key = bearer(header)
    caller = api_keys.caller(reading(), key, now()) if key else None
    if caller is None:
        count(WRONG_KEYS, visitor())
        challenge = 'Bearer realm="cpd", error="invalid_token"'
        raise unauthorised("This key is not known here, or it was revoked.", challenge)
    return caller


def unauthorised(detail: str, challenge: str) -> Refusal:
    return Refusal(401, detail, headers={"WWW-Authenticate": challenge})


def refuse_scope(scope: Scope) -> None:
    challenge = f'Bearer realm="cpd", error="insufficient_scope", scope="{scope}"'
    raise Refusal(
        403, f"This key has not the scope “{scope}”.", headers={"WWW-Authenticate": challenge}
    )


def count(limit: Limit, subject: str) -> None:
    """Count a try in the database, for all processes, and say in the answer what is left."""
    at = now()
    policy = f'"{limit.name}";q={limit.most};w={int(limit.window.total_seconds())}'

    def say(left: int) -> dict[str, str]:
        state = f'"{limit.name}";r={left};t={resets_in(limit, at)}'
        return {"RateLimit-Policy": policy, "RateLimit": state}

    try:
        left = count_try(limit, subject, at)
    except TooManyTriesError as error:
        headers = say(0) | {"Retry-After": str(error.retry_after)}
        raise Refusal(429, str(error), headers=headers) from error

    @after_this_request
    def tell(response: Response) -> Response:
        response.headers.update(say(left))
        return response


def asked_day() -> date | None:
    """Read `?at=`; there is at most one."""
    text = single("at")
    if text is None:
        return None
    try:
        day = read_day(text)
    except RuleError as error:
        raise Refusal(400, "“at” must be a day like 2026-03-02.") from error
    if day is None:
        raise Refusal(400, "“at” must be a day like 2026-03-02.")
    return day


def asked_name() -> str | None:
    name = single("name")
    if name is None:
        return None
    if not name.strip() or len(name) > LONGEST_NAME or "\0" in name:
        raise Refusal(400, f"“name” must be a name of at most {LONGEST_NAME} characters.")
    return name


def asked_yes(name: str) -> bool:
    text = single(name)
    if text is None:
        return False
    if text not in YES:
        raise Refusal(400, f"“{name}” must be 1 or 0.")
    return YES[text]


def single(name: str) -> str | None:
    values = request.args.getlist(name)
    if len(values) > 1:
        raise Refusal(400, f"“{name}” is there more than once.")
    return values[0] if values else None


def wants_receipt(caller: Caller) -> bool:
    """Say whether a receipt is asked for, in the query or by Accept; it has a scope of its own."""
    wanted = asked_yes("receipt") or wants_only_receipt()
    if wanted and Scope.RECEIPTS not in caller.scopes:
        refuse_scope(Scope.RECEIPTS)
    return wanted


def wants_only_receipt() -> bool:
    return request.accept_mimetypes.best == JWS


def wants_to_watch(caller: Caller) -> bool:
    wanted = asked_yes("watch")
    if wanted and Scope.WEBHOOKS not in caller.scopes:
        refuse_scope(Scope.WEBHOOKS)
    return wanted


def watch(caller: Caller, certificates: Collection[UUID]) -> None:
    """Remember, in the name of the key, what its body wants to hear of."""
    db.session.rollback()
    work = Work(db.session(), f"key:{caller.key_id}", now(), parts().followers)
    with writing(), transaction(work):
        store.watch(work.session, caller.organisation_id, certificates, work.at)


def file_sent() -> bytes:
    """Return the file that was sent, as a form's or as the body itself."""
    if request.mimetype == "multipart/form-data":
        content = form_file(request)
    elif request.mimetype in FILE_TYPES or VC_TYPE.fullmatch(request.mimetype):
        content = request.get_data(cache=False)
    else:
        raise Refusal(
            415,
            "Send a PDF, a credential as JSON, or a token as application/jwt.",
            headers={"Accept": ", ".join(("multipart/form-data", *FILE_TYPES))},
        )
    if not content:
        raise Refusal(400, "There is nothing in the file.")
    if len(content) > LARGEST:
        raise Refusal(413, "A file may have at most 2 MB.")
    return content


FILE_TYPES = ("application/pdf", "application/json", "application/jwt")
VC_TYPE = re.compile(r"application/(vc|vc\+jwt|ld\+json|vc\+ld\+json)")


def form_file(sent: Request) -> bytes:
    files = sent.files.getlist("file")
    if len(files) != 1:
        raise Refusal(400, "Send one file in the field “file”.")
    with closing(files[0].stream) as stream:
        content: bytes = stream.read(LARGEST + 1)
    return content
