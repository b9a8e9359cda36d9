"""The closed lists of the log: kinds of entry, and what a kind may say of itself."""

from enum import StrEnum


class EntryKind(StrEnum):
    ACTIVITY = "activity"
    SUPERVISION = "supervision"
    PRACTICE = "practice"
    REFLECTION = "reflection"
    FEEDBACK = "feedback"
    PLAN = "plan"
    DILEMMA = "dilemma"


TIMED = frozenset({EntryKind.ACTIVITY, EntryKind.SUPERVISION, EntryKind.PRACTICE})


class SupervisionFormat(StrEnum):
    INDIVIDUAL = "individual"
    GROUP = "group"
    PEER = "peer"


class Part(StrEnum):
    """The part somebody had: was supervised, supervised others, presented."""

    RECEIVED = "received"
    DELIVERED = "delivered"
    PRESENTED = "presented"


class Mode(StrEnum):
    """How it reached the learner. Live is with others at the same time, in a room or online."""

    LIVE = "live"
    LIVE_ONLINE = "live_online"
    RECORDED = "recorded"
    SELF_PACED = "self_paced"


class FeedbackFrom(StrEnum):
    CLIENT = "client"
    COLLEAGUE = "colleague"
    SUPERVISOR = "supervisor"
    OTHER = "other"


class PlanState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class DilemmaSort(StrEnum):
    CONFLICT = "conflict"
    DILEMMA = "dilemma"
    RELATIONSHIP = "relationship"


class Source(StrEnum):
    TYPED = "typed"
    MODULE = "module"
    IMPORT = "import"
    TIMER = "timer"
