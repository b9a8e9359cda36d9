from collections.abc import Sequence
from datetime import date

from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    FileField,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.validators import DataRequired, InputRequired, NumberRange, StopValidation

from cpd.certificates.documents import refuse_text
from cpd.certificates.rules.facts import Design
from cpd.certificates.rules.profiles import (
    LONGEST_NUMBER,
    MOST_MINUTES,
    MOST_NUMBERS,
    NewApproval,
    Profile,
    checked_line,
    checked_numbers,
    refuse_days,
)
from cpd.kernel.errors import RuleError
from cpd.web.fields import DayField, by_rule, parse_day

DESIGN_CHOICES = [
    SelectChoice(Design.PORTRAIT, "Upright (portrait)"),
    SelectChoice(Design.LANDSCAPE, "Wide (landscape)"),
]


def line(text: str) -> None:
    refuse_text("line", checked_line(text))


def number(text: str) -> None:
    refuse_text("number", checked_line(text, LONGEST_NUMBER))


class ProfileForm(Form):
    """The words on the next certificates; `version` tells which ones they are to take over from."""

    version = HiddenField()
    design = RadioField("Design", [InputRequired("Choose a design.")], choices=DESIGN_CHOICES)
    address = StringField("Address", [by_rule(line)])
    signatory = StringField("Who signs", [by_rule(line)])
    signatory_title = StringField("Their title", [by_rule(line)])

    def rows(self) -> list[tuple[Field, Field]]:
        return [(self[f"body_{one}"], self[f"number_{one}"]) for one in range(MOST_NUMBERS)]

    def rows_shown(self) -> list[tuple[Field, Field]]:
        """Return the rows up to the last that says something, and two empty ones."""
        said = [at for at, row in enumerate(self.rows(), 1) if any(one.data for one in row)]
        return self.rows()[: max(said, default=0) + 2]

    def parsed(self) -> Profile:
        return Profile(
            design=Design(self.design.data),
            address=checked_line(self.address.data or ""),
            signatory=checked_line(self.signatory.data or ""),
            signatory_title=checked_line(self.signatory_title.data or ""),
            provider_numbers=checked_numbers(self.typed_numbers()),
        )

    def typed_numbers(self) -> list[tuple[str, str]]:
        return [(body.data or "", given.data or "") for body, given in self.rows()]

    def makes_sense(self) -> bool:
        """Say whether the numbers do, each with its body, or explain above the form."""
        try:
            checked_numbers(self.typed_numbers())
        except RuleError as refusal:
            self.form_errors.append(str(refusal))
            return False
        return True


def profile_form(profile: Profile, version: str, typed: MultiDict[str, str] | None) -> ProfileForm:
    """Return the form with what stands today, and an empty row for each number there may be."""
    fields: dict[str, Field] = {}
    asis: dict[str, object] = {
        "version": version,
        "design": profile.design,
        "address": profile.address,
        "signatory": profile.signatory,
        "signatory_title": profile.signatory_title,
    }
    for one in range(MOST_NUMBERS):
        fields[f"body_{one}"] = StringField(f"Body {one + 1}", [by_rule(line)])
        fields[f"number_{one}"] = StringField(f"Number {one + 1}", [by_rule(number)])
    for one, fact in enumerate(profile.provider_numbers[:MOST_NUMBERS]):
        asis |= {f"body_{one}": fact.body, f"number_{one}": fact.number}
    made: type[ProfileForm] = type("ProfileForm", (ProfileForm,), dict(fields))
    return made(typed, data=asis)


class LogoForm(Form):
    logo = FileField("Picture")


class ApprovalForm(Form):
    module_key = SelectField("Module", [InputRequired("Choose a module.")], choices=[])
    body = StringField("Body", [DataRequired("Name the body."), by_rule(line)])
    number = StringField(
        "Number it gave", [DataRequired("Enter the number it gave."), by_rule(number)]
    )
    title = StringField(
        "Title, exactly as approved", [DataRequired("Enter the title it approved."), by_rule(line)]
    )
    minutes = IntegerField(
        "Minutes approved",
        [
            InputRequired("Enter the minutes it approved."),
            NumberRange(1, MOST_MINUTES, "Enter whole minutes, like 90."),
        ],
    )
    valid_from = DayField("First day", [by_rule(parse_day)])
    valid_until = DayField("Last day, if it ends")

    def validate_valid_until(self, field: DayField) -> None:
        try:
            until = field.day
            refuse_days(parse_day(self.valid_from.data or ""), until)
        except RuleError as refusal:
            if field.data:
                raise StopValidation(str(refusal)) from refusal

    def parsed(self) -> NewApproval:
        return NewApproval(
            module_key=self.module_key.data,
            body=checked_line(self.body.data or ""),
            number=checked_line(self.number.data or "", LONGEST_NUMBER),
            title=checked_line(self.title.data or ""),
            minutes=self.minutes.data or 0,
            valid_from=parse_day(self.valid_from.data or ""),
            valid_until=self.valid_until.day,
        )


def approval_form(
    modules: Sequence[tuple[str, str]], today: date, typed: MultiDict[str, str] | None
) -> ApprovalForm:
    form = ApprovalForm(typed, data={"valid_from": today.isoformat()})
    form.module_key.choices = [SelectChoice(key, title) for key, title in modules]
    return form
