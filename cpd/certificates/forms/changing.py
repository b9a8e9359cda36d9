from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, Form, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation

from cpd.certificates.documents import refuse_name, refuse_text
from cpd.certificates.rules.corrections import Correction, checked_title, corrected, minutes_of
from cpd.certificates.rules.facts import Facts
from cpd.certificates.rules.validity import ReasonClass, Withdrawal
from cpd.kernel.errors import RuleError
from cpd.people.rules import checked_name
from cpd.web.fields import DayField, by_rule, parse_day

LONGEST_REASON = 2000
AT_MOST = Length(max=LONGEST_REASON, message=f"Use at most {LONGEST_REASON:,} characters.")
WRITE_DOWN = DataRequired("Write down why. Only administrators will read it.")
REASON_CHOICES = [
    SelectChoice(ReasonClass.ISSUED_IN_ERROR, "It was issued in error"),
    SelectChoice(ReasonClass.HOLDERS_REQUEST, "The holder asks for it"),
    SelectChoice(ReasonClass.CONDUCT, "For reasons of conduct: a second administrator decides"),
]


class WithdrawForm(Form):
    reason_class = RadioField(
        "Why is it withdrawn?",
        [InputRequired("Choose why. The public page will say this much.")],
        choices=REASON_CHOICES,
    )
    reason = TextAreaField(
        "What happened",
        [
            DataRequired("Write down what happened. Only administrators will read it."),
            AT_MOST,
        ],
    )
    on_hold = BooleanField("For reasons of conduct: put it on hold at once, until that is decided")

    def parsed(self) -> Withdrawal:
        return Withdrawal(ReasonClass(self.reason_class.data), (self.reason.data or "").strip())

    @property
    def needs_another(self) -> bool:
        return bool(self.reason_class.data == ReasonClass.CONDUCT)


class ReasonForm(Form):
    """Why something is done, for the file."""

    reason = TextAreaField("Why", [WRITE_DOWN, AT_MOST])

    def parsed(self) -> str:
        return (self.reason.data or "").strip()


def is_title(text: str) -> None:
    refuse_text("title", checked_title(text))


class ReplaceForm(Form):
    """Everything that may be corrected, as it stands; `facts` are what it is compared with."""

    name = StringField("Name as it should stand", [by_rule(checked_name), by_rule(refuse_name)])
    title = StringField("Title", [by_rule(is_title)])
    completed_on = DayField("Completed on", [by_rule(parse_day)])
    reason = TextAreaField("Why it is corrected", [Optional(), AT_MOST])

    facts: Facts
    parts: tuple[str, ...]

    @property
    def minutes_fields(self) -> list[Field]:
        return [self[name] for name in self.parts]

    def parsed(self) -> Correction:
        return Correction(
            name=checked_name(self.name.data or ""),
            title=checked_title(self.title.data or ""),
            minutes=tuple(self[name].data or 0 for name in self.parts),
            completed_on=parse_day(self.completed_on.data or ""),
        )

    def makes_sense(self) -> bool:
        """Say whether all of it together is a correction, or explain above the form."""
        try:
            corrected(self.facts, self.parsed())
        except RuleError as refusal:
            self.form_errors.append(str(refusal))
            return False
        return True


def is_number(_form: Form, field: Field) -> None:
    if field.data is None or not 0 <= field.data <= 60_000:
        field.errors = []
        raise StopValidation("Enter whole minutes, like 90.")


def replace_form(facts: Facts, typed: MultiDict[str, str] | None) -> ReplaceForm:
    """Return the form for one certificate: a field of minutes for each category it names."""
    names = [f"Minutes: {one.name}" for one in facts.categories] or ["Minutes"]
    fields = {
        f"minutes_{number}": IntegerField(name, [is_number]) for number, name in enumerate(names)
    }
    made: type[ReplaceForm] = type("ReplaceForm", (ReplaceForm,), dict(fields))
    asis = {
        "name": facts.name,
        "title": facts.title,
        "completed_on": facts.completed_on.isoformat(),
    } | dict(zip(fields, minutes_of(facts), strict=True))
    form = made(typed, data=asis)
    form.facts, form.parts = facts, tuple(fields)
    return form
