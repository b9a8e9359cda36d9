"""The forms of the log, and what a reader asks of the list."""

from cpd.records.forms.asking import Asked, asked, echo
from cpd.records.forms.entries import EntryForm, change_form, entry_form

__all__ = ["Asked", "EntryForm", "asked", "change_form", "echo", "entry_form"]
