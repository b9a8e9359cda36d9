from cpd.records.views import (
    entries,
    exporting,
    lists,
    planning,
    quick,
    supervisors,
    withdrawing,
)
from cpd.records.views.blueprint import bp

__all__ = [
    "bp",
    "entries",
    "exporting",
    "lists",
    "planning",
    "quick",
    "supervisors",
    "withdrawing",
]
