"""The pages that say how one stands."""

from cpd.standings.views import absences, bodies, entries, following, rhythm, runs
from cpd.standings.views.blueprint import bp

__all__ = ["absences", "bodies", "bp", "entries", "following", "rhythm", "runs"]
