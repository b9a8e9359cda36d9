"""Checking certificates: the pages for everybody."""

from cpd.verification.views.public import bp

__all__ = ["bp"]
