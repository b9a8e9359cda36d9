"""Failures that a person using the system can cause, and be told about."""


class RuleError(Exception):
    """A rule of the domain was broken. The message is safe to show."""


class NotFoundError(RuleError):
    """What was asked for is not there, or not for this person: the two look alike."""
