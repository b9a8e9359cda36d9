"""The three ways of adding evidence: a file, a link, the number of a certificate."""

from wtforms import FileField, Form, HiddenField, StringField, URLField, ValidationError
from wtforms.validators import InputRequired, Optional

from cpd.evidence.rules.files import Clean, label_from
from cpd.evidence.rules.links import (
    checked_label,
    checked_link,
    checked_number,
    checked_provider,
    host_of,
)
from cpd.evidence.uploads import cleaned_upload
from cpd.kernel.errors import RuleError
from cpd.web.fields import by_rule


class FileForm(Form):
    """Validating it makes the file anew, which takes a moment: hold no transaction meanwhile."""

    act = HiddenField(default="file")
    file = FileField("File")
    label = StringField("Name", [Optional(), by_rule(checked_label)])

    clean: Clean
    filename = ""

    def validate_file(self, field: FileField) -> None:
        try:
            self.clean = cleaned_upload(field.data)
        except RuleError as error:
            raise ValidationError(str(error)) from error
        self.filename = field.data.filename

    def parsed(self) -> str:
        """Return what the file is called: as was typed, or as it was called where it comes from."""
        return checked_label(self.label.data or "") or label_from(self.filename) or "File"


class LinkForm(Form):
    act = HiddenField(default="link", id="act-link")
    url = URLField(
        "Address",
        [InputRequired("Enter the address."), by_rule(checked_link)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    url_label = StringField("Name", [Optional(), by_rule(checked_label)])

    def parsed(self) -> tuple[str, str]:
        """Return what the link is called, and the address."""
        url = checked_link(self.url.data or "")
        return checked_label(self.url_label.data or "") or host_of(url)[:200], url


class CertificateForm(Form):
    act = HiddenField(default="certificate", id="act-certificate")
    number = StringField(
        "Certificate number",
        [
            InputRequired("Enter the number that stands on the certificate."),
            by_rule(checked_number),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )
    provider = StringField("Provider", [Optional(), by_rule(checked_provider)])

    def parsed(self) -> tuple[str, str | None]:
        """Return the number and who issued it."""
        return checked_number(self.number.data or ""), checked_provider(self.provider.data or "")
