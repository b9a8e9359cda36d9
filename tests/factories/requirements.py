"""Logs as `cpd rules check` reads them: plain mappings, as they would stand in a JSON file."""

from itertools import count

_numbers = count(1)


def an_entry(kind="activity", start="2026-03-02", minutes=60, **more):
    usual = {"id": f"entry-{next(_numbers)}", "kind": kind, "start": start, "minutes": minutes}
    return usual | more


def an_activity(start="2026-03-02", minutes=60, **more):
    return an_entry("activity", start, minutes, **more)


def practice(start="2026-03-02", minutes=600, **more):
    return an_entry("practice", start, minutes, **more)


def individual(start="2026-03-02", minutes=60, **more):
    return supervision(start, minutes, format="individual", **more)


def group_of(size, start="2026-03-02", minutes=120, *, attended=None, **more):
    """A supervision group: so many supervisees, and a facilitator besides."""
    numbers = {"contracted": size, "facilitated": True}
    if attended is not None:
        numbers["attended"] = attended
    return supervision(start, minutes, format="group", size=numbers, **more)


def peers(size, start="2026-03-02", minutes=120, **more):
    """A peer group of so many in all, the member too."""
    return supervision(start, minutes, format="peer", size={"contracted": size}, **more)


def supervision(start="2026-03-02", minutes=60, **more):
    return an_entry("supervision", start, minutes, **({"role": "received"} | more))


def a_paper(document, **days):
    return {"document": document, **days}


def leave(first, last, kind="parental"):
    return {"from": first, "to": last, "kind": kind}


def days(first, last):
    return {"from": first, "to": last}


def a_log(*entries, documents=(), declarations=(), **member):
    return {
        "member": {"time_zone": "Europe/London", **member},
        "entries": list(entries),
        "documents": list(documents),
        "declarations": list(declarations),
    }
