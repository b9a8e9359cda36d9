from cpd.certificates import numbers
from cpd.certificates.views import administration, approvals, changing, holding, profiles
from cpd.certificates.views.blueprint import bp
from cpd.web import panels

__all__ = ["administration", "approvals", "bp", "changing", "holding", "profiles"]

panels.add("evidence", "certificates", numbers.panel, place=10)
