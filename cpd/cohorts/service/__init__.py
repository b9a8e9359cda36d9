"""What can be done with cohorts: draft, start, pause, resume, cancel, and try again."""

from cpd.cohorts.service.arriving import take_up_lines
from cpd.cohorts.service.drafting import Draft, draft, look_through
from cpd.cohorts.service.events import (
    CohortCancelled,
    CohortDrafted,
    CohortEnded,
    CohortPaused,
    CohortResumed,
    CohortRetried,
    CohortStarted,
)
from cpd.cohorts.service.forgetting import forget_participant
from cpd.cohorts.service.ordering import JOB, order_waiting
from cpd.cohorts.service.purging import purge
from cpd.cohorts.service.steering import cancel, pause, resume, retry, start

__all__ = [
    "JOB",
    "CohortCancelled",
    "CohortDrafted",
    "CohortEnded",
    "CohortPaused",
    "CohortResumed",
    "CohortRetried",
    "CohortStarted",
    "Draft",
    "cancel",
    "draft",
    "forget_participant",
    "look_through",
    "order_waiting",
    "pause",
    "purge",
    "resume",
    "retry",
    "start",
    "take_up_lines",
]
