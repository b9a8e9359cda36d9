"""What a bit of a published list means, and where the lists stand."""

from enum import StrEnum


class StatusPurpose(StrEnum):
    REVOCATION = "revocation"  # for ever
    SUSPENSION = "suspension"  # for now
    REPLACEMENT = "replacement"  # for ever, since another was issued in its place


NOTED_HERE = (StatusPurpose.REVOCATION, StatusPurpose.SUSPENSION)


def list_path(purpose: StatusPurpose, number: int) -> str:
    return f"status/{purpose}/{number}"


def list_url(site: str, purpose: StatusPurpose, number: int) -> str:
    return f"{site.rstrip('/')}/{list_path(purpose, number)}"
