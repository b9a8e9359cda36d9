"""Which packs somebody may look for, grouped by body."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cpd.kernel.spelling import folded
from cpd.requirements.rules.kinds import Pack
from cpd.standings.rules.panels import confidence

COUNTRIES: Mapping[str, str] = {
    "AU": "Australia",
    "EE": "Estonia",
    "EU": "Europe",
    "GB": "United Kingdom",
    "IE": "Ireland",
    "US": "United States",
}


@dataclass(frozen=True, kw_only=True)
class Choice:
    pack: Pack
    confidence: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """A body with its packs."""

    name: str
    short: str
    country: str
    choices: tuple[Choice, ...]


def choices(packs: Iterable[Pack], asked: str = "") -> tuple[Group, ...]:
    """Return the packs in which every word stands that was looked for, by body and title."""
    words = folded(asked).split()
    groups: dict[str, list[Pack]] = {}
    for pack in packs:
        if all(word in _text(pack) for word in words):
            groups.setdefault(pack.body.name, []).append(pack)
    return tuple(
        Group(
            name=name,
            short=found[0].body.short,
            country=country(found[0]),
            choices=tuple(
                Choice(pack=one, confidence=confidence(one))
                for one in sorted(found, key=lambda pack: pack.title)
            ),
        )
        for name, found in sorted(groups.items(), key=lambda item: item[1][0].body.short.casefold())
    )


def _text(pack: Pack) -> str:
    return folded(f"{pack.title} {pack.body.name} {pack.body.short} {country(pack)} {pack.id}")


def country(pack: Pack) -> str:
    return COUNTRIES.get(pack.body.country, pack.body.country)
