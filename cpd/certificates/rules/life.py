"""The stages of making a certificate, and the words for what becomes of it afterwards."""

from enum import StrEnum


class Stage(StrEnum):
    """The steps of the pipeline in their order. A failure names the one it happened in."""

    FREEZING = "freezing"  # what bodies approved is not what the module counts
    CREDENTIAL = "credential"
    SCHEMA = "schema"
    SIGNING = "signing"
    SELF_CHECK = "self_check"
    RENDERING = "rendering"
    CONFORMANCE = "conformance"
    SEALING = "sealing"
    KEEPING = "keeping"


class NameShown(StrEnum):
    """What the public page says of the holder's name; `match` is only whether a typed one does."""

    FULL = "full"
    INITIALS = "initials"
    MATCH = "match"


class Outcome(StrEnum):
    """What a second person said to a withdrawal."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"


class Noted(StrEnum):
    """What an administrator gave a reason for that only the file keeps."""

    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REPLACED = "replaced"
    DECLINED = "declined"
