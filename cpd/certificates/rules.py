"""What a certificate says of itself on a day, and how its numbers are made."""

from enum import StrEnum


class ReasonClass(StrEnum):
    """Why a certificate was withdrawn: the class is public, the words are not."""

    ISSUED_IN_ERROR = "issued_in_error"
    CONDUCT = "conduct"
    HOLDERS_REQUEST = "holders_request"


class Verdict(StrEnum):
    """What the public page says. One of five, never a yes or no."""

    VALID = "valid"
    EXPIRED = "expired"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"
