"""The pages of this slice, one file a subject, one blueprint."""

from cpd.people.views import account, administration, bodies, entering, signing
from cpd.people.views.blueprint import bp

__all__ = ["account", "administration", "bodies", "bp", "entering", "signing"]
