"""The forms of assessors: a file to check, a key to make, an address to tell."""

from collections.abc import Collection, Mapping
from contextlib import closing
from uuid import UUID

from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    Field,
    FileField,
    Form,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from cpd.kernel.errors import RuleError
from cpd.verification.rules.api_keys import MEANINGS, checked_key_name
from cpd.verification.rules.asked import MOST_LINES_OF_A_FILE
from cpd.verification.rules.lines import Numbered, lines_of_csv
from cpd.verification.rules.scopes import Scope
from cpd.verification.rules.webhooks import Wanted
from cpd.web.fields import by_rule

LARGEST_FILE = 2 * 1024 * 1024


class OrganisationForm(Form):
    """A form in the name of one of somebody's organisations; who has one only is not asked."""

    organisation = SelectField("In the name of")

    def offer(self, organisations: Mapping[UUID, str]) -> None:
        self.organisation.choices = [
            SelectChoice(str(one), name) for one, name in organisations.items()
        ]
        if len(organisations) == 1:
            self.organisation.data = str(next(iter(organisations)))

    @property
    def organisation_id(self) -> UUID:
        return UUID(str(self.organisation.data))


class FileForm(OrganisationForm):
    """Validating it reads the file."""

    file = FileField("File", [InputRequired("Choose a file.")])
    watch = BooleanField("Tell us by webhook when one of these changes")

    lines: Collection[Numbered] = ()
    file_name = ""

    def validate_file(self, field: FileField) -> None:
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError("Choose a file.")
        self.file_name = field.data.filename
        with closing(field.data.stream) as stream:
            content: bytes = stream.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise ValidationError("A file may have at most 2 MB. Please part it.")
        try:
            self.lines = lines_of_csv(content, MOST_LINES_OF_A_FILE)
        except RuleError as error:
            raise ValidationError(str(error)) from error


class KeyForm(OrganisationForm):
    name = StringField("Name of the key", [by_rule(checked_key_name)])
    scopes = SelectMultipleField(
        "What it may do",
        [InputRequired("Say what the key may do.")],
        choices=[SelectChoice(str(scope), words) for scope, words in MEANINGS.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def parsed(self) -> list[Scope]:
        return [Scope(one) for one in self.scopes.data or ()]


class AddressForm(OrganisationForm):
    url = StringField("Address")
    of_members = BooleanField("Also of every certificate that our members hold")

    def validate_url(self, field: Field) -> None:
        if not (field.data or "").strip():
            raise ValidationError("Write an address, like https://example.org/hooks.")

    @property
    def address(self) -> str:
        return (self.url.data or "").strip()

    def parsed(self) -> Wanted:
        return Wanted(self.organisation_id, self.address, bool(self.of_members.data))
