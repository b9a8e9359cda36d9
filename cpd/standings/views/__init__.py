"""The pages that say how one stands."""

from cpd.standings.views import (
    absences,
    answering,
    bodies,
    entries,
    following,
    offering,
    rhythm,
    runs,
)
from cpd.standings.views.blueprint import bp

__all__ = [
    "absences",
    "answering",
    "bodies",
    "bp",
    "entries",
    "following",
    "offering",
    "rhythm",
    "runs",
]
