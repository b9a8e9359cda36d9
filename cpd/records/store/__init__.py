"""What is read from and written to the tables of the log."""

from cpd.records.store.entries import (
    add_once,
    by_source,
    completion,
    each,
    mine,
    mine_locked,
    of_person,
    page,
    time_zone,
    versions,
)
from cpd.records.store.totals import heaps

__all__ = [
    "add_once",
    "by_source",
    "completion",
    "each",
    "heaps",
    "mine",
    "mine_locked",
    "of_person",
    "page",
    "time_zone",
    "versions",
]
