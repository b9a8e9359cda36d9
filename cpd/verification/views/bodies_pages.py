"""Every page of assessors, registered by being imported."""

from cpd.verification.views import bodies, bodies_keys, bodies_webhooks
from cpd.verification.views.bodies_blueprint import bp

__all__ = ["bodies", "bodies_keys", "bodies_webhooks", "bp"]
