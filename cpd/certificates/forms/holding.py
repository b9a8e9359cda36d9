from wtforms import Field, Form, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.validators import InputRequired, StopValidation

from cpd.certificates.rules.life import NameShown

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


def is_the_word(_form: Form, field: Field) -> None:
    if (field.data or "").strip().casefold() != WORD:
        raise StopValidation(f"Type the word {WORD}, so that nothing is erased by a slip.")


class EraseForm(Form):
    word = StringField(f"Type the word {WORD}", [is_the_word])
    password = PasswordField("Your password", [InputRequired("Enter your password.")])
