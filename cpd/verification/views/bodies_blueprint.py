"""The pages of assessors: the one blueprint of them, and whose they are."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from flask import Blueprint

from cpd.people.rules import Role
from cpd.verification.store import api_keys
from cpd.web.context import me, reading
from cpd.web.limits import Limit

bp = Blueprint("checks", __name__)

PER_PAGE = 50
CHANGES = Limit("bodies-changes", most=60, window=timedelta(hours=1))


def my_organisations() -> Mapping[UUID, str]:
    """Return the bodies for which somebody assesses, by name."""
    return api_keys.organisation_names(reading(), me().organisations(Role.ASSESSOR))
