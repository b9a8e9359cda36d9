"""The forms of the log, and what a reader asks of the list."""

from cpd.records.forms.asking import Asked, asked, echo
from cpd.records.forms.drafts import from_json, typed_draft
from cpd.records.forms.entries import EntryForm
from cpd.records.forms.filling import Writer, change_form, entry_form
from cpd.records.forms.quick import QuickForm, quick_form
from cpd.records.forms.reading import typed_from
from cpd.records.forms.supervisors import SupervisorForm, supervisor_form

__all__ = [
    "Asked",
    "EntryForm",
    "QuickForm",
    "SupervisorForm",
    "Writer",
    "asked",
    "change_form",
    "echo",
    "entry_form",
    "from_json",
    "quick_form",
    "supervisor_form",
    "typed_draft",
    "typed_from",
]
