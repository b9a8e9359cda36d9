"""What stands in the menu, and for whom."""

from dataclasses import dataclass
from functools import cache

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from cpd.web.access import PUBLIC


@dataclass(frozen=True)
class MenuItem:
    """One word in the menu; shown to those who may open its view, or to one role of them.

    Every page below its address belongs to it, and every page below those of `also`.
    """

    word: str
    endpoint: str
    only_for: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    word: str
    address: str
    is_here: bool


@dataclass(frozen=True)
class Menu:
    """The words everybody reads, and the kinds of work that have several of their own."""

    links: tuple[Link, ...]
    groups: tuple["Group", ...]


@dataclass(frozen=True)
class Group:
    """Kept under one word; its own words stand in a second line where one of them is open."""

    word: str
    links: tuple[Link, ...]

    @property
    def is_here(self) -> bool:
        return any(link.is_here for link in self.links)


ITEMS = (
    MenuItem("Modules", "attempts.modules", also=("/quizzes", "/scenarios")),
    MenuItem("Codes", "codes.index", also=("/themes",)),
    MenuItem("My log", "records.index", also=("/transfer",)),
    MenuItem("What I owe", "standings.index"),
    MenuItem("My papers", "documents.index"),
    MenuItem("Attestations", "attestations.index", only_for="supervisor"),
    MenuItem("My certificates", "certificates.mine"),
    MenuItem("Roster", "bodies.roster"),
    MenuItem("Check many", "checks.index"),
    MenuItem("Check a certificate", "verification.check"),
)
ADMINISTRATION = (
    MenuItem("Issued", "certificates.issued"),
    MenuItem("Withdrawals", "certificates.withdrawals"),
    MenuItem("Cohorts", "cohorts.index"),
    MenuItem("Issuers", "certificates.issuers_of_mine"),
    MenuItem("People", "people.people"),
    MenuItem("Content", "catalogue.content"),
    MenuItem("Outbox", "letters.outbox"),
    MenuItem("Judging", "standings.runs"),
)


def menu() -> Menu:
    """Return the menu for whoever is looking; one word alone needs no group."""
    roles = roles_here()
    own, work = [
        [item for item in items if is_meant_for(item, roles)] for items in (ITEMS, ADMINISTRATION)
    ]
    here = item_here([*own, *work])
    links, others = [
        tuple(Link(item.word, address_of(item.endpoint), is_here=item is here) for item in items)
        for items in (own, work)
    ]
    if len(others) == 1:
        return Menu((*links, *others), ())
    return Menu(links, (Group("Administration", others),) if others else ())


def is_meant_for(item: MenuItem, roles: frozenset[str]) -> bool:
    return is_open_to(roles, item.endpoint) and (not item.only_for or item.only_for in roles)


@cache
def address_of(endpoint: str) -> str:
    """Return where a page of the menu stands: without parameters, so it never changes."""
    return url_for(endpoint)


def item_here(items: list[MenuItem]) -> MenuItem | None:
    """Return the item this page belongs to: the one whose address says most of this page's."""
    depths = {depth_of(item): item for item in items}
    deepest = max(depths, default=0)
    return depths[deepest] if deepest else None


def depth_of(item: MenuItem) -> int:
    """Return how many letters of this page's address are those of the item's pages."""
    here = request.path
    within = [
        path
        for path in (address_of(item.endpoint), *item.also)
        if here == path or here.startswith(f"{path}/")
    ]
    return max(map(len, within), default=0)


def may_open(endpoint: str) -> bool:
    return is_open_to(roles_here(), endpoint)


def roles_here() -> frozenset[str]:
    """Return the roles of whoever is looking; a visitor has none."""
    return current_user.roles if current_user.is_authenticated else frozenset()


def is_open_to(roles: frozenset[str], endpoint: str) -> bool:
    view = current_app.view_functions.get(endpoint)
    readers: frozenset[str] = getattr(view, "open_to", frozenset())
    return readers == PUBLIC or bool(readers & roles)


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"menu": menu, "may_open": may_open})
