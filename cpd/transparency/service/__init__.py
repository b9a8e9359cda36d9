"""What can be done with the log: append to it, prove, sign how long it is, have it witnessed."""

from cpd.transparency.service.appending import append, append_all

__all__ = ["append", "append_all"]
