"""What the holder of an API key may do with it."""

from enum import StrEnum


class Scope(StrEnum):
    VERIFY = "verify"
    BULK = "bulk"
    RECEIPTS = "receipts"
    WEBHOOKS = "webhooks"


class BulkState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
