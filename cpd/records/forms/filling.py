"""How the form of a line is made: for a kind, for what stands, for whoever writes."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs

from cpd.codes.files import register
from cpd.records.forms.entries import PART_WORDS, EntryForm
from cpd.records.forms.reading import target, typed_from
from cpd.records.forms.sorting import fill_in, fit_to_offers
from cpd.records.models import Entry
from cpd.records.rules.fields import CREDITED, HELD, PARTS, SPECIAL_WORDS, word_for
from cpd.records.rules.kinds import TIMED, DilemmaSort, EntryKind, Part, PlanState, Source
from cpd.records.rules.offers import Offer

FORM_ID = re.compile(r"[0-9a-f]{32}")
OURS = frozenset({"form_id", "version"})
NO_CHOICE = SelectChoice("", "Somebody else, or not said")
NOT_YET = SelectChoice("", "Not yet")


@dataclass(frozen=True)
class Writer:
    """Who writes, as the form must know: their day, their zone, their supervisors and sessions."""

    today: date
    zone: ZoneInfo
    supervisors: tuple[tuple[str, str], ...] = ()
    sessions: tuple[tuple[str, str], ...] = ()
    usual_supervisor: str = ""
    offers: tuple[Offer, ...] = ()


def entry_form(
    kind: EntryKind,
    typed: MultiDict[str, str],
    writer: Writer,
    stands: Mapping[str, Any] | None = None,
) -> EntryForm:
    """Return the form for a new line: today, until another day is chosen.

    `stands` fills it before anything is typed: from a draft, a template, another entry.
    """
    usual = {
        "done_on": writer.today.isoformat(),
        "part": Part.RECEIVED,
        "supervisor_id": writer.usual_supervisor,
        "plan_state": PlanState.OPEN,
        "dilemma_sort": DilemmaSort.DILEMMA,
    }
    filled = fill_in(writer.offers, usual | dict(stands or {}))
    form = with_id(EntryForm(typed or None, data=filled))
    return fitted(form, kind, writer)


def with_id(form: EntryForm) -> EntryForm:
    if not FORM_ID.fullmatch(form.form_id.data or ""):
        form.form_id.data = secrets.token_hex(16)
    return form


def change_form(
    entry: Entry,
    typed: MultiDict[str, str],
    writer: Writer,
    stands: Mapping[str, Any] | None = None,
) -> EntryForm:
    """Return the form filled with a line that stands; a draft of a change lies over it."""
    line = entry.logged
    filled = typed_from(line) | {"version": str(entry.version)} | dict(stands or {})
    form = with_id(EntryForm(typed or None, data=fill_in(writer.offers, filled)))
    form.before = line
    if entry.source is Source.MODULE:
        for name in [field.name for field in form if target(field.name) in CREDITED]:
            del form[name]
    return fitted(form, line.kind, writer)


def fitted(form: EntryForm, kind: EntryKind, writer: Writer) -> EntryForm:
    """Leave in the form what this kind has, called as it is called there."""
    form.kind, form.today, form.zone = kind, writer.today, writer.zone
    for name in [field.name for field in form if field.name not in OURS]:
        if target(name) not in HELD[kind] or (name == "time" and kind not in TIMED):
            del form[name]
        elif (kind, target(name)) in SPECIAL_WORDS:
            form[name].label.text = word_for(kind, target(name))
    if "part" in form:
        words = {part: PART_WORDS[part] for part in PARTS[kind]}
        form.part.choices = [SelectChoice(part.value, word) for part, word in words.items()]
    fit_lists(form, writer)
    return form


def fit_lists(form: EntryForm, writer: Writer) -> None:
    fit_to_offers(form, writer.offers)
    if "supervisor_id" in form:
        form.supervisor_id.choices = with_stood(
            form, "supervisor_id", NO_CHOICE, writer.supervisors
        )
        if not writer.supervisors:
            del form.supervisor_id
    if "taken_to_id" in form:
        form.taken_to_id.choices = with_stood(form, "taken_to_id", NOT_YET, writer.sessions)
    if "clause_ticks" in form:
        form.clause_ticks.choices = [
            SelectChoice(str(clause.reference), clause.number)
            for code in register().current.values()
            for clause in code.clauses
        ]


def with_stood(
    form: EntryForm, name: str, none: SelectChoice, offered: tuple[tuple[str, str], ...]
) -> list[SelectChoice]:
    """Return what can be chosen; what stood before can be, even if it is no longer offered."""
    found = [none, *(SelectChoice(value, word) for value, word in offered)]
    stood = str(getattr(form.before, name, None) or "")
    if stood and stood not in {value for value, _ in offered}:
        found.append(SelectChoice(stood, "As it stands now"))
    return found
