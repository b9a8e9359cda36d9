"""What can be done with the log: write on it, change, withdraw and restore a line."""

from cpd.records.service.crediting import credit_module
from cpd.records.service.entries import change, log, restore, withdraw
from cpd.records.service.events import EntryChanged, EntryLogged, EntryRestored, EntryWithdrawn

__all__ = [
    "EntryChanged",
    "EntryLogged",
    "EntryRestored",
    "EntryWithdrawn",
    "change",
    "credit_module",
    "log",
    "restore",
    "withdraw",
]
