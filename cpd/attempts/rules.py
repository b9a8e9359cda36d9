"""When an attempt is open, late or closed, and which cycle of a module it belongs to."""

from enum import StrEnum


class Paper(StrEnum):
    SCENARIO = "scenario"
    QUIZ = "quiz"


class AttemptState(StrEnum):
    OPEN = "open"
    SUBMITTED = "submitted"
    RAN_OUT = "ran_out"
