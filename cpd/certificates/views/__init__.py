from cpd.certificates import numbers
from cpd.certificates.views import (
    administration,
    approvals,
    changing,
    crediting,
    holding,
    profiles,
    proofs,
)
from cpd.certificates.views.blueprint import bp
from cpd.web import panels

__all__ = [
    "administration",
    "approvals",
    "bp",
    "changing",
    "crediting",
    "holding",
    "profiles",
    "proofs",
]

panels.add("evidence", "certificates", numbers.panel, place=10)
