"""What a line of the log is, and how its time adds up."""

from enum import StrEnum


class EntryKind(StrEnum):
    ACTIVITY = "activity"
    SUPERVISION = "supervision"


class SupervisionFormat(StrEnum):
    INDIVIDUAL = "individual"
    GROUP = "group"
    PEER = "peer"


class Source(StrEnum):
    TYPED = "typed"
    MODULE = "module"
