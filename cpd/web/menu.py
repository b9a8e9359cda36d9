"""What stands in the menu, and for whom."""

from dataclasses import dataclass

from flask import Flask, current_app, request
from flask_login import current_user

from cpd.web.access import PUBLIC


@dataclass(frozen=True)
class MenuItem:
    """One word in the menu; shown to those who may open its view."""

    word: str
    endpoint: str


@dataclass(frozen=True)
class Link:
    word: str
    endpoint: str
    is_here: bool


ITEMS = (
    MenuItem("Modules", "attempts.modules"),
    MenuItem("Codes", "codes.index"),
    MenuItem("My log", "records.index"),
    MenuItem("My certificates", "certificates.mine"),
    MenuItem("Roster", "bodies.roster"),
    MenuItem("Issued", "certificates.issued"),
    MenuItem("Content", "catalogue.content"),
    MenuItem("People", "people.people"),
    MenuItem("Outbox", "letters.outbox"),
    MenuItem("Check a certificate", "certificates.check"),
)


def links() -> list[Link]:
    """Return the menu for whoever is looking."""
    here = (request.endpoint or "").split(".")[0]
    return [
        Link(item.word, item.endpoint, is_here=is_here(item, here))
        for item in ITEMS
        if may_open(item.endpoint)
    ]


def is_here(item: MenuItem, slice_here: str) -> bool:
    if request.endpoint == item.endpoint:
        return True
    alone = sum(other.endpoint.split(".")[0] == slice_here for other in ITEMS) == 1
    return alone and item.endpoint.split(".")[0] == slice_here


def may_open(endpoint: str) -> bool:
    view = current_app.view_functions.get(endpoint)
    if view is None:
        return False
    roles: frozenset[str] = getattr(view, "open_to", frozenset())
    if roles == PUBLIC:
        return True
    return bool(current_user.is_authenticated and roles & current_user.roles)


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"menu": links, "may_open": may_open})
