"""The form of one supervisor in one's list."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.validators import Optional

from cpd.kernel.errors import RuleError
from cpd.records.forms.days import DateField, maybe_day
from cpd.records.models import Supervisor
from cpd.records.rules.supervisors import (
    MOST_RUNS,
    RELATION_WORDS,
    Run,
    Supervising,
    body_key,
    checked,
    checked_email,
    checked_name,
)
from cpd.web.fields import by_rule

FREE_LINES = 2
RELATIONS = [SelectChoice("", "None")] + [
    SelectChoice(one.value, word) for one, word in RELATION_WORDS.items()
]


class AccreditedForm(Form):
    what = StringField("Body", [Optional(), by_rule(body_key)])
    since = DateField("From", [Optional(), by_rule(maybe_day)])
    until = DateField("Until", [Optional(), by_rule(maybe_day)])


class RelationForm(Form):
    what = SelectField("Relation", choices=RELATIONS)
    since = DateField("From", [Optional(), by_rule(maybe_day)])
    until = DateField("Until", [Optional(), by_rule(maybe_day)])


class SupervisorForm(Form):
    version = HiddenField()
    name = StringField("Name", [by_rule(checked_name)])
    email = StringField("E-mail address", [Optional(), by_rule(checked_email)])
    accredited = FieldList(FormField(AccreditedForm), max_entries=MOST_RUNS)
    relations = FieldList(FormField(RelationForm), max_entries=MOST_RUNS)
    ended_on = DateField("Last day of working together", [Optional(), by_rule(maybe_day)])

    today: date

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        if not super().validate(extra_validators):
            return False
        try:
            checked(self.parsed(), self.today)
        except RuleError as error:
            self.form_errors.append(str(error))
            return False
        return True

    def parsed(self) -> Supervising:
        return Supervising(
            name=checked_name(self.name.data or ""),
            email=checked_email(self.email.data or ""),
            accredited=tuple(
                Run(body_key(run.what), run.since, run.until) for run in runs(self.accredited)
            ),
            relations=tuple(runs(self.relations)),
            ended_on=maybe_day(self.ended_on.data or ""),
        )


def runs(lines: Iterable[Any]) -> Iterable[Run]:
    """Yield the lines that say something; one left empty says nothing."""
    for line in lines:
        form = line.form
        if (form.what.data or "").strip():
            since, until = maybe_day(form.since.data or ""), maybe_day(form.until.data or "")
            yield Run(form.what.data.strip(), since, until)


def supervisor_form(
    typed: MultiDict[str, str], today: date, stands: Supervisor | None = None
) -> SupervisorForm:
    """Return the form, with a few lines more than are filled."""
    form = SupervisorForm(typed or None, data=as_typed(stands) if stands else {})
    form.today = today
    if not typed:
        for lines in (form.accredited, form.relations):
            for _ in range(min(FREE_LINES, MOST_RUNS - len(lines))):
                lines.append_entry()
    return form


def as_typed(stands: Supervisor) -> dict[str, object]:
    facts = stands.supervising
    return {
        "version": str(stands.version),
        "name": facts.name,
        "email": facts.email or "",
        "accredited": [run_typed(one) for one in facts.accredited],
        "relations": [run_typed(one) for one in facts.relations],
        "ended_on": facts.ended_on.isoformat() if facts.ended_on else "",
    }


def run_typed(run: Run) -> dict[str, str]:
    return {
        "what": run.what,
        "since": run.since.isoformat() if run.since else "",
        "until": run.until.isoformat() if run.until else "",
    }
