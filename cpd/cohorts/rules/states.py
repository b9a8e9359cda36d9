"""What becomes of a cohort, and of each line of it."""

from enum import StrEnum


class CohortState(StrEnum):
    """A draft is being looked through; nothing is ordered until somebody says so."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class LineState(StrEnum):
    """A refused line names its reason, and may be tried again once that is mended."""

    WAITING = "waiting"
    ORDERED = "ordered"
    REFUSED = "refused"
    LEFT_OUT = "left_out"
