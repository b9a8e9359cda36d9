"""What anybody may type to check a certificate."""

from dataclasses import dataclass
from datetime import date

from wtforms import Field, FileField, Form, HiddenField, StringField
from wtforms.validators import Length, StopValidation

from cpd.certificates.rules.serials import read_serial
from cpd.kernel.errors import RuleError
from cpd.verification.rules.names import LONGEST
from cpd.web.fields import DayField, by_rule, parse_day

SHORT_ENOUGH = Length(max=LONGEST, message=f"Use at most {LONGEST} characters.")
SAY_MORE = (
    "Type the surname of the holder or the day of completion as well: the serial is not enough."
)


@dataclass(frozen=True)
class Known:
    """What somebody knows of a paper they have in front of them."""

    serial: str
    surname: str
    completed_on: date | None


def day_or_nothing(text: str) -> None:
    if text.strip():
        parse_day(text)


def one_of_the_two(form: Form, field: Field) -> None:
    if not (field.data or "").strip() and not (form["completed_on"].data or "").strip():
        raise StopValidation(SAY_MORE)


class SerialForm(Form):
    """The serial, and one thing more that stands on the paper."""

    serial = StringField("Serial", [by_rule(read_serial)])
    surname = StringField("Surname of the holder", [SHORT_ENOUGH, one_of_the_two])
    completed_on = DayField("Or the day of completion", [by_rule(day_or_nothing)])

    def parsed(self) -> Known:
        surname = (self.surname.data or "").strip()
        return Known(read_serial(self.serial.data or ""), surname, self.completed_on.day)


class FileForm(Form):
    """A file, or its fingerprints alone where the browser could work them out."""

    file = FileField("The PDF or the credential")
    prints = HiddenField()


class NameForm(Form):
    name = StringField(
        "Name", [by_rule(lambda text: some(text, "Type the name to compare.")), SHORT_ENOUGH]
    )

    def parsed(self) -> str:
        return (self.name.data or "").strip()


class DayForm(Form):
    """The day in an address; one that is none is said to be none, and the rest is answered."""

    on = DayField("Did it hold on this day?", [by_rule(day_or_nothing)])

    def parsed(self) -> date | None:
        return self.on.day if self.validate() else None


def some(text: str, sentence: str) -> None:
    if not text.strip():
        raise RuleError(sentence)
