"""What a supervisor can say about a session that they are asked to attest."""

from enum import StrEnum


class Answer(StrEnum):
    AGREED = "agreed"
    DISAGREED = "disagreed"
