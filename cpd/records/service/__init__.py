"""What can be done with the log: write on it, change, withdraw and restore a line."""

from cpd.records.service.crediting import credit_module
from cpd.records.service.entries import change, log, restore, settle, withdraw
from cpd.records.service.events import (
    EntryChanged,
    EntryLogged,
    EntryRestored,
    EntryWithdrawn,
    SupervisorAdded,
    SupervisorChanged,
)
from cpd.records.service.supervisors import add_supervisor, change_supervisor

__all__ = [
    "EntryChanged",
    "EntryLogged",
    "EntryRestored",
    "EntryWithdrawn",
    "SupervisorAdded",
    "SupervisorChanged",
    "add_supervisor",
    "change",
    "change_supervisor",
    "credit_module",
    "log",
    "restore",
    "settle",
    "withdraw",
]
