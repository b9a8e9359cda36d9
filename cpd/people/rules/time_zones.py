"""The time zones people live in."""

from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from cpd.kernel.errors import RuleError

REGIONS = frozenset({
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
    "Indian", "Pacific",
})  # fmt: skip


def checked_time_zone(text: str) -> str:
    if text not in time_zones():
        raise RuleError("Choose a time zone from the list.")
    return text


@cache
def time_zones() -> frozenset[str]:
    """Return the zones people live in: named for a place, and UTC."""
    return frozenset(z for z in available_timezones() if z.split("/")[0] in REGIONS) | {"UTC"}


@cache
def offered_zones() -> frozenset[str]:
    """Return the zones to choose from: one for each place, none of the names it had before."""
    listed = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8").splitlines()
    chief = {line.split("\t")[2] for line in listed if line and not line.startswith("#")}
    return time_zones() & (chief | {"UTC"})
