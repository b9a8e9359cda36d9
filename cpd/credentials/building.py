"""The Open Badges 3.0 credential of an award, unsigned."""

from typing import Any

from cpd.credentials.rules.awards import Award


def credential_of(award: Award) -> dict[str, Any]:
    raise NotImplementedError
