"""What stands in the menu, and for whom."""

from dataclasses import dataclass

from flask import Flask, current_app, request
from flask_login import current_user

from cpd.web.access import PUBLIC


@dataclass(frozen=True)
class MenuItem:
    """One word in the menu; shown to those who may open its view, or to one role of them."""

    word: str
    endpoint: str
    only_for: str = ""


@dataclass(frozen=True)
class Link:
    word: str
    endpoint: str
    is_here: bool


ITEMS = (
    MenuItem("Modules", "attempts.modules"),
    MenuItem("Codes", "codes.index"),
    MenuItem("My log", "records.index"),
    MenuItem("What I owe", "standings.index"),
    MenuItem("My papers", "documents.index"),
    MenuItem("Attestations", "attestations.index", "supervisor"),
    MenuItem("My certificates", "certificates.mine"),
    MenuItem("Roster", "bodies.roster"),
    MenuItem("Check many", "checks.index"),
    MenuItem("Issued", "certificates.issued"),
    MenuItem("Cohorts", "cohorts.index"),
    MenuItem("Content", "catalogue.content"),
    MenuItem("People", "people.people"),
    MenuItem("Outbox", "letters.outbox"),
    MenuItem("Check a certificate", "verification.check"),
)


def links() -> list[Link]:
    """Return the menu for whoever is looking."""
    here = (request.endpoint or "").split(".")[0]
    return [
        Link(item.word, item.endpoint, is_here=is_here(item, here))
        for item in ITEMS
        if may_open(item.endpoint) and is_meant_for_reader(item)
    ]


def is_meant_for_reader(item: MenuItem) -> bool:
    return not item.only_for or item.only_for in current_user.roles


def is_here(item: MenuItem, slice_here: str) -> bool:
    """Say whether this page is the item's, or another page of its slice for the same readers."""
    if request.endpoint == item.endpoint:
        return True
    alone = sum(other.endpoint.split(".")[0] == slice_here for other in ITEMS) == 1
    if not alone or item.endpoint.split(".")[0] != slice_here:
        return False
    readers = roles_of(item.endpoint)
    return readers == PUBLIC or roles_of(request.endpoint or "") <= readers


def roles_of(endpoint: str) -> frozenset[str]:
    view = current_app.view_functions.get(endpoint)
    return getattr(view, "open_to", frozenset())


def may_open(endpoint: str) -> bool:
    roles = roles_of(endpoint)
    if roles == PUBLIC:
        return True
    return bool(current_user.is_authenticated and roles & current_user.roles)


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"menu": links, "may_open": may_open})
