from wtforms import Field, Form, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.validators import DataRequired, InputRequired, Length, StopValidation

from cpd.certificates.documents import refuse_name
from cpd.certificates.rules.listing import Search, Show
from cpd.certificates.rules.serials import read_serial
from cpd.certificates.rules.validity import ReasonClass, Withdrawal
from cpd.people.rules import checked_name
from cpd.web.fields import by_rule

LONGEST_REASON = 2000
REASON_CHOICES = [
    SelectChoice(ReasonClass.ISSUED_IN_ERROR, "It was issued in error"),
    SelectChoice(ReasonClass.CONDUCT, "For reasons of conduct"),
    SelectChoice(ReasonClass.HOLDERS_REQUEST, "The holder asks for it"),
]
SHOW_CHOICES = [
    SelectChoice(Show.ALL, "All"),
    SelectChoice(Show.VALID, "Valid"),
    SelectChoice(Show.EXPIRED, "Expired"),
    SelectChoice(Show.REPLACED, "Replaced"),
    SelectChoice(Show.WITHDRAWN, "Withdrawn"),
    SelectChoice(Show.PENDING, "Being prepared"),
]


class CheckForm(Form):
    """The public check. A serial may be typed in any way it can be read."""

    serial = StringField("Serial", [by_rule(read_serial)])

    def parsed(self) -> str:
        return read_serial(self.serial.data or "")


class SearchForm(Form):
    """Filters in an address: what makes no sense is taken as not said."""

    text = StringField("Serial or name")
    show = SelectField("Show", choices=SHOW_CHOICES, default=Show.ALL)
    page = IntegerField("Page", default=1)

    def parsed(self) -> Search:
        show = self.show.data if self.show.data in list(Show) else Show.ALL
        page = min(max(self.page.data or 1, 1), 100_000)
        return Search((self.text.data or "").strip()[:200], Show(show), page)


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
            Length(max=LONGEST_REASON, message=f"Use at most {LONGEST_REASON:,} characters."),
        ],
    )

    def parsed(self) -> Withdrawal:
        return Withdrawal(ReasonClass(self.reason_class.data), (self.reason.data or "").strip())


def another_name(form: Form, field: Field) -> None:
    if checked_name(field.data or "") == form["bears"].data:
        raise StopValidation("That is the name the certificate bears already.")


class ReplaceForm(Form):
    """Give `bears` the printed name: it is compared with, never taken from what was sent."""

    name = StringField(
        "Name as it should stand", [by_rule(checked_name), by_rule(refuse_name), another_name]
    )
    bears = StringField()

    def parsed(self) -> str:
        return checked_name(self.name.data or "")
