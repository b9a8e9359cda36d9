"""Every view says who may open it. One that says nothing opens to nobody."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar
from uuid import UUID

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cpd.web import kept

PUBLIC: frozenset[str] = frozenset({"*"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
STATIC = frozenset({"static"})

View = TypeVar("View", bound=Callable[..., Any])


class Me(Protocol):
    """Whoever is signed in, as every slice may see them."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def roles(self) -> frozenset[str]: ...
    def organisations(self, *roles: str) -> frozenset[UUID]: ...


def open_to(*roles: str) -> Callable[[View], View]:
    """Mark a view with the roles that may open it; `"*"` is everybody, signed in or not."""

    def mark(view: View) -> View:
        view.open_to = frozenset(roles)  # type: ignore[attr-defined] # read back by guard()
        return view

    return mark


def guard() -> ResponseReturnValue | None:
    """Refuse before the view runs. Registered once, for the whole app."""
    if request.endpoint is None or request.endpoint in STATIC:
        return None
    view = current_app.view_functions[request.endpoint]
    roles: frozenset[str] = getattr(view, "open_to", frozenset())
    if roles == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    if not roles & current_user.roles:
        abort(403)
    return None


def ask_to_sign_in() -> ResponseReturnValue:
    """Send a reader to the sign-in page, and keep what a writer has typed."""
    if request.method in SAFE_METHODS and request.accept_mimetypes.best != "application/json":
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")), 303)
    if request.method in SAFE_METHODS or request.is_json:
        return Response('{"problem": "You are signed out."}', 401, mimetype="application/json")
    return kept.signed_out_page()


def init_app(app: Flask) -> None:
    app.before_request(guard)
