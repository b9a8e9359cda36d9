"""The forms of the log, and what a reader asks of the list."""

import re
import secrets
from dataclasses import replace
from datetime import date

from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.validators import Optional, StopValidation
from wtforms.widgets import DateInput

from cpd.kernel.errors import RuleError
from cpd.kernel.hours import parse_duration, short
from cpd.records.models import Entry
from cpd.records.rules.entries import (
    Logged,
    checked_day,
    checked_reflection,
    checked_supervisor,
    checked_title,
    refuse_changed_since,
)
from cpd.records.rules.kinds import EntryKind, Source, SupervisionFormat
from cpd.web.fields import by_rule

FORM_ID = re.compile(r"[0-9a-f]{32}")
FORMATS = [SelectChoice(way.value, way.value.capitalize()) for way in SupervisionFormat]


def parse_day(text: str) -> date:
    """Read a day as the browser's calendar sends it; never guess which number is the month."""
    text = text.strip()
    if not text:
        raise RuleError("Enter the day.")
    written = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text, re.ASCII)
    if written is None:
        raise RuleError("Write the day as year, month and day with dashes, like 2026-03-02.")
    try:
        return date(*(int(part) for part in written.groups()))
    except ValueError as error:
        raise RuleError("There is no such day. Please look at the calendar again.") from error


class DateField(StringField):
    """A calendar, or plain text where it has to show what no calendar can."""

    widget = DateInput()


class EntryForm(Form):
    """One line of the log. `entry_form` takes out what a kind or a source has no use for."""

    form_id = HiddenField()
    version = HiddenField()
    done_on = DateField("Day", [by_rule(parse_day)])
    time = StringField("Time it took", [by_rule(parse_duration)])
    title = StringField("Title", [by_rule(checked_title)])
    supervision_format = RadioField("Format", choices=FORMATS, validate_choice=False)
    supervisor = StringField("Name of the supervisor", [Optional(), by_rule(checked_supervisor)])
    reflection = TextAreaField("Reflection", [Optional(), by_rule(checked_reflection)])

    kind: EntryKind
    today: date
    before: Logged | None = None

    def validate_done_on(self, field: StringField) -> None:
        day = parse_day(field.data or "")
        if self.before is None or day != self.before.done_on:
            by_rule(lambda _: checked_day(day, self.today))(self, field)

    def validate_supervision_format(self, field: RadioField) -> None:
        if field.data not in set(SupervisionFormat):
            raise StopValidation("Choose individual, group or peer.")

    def parsed(self) -> Logged:
        reflection = checked_reflection(self.reflection.data or "")
        if self.is_reflection_only and self.before is not None:
            return replace(self.before, reflection=reflection)
        supervised = self.kind is EntryKind.SUPERVISION
        return Logged(
            kind=self.kind,
            done_on=parse_day(self.done_on.data or ""),
            minutes=parse_duration(self.time.data or ""),
            title=checked_title(self.title.data or ""),
            reflection=reflection,
            supervision_format=SupervisionFormat(self.supervision_format.data)
            if supervised
            else None,
            supervisor=checked_supervisor(self.supervisor.data or "") if supervised else None,
        )

    @property
    def day_type(self) -> str:
        """The kind of input that can show the day as it was typed."""
        return "date" if re.fullmatch(r"(\d{4}-\d\d-\d\d)?", self.done_on.data or "") else "text"

    @property
    def is_reflection_only(self) -> bool:
        return "done_on" not in self

    @property
    def seen_version(self) -> int:
        """The version the writer had before them; 0, which none has, for what is no number."""
        text = self.version.data or ""
        return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0

    def is_written_over(self, entry: Entry) -> bool:
        """Say whether this was written over the version that stands; if not, tell the writer.

        Sending it once more then means it.
        """
        try:
            refuse_changed_since(self.seen_version, entry.version)
        except RuleError as error:
            self.form_errors.append(
                f"{error} Save again to put what you typed in its place; "
                "the other version stays in the history of the entry."
            )
            self.version.data = str(entry.version)
            return False
        return True

    def came_before(self) -> None:
        """Say that this very form was saved, with something else on it, and make it a new one."""
        self.form_errors.append(
            "This form was saved before, with something else on it. Save again to log what you "
            "see now as a second entry, or open the first one and change it there."
        )
        self.form_id.data = secrets.token_hex(16)


def entry_form(kind: EntryKind, typed: MultiDict[str, str], today: date) -> EntryForm:
    """Return the form for a new line: today, until another day is chosen."""
    form = EntryForm(typed, data={"done_on": today.isoformat()})
    if not FORM_ID.fullmatch(form.form_id.data or ""):
        form.form_id.data = secrets.token_hex(16)
    return fitted(form, kind, today)


def change_form(entry: Entry, typed: MultiDict[str, str], today: date) -> EntryForm:
    """Return the form filled with a line that stands."""
    line = entry.logged
    stands = {
        **{name: getattr(line, name) or "" for name in ("title", "supervisor", "reflection")},
        "done_on": line.done_on.isoformat(),
        "time": short(line.minutes),
        "supervision_format": line.supervision_format,
        "version": str(entry.version),
    }
    form = EntryForm(typed, data=stands)
    form.before = line
    if entry.source is Source.MODULE:
        del form.done_on, form.time, form.title
    return fitted(form, line.kind, today)


def fitted(form: EntryForm, kind: EntryKind, today: date) -> EntryForm:
    form.kind, form.today = kind, today
    if kind is not EntryKind.SUPERVISION:
        del form.supervision_format, form.supervisor
    return form
