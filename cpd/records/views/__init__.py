from cpd.records.views import (
    drafts,
    entries,
    exporting,
    lists,
    planning,
    practice,
    quick,
    repeating,
    supervisors,
    templates,
    timing,
    withdrawing,
)
from cpd.records.views.blueprint import bp

__all__ = [
    "bp",
    "drafts",
    "entries",
    "exporting",
    "lists",
    "planning",
    "practice",
    "quick",
    "repeating",
    "supervisors",
    "templates",
    "timing",
    "withdrawing",
]
