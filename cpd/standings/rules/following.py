"""What a member says about themselves towards a body, and the kinds of time away."""

from enum import StrEnum


class AbsenceKind(StrEnum):
    """Why somebody is away. Only the kind and the days are kept, no reason and no proof."""

    PARENTAL = "parental"
    ILLNESS = "illness"
    CARING = "caring"
    SABBATICAL = "sabbatical"
    OTHER = "other"
    NO_CLIENTS = "no_clients"  # a documented break from practice, not leave
