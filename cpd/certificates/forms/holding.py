from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.validators import InputRequired, Optional, StopValidation

from cpd.certificates.rules.crediting import checked_first, latest_first
from cpd.certificates.rules.facts import Facts
from cpd.certificates.rules.life import NameShown
from cpd.web.fields import DayField, by_rule, parse_day

WORD = "erase"
SHOWN_CHOICES = [
    SelectChoice(NameShown.FULL, "My name, as it is printed"),
    SelectChoice(NameShown.INITIALS, "My initials"),
    SelectChoice(
        NameShown.MATCH, "Not my name: whoever checks types the name, and reads whether it fits"
    ),
]


class ShownForm(Form):
    shown = RadioField(
        "What the public page says of my name",
        [InputRequired("Choose what others see.")],
        choices=SHOWN_CHOICES,
    )

    def parsed(self) -> NameShown:
        return NameShown(self.shown.data)


class LogForm(Form):
    """What the log asks besides what stands on the certificate."""

    first = DayField("First day, if it took more than one", [Optional(), by_rule(parse_day)])
    facts: Facts

    def validate_first(self, field: DayField) -> None:
        by_rule(lambda _: checked_first(self.facts, field.day))(self, field)


def log_form(facts: Facts, typed: MultiDict[str, str]) -> LogForm:
    """Return the form; a first day is put in where the hours do not fit into one day."""
    latest = latest_first(facts)
    first = latest.isoformat() if latest != facts.completed_on else ""
    form = LogForm(typed or None, data={"first": first})
    form.facts = facts
    return form


def is_the_word(_form: Form, field: Field) -> None:
    if (field.data or "").strip().casefold() != WORD:
        raise StopValidation(f"Type the word {WORD}, so that nothing is erased by a slip.")


class EraseForm(Form):
    word = StringField(f"Type the word {WORD}", [is_the_word])
    password = PasswordField("Your password", [InputRequired("Enter your password.")])
