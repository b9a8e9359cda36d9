"""The form of one line of the log: what can be typed, and what is said when it cannot be."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.validators import Optional, StopValidation

from cpd.codes.files import register
from cpd.kernel.errors import RuleError
from cpd.kernel.hours import parse_duration
from cpd.records.forms.days import (
    DateField,
    maybe_clock,
    maybe_day,
    maybe_minutes,
    maybe_size,
    parse_day,
)
from cpd.records.forms.reading import FIELDS, typed_clauses, typed_tags
from cpd.records.forms.sorting import CheckboxListField, ChoicesField, categories_of
from cpd.records.models import Entry
from cpd.records.rules.changes import refuse_changed_since
from cpd.records.rules.checking import (
    check_last_day,
    check_minutes,
    checked,
    checked_day,
    checked_due,
    checked_own_minutes,
)
from cpd.records.rules.clauses import cited
from cpd.records.rules.entries import Logged
from cpd.records.rules.identity import Finding, findings
from cpd.records.rules.kinds import (
    DilemmaSort,
    EntryKind,
    FeedbackFrom,
    Mode,
    Part,
    PlanState,
    SupervisionFormat,
)
from cpd.records.rules.offers import Offer, chosen
from cpd.records.rules.tags import KNOWN_TAGS
from cpd.records.rules.texts import (
    bodies,
    checked_reflection,
    checked_short,
    checked_supervisor,
    checked_title,
    key,
    keys,
    listed,
    pairs,
)
from cpd.records.rules.times import with_clock
from cpd.web.fields import by_rule

SHORTEST_REASON = 3
MODE_WORDS = {
    "": "Not said",
    Mode.LIVE: "Live, in a room with others",
    Mode.LIVE_ONLINE: "Live, online",
    Mode.RECORDED: "Recorded",
    Mode.SELF_PACED: "In my own time",
}
PART_WORDS = {
    Part.RECEIVED: "I was supervised",
    Part.DELIVERED: "I supervised others",
    Part.PRESENTED: "I taught or presented",
}
SORT_WORDS = {
    DilemmaSort.DILEMMA: "An ethical dilemma",
    DilemmaSort.CONFLICT: "A conflict of interest",
    DilemmaSort.RELATIONSHIP: "A second relationship with somebody I work with",
}


def choices(words: dict[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(str(value), word) for value, word in words.items()]


def plain(values: Iterable[StrEnum]) -> list[SelectChoice]:
    return [SelectChoice(value.value, value.value.capitalize()) for value in values]


class EntryForm(Form):
    """One line of the log. `fitted` takes out what a kind or a source has no use for."""

    form_id = HiddenField()
    version = HiddenField()
    time = StringField("Time it took", [by_rule(maybe_minutes)])
    done_on = DateField("Day", [by_rule(parse_day)])
    title = StringField("Title", [by_rule(checked_title)])
    begins = StringField("Began at", [Optional(), by_rule(maybe_clock)])
    ends = StringField("Ended at", [Optional(), by_rule(maybe_clock)])
    ended_on = DateField("Last day, if there were several", [Optional(), by_rule(maybe_day)])
    own_time = StringField("Of that on your own work", [Optional(), by_rule(maybe_minutes)])
    part = RadioField("Your part", choices=choices(PART_WORDS), validate_choice=False)
    supervision_format = RadioField(
        "Format", choices=plain(SupervisionFormat), validate_choice=False
    )
    contracted = StringField("Agreed size of the group", [Optional(), by_rule(maybe_size)])
    attended = StringField("How many came", [Optional(), by_rule(maybe_size)])
    facilitated = BooleanField("Somebody facilitated besides")
    recused = BooleanField("I left the discussion of a client I know otherwise")
    supervisor_id = SelectField("Supervisor", choices=[], default="")
    supervisor = StringField("Name of the supervisor", [Optional(), by_rule(checked_supervisor)])
    feedback_from = RadioField("From", choices=plain(FeedbackFrom), validate_choice=False)
    dilemma_sort = RadioField("What it is", choices=choices(SORT_WORDS), validate_choice=False)
    taken_to_id = SelectField("Taken to this supervision session", choices=[], default="")
    due_on = DateField("To be done by", [Optional(), by_rule(maybe_day)])
    plan_state = RadioField("State", choices=plain(PlanState), validate_choice=False)
    provider = StringField("Provider", [Optional(), by_rule(checked_short)])
    mode = SelectField("How it was done", choices=choices(MODE_WORDS), validate_choice=False)
    setting = StringField("Setting", [Optional(), by_rule(checked_short)])
    topic = StringField("Topic", [Optional(), by_rule(checked_short)])
    category = StringField("Category", [Optional(), by_rule(key)])
    category_choices = ChoicesField("Category for each body", choices=[], validate_choice=False)
    categories = StringField("What a body calls it", [Optional(), by_rule(pairs)])
    tag_ticks = CheckboxListField("Tags", choices=choices(KNOWN_TAGS), validate_choice=False)
    tags = StringField("Other tags", [Optional(), by_rule(typed_tags)])
    certificate_number = StringField("Certificate number", [Optional(), by_rule(checked_short)])
    counts_for = StringField(
        "Counts only for", [Optional(), by_rule(lambda text: bodies(listed(text)))]
    )
    reflection = TextAreaField("Reflection", [Optional(), by_rule(checked_reflection)])
    planned = TextAreaField("Plan", [Optional(), by_rule(checked_reflection)])
    acted = TextAreaField("What you did", [Optional(), by_rule(checked_reflection)])
    evaluated = TextAreaField("How it went", [Optional(), by_rule(checked_reflection)])
    outcomes = TextAreaField("What came of it", [Optional(), by_rule(checked_reflection)])
    clause_ticks = CheckboxListField("Clauses", choices=[], validate_choice=False)
    clauses = StringField("Clauses by number", [Optional(), by_rule(typed_clauses)])
    identity_reason = StringField("Why it may stay", [by_rule(checked_short)])

    kind: EntryKind
    today: date
    zone: ZoneInfo
    before: Logged | None = None
    offers: Sequence[Offer] = ()
    found: tuple[Finding, ...] = ()

    def validate_time(self, field: StringField) -> None:
        clocked = "begins" in self and self.begins.data and self.ends.data
        if not (field.data or "").strip() and not clocked:
            by_rule(parse_duration)(self, field)

    def validate_done_on(self, field: StringField) -> None:
        day = parse_day(field.data or "")
        if self.before is None or day != self.before.done_on:
            by_rule(lambda _: checked_day(day, self.today))(self, field)

    def validate_due_on(self, field: StringField) -> None:
        by_rule(lambda text: checked_due(parse_day(text), self.today))(self, field)

    def validate_supervision_format(self, field: RadioField) -> None:
        if field.data not in set(SupervisionFormat):
            raise StopValidation("Choose individual, group or peer.")

    def validate_clause_ticks(self, field: SelectMultipleField) -> None:
        by_rule(lambda _: cited(field.data or [], register()))(self, field)

    def validate_category_choices(self, field: ChoicesField) -> None:
        by_rule(lambda _: chosen(field.data or ()))(self, field)

    def validate_identity_reason(self, field: StringField) -> None:
        if 0 < len((field.data or "").strip()) < SHORTEST_REASON:
            raise StopValidation("Say in a few words why it may stay.")

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Look at each field, then at what only several of them show together."""
        if not super().validate(extra_validators):
            return False
        line = self.parsed()
        together = (
            ("ended_on", lambda: check_last_day(line, self.today, self.before)),
            ("begins", lambda: with_clock(line, self.zone)),
            ("time", lambda: check_minutes(replace(with_clock(line, self.zone), own_minutes=None))),
            ("own_time", lambda: checked_own_minutes(
                line.own_minutes, with_clock(line, self.zone).minutes)),
            ("", lambda: checked(line, self.today, self.before, zone=self.zone)),
        )  # fmt: skip
        for name, rule in together:
            try:
                rule()
            except RuleError as error:
                self.refuse(name, str(error))
                return False
        return True

    def refuse(self, name: str, why: str) -> None:
        """Say what is wrong beside the field it is wrong with, if the form has it."""
        if name in self:
            field: Field = self[name]
            field.errors = [why]
        else:
            self.form_errors.append(why)

    def parsed(self) -> Logged:
        """Return what is typed; a field that the form does not have keeps what stood before."""
        values: dict[str, Any] = {
            filled: read(self[name].data or "")
            for name, (filled, read) in FIELDS.items()
            if name in self
        }
        if "time" in self:
            values["minutes"] = maybe_minutes(self.time.data or "") or 0
        if "clauses" in self:
            typed = listed(self.clauses.data or "")
            values["clauses"] = cited((*typed, *(self.clause_ticks.data or ())), register())
        if "tags" in self:
            values["tags"] = keys((*listed(self.tags.data or ""), *(self.tag_ticks.data or ())))
        stood = self.before or Logged(kind=self.kind, done_on=self.today, title="")
        if "categories" in self:
            values["categories"] = categories_of(
                self.offers,
                self.category_choices.data or (),
                self.categories.data or "",
                stood.categories,
            )
        if values.get("supervisor"):
            values["supervisor_id"] = None  # a name that was typed is meant
        elif values.get("supervisor_id") and values["supervisor_id"] == stood.supervisor_id:
            values["supervisor"] = stood.supervisor
        return replace(stood, **values)

    def says(self, line: Logged) -> bool:
        """Say whether a line is what this form would make; the list knows a supervisor's name."""
        made = checked(self.parsed(), self.today, self.before, zone=self.zone)
        return line == (replace(made, supervisor=line.supervisor) if made.supervisor_id else made)

    def asks_about_clients(self) -> bool:
        """Say whether the writer has yet to be shown what looks like a client, and to say why."""
        line = self.parsed()
        self.found = findings(line, self.before)
        return bool(self.found) and not line.identity_reason

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
