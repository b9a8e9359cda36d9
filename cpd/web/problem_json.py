"""How a refusal is told to a program: RFC 9457, for everything below /api/."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, request

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"


class Refusal(Exception):  # noqa: N818 - what a program is told, not a fault
    """A request of a program cannot be answered. `more` stands in the problem beside the words."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = dict(more or {})


def is_wanted() -> bool:
    return request.path.startswith(PREFIX)


def answer(status: int, detail: str, **more: object) -> Response:
    whole = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    text = json.dumps(whole | {"detail": detail} | more, ensure_ascii=False)
    return Response(text, status, mimetype=MEDIA_TYPE)


def refused(refusal: Refusal) -> Response:
    response = answer(refusal.status, refusal.detail, **refusal.more)
    response.headers.update(refusal.headers)
    return response


def init_app(app: Flask) -> None:
    app.register_error_handler(Refusal, refused)
