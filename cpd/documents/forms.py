from collections.abc import Mapping
from datetime import date

from werkzeug.datastructures import MultiDict
from wtforms import FileField, Form, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from cpd.documents.models import Paper
from cpd.documents.rules import declarations, papers
from cpd.documents.rules.declarations import Declared
from cpd.documents.rules.papers import Written, checked_line
from cpd.evidence.rules.files import Clean
from cpd.evidence.uploads import cleaned_upload
from cpd.kernel.errors import RuleError
from cpd.web.fields import DayField, by_rule, form_id, parse_day


class PaperForm(Form):
    """A paper. `paper_form` takes out what its sort does not ask for."""

    form_id = HiddenField()
    version = HiddenField()
    issued_on = DayField("Issued or signed on", [by_rule(parse_day)])
    first_on = DayField("Covers from", [by_rule(parse_day)])
    last_on = DayField("Covers until, this day included", [by_rule(parse_day)])
    title = StringField("What you call it", [Optional(), by_rule(checked_line)])
    version_of = StringField("Which version", [Optional(), by_rule(checked_line)])
    level = StringField("Level", [Optional(), by_rule(checked_line)])
    seen_by = StringField("Seen by", [Optional(), by_rule(checked_line)])
    country = StringField("Country it holds in", [Optional(), by_rule(checked_line)])

    document: str
    today: date

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        if not super().validate(extra_validators):  # type: ignore[arg-type] # as WTForms has it
            return False
        try:
            papers.checked(self.parsed(), self.today)
        except RuleError as error:
            self.form_errors.append(str(error))
            return False
        return True

    def parsed(self) -> Written:
        def text(name: str) -> str | None:
            return (self[name].data or "") if name in self else None

        return Written(
            document=self.document,
            title=text("title") or "",
            issued_on=self.issued_on.day if "issued_on" in self else None,
            first_on=self.first_on.day if "first_on" in self else None,
            last_on=self.last_on.day if "last_on" in self else None,
            version_of=text("version_of"),
            level=text("level"),
            seen_by=text("seen_by"),
            country=text("country"),
        )

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def paper_form(
    document: str, typed: MultiDict[str, str], today: date, stands: Paper | None = None
) -> PaperForm:
    """Return the form for this sort of paper, filled with one that stands where there is one."""
    form = PaperForm(typed, data=filled(stands) if stands else {})
    form.document, form.today = document, today
    form.form_id.data = form_id(form.form_id.data)
    sort = papers.sort_of(document)
    left_out = {"issued_on"} if sort.covers else {"first_on", "last_on"}
    for name in left_out | (set(papers.ASKED_WORDS) - sort.asks):
        del form[name]
    return form


def filled(paper: Paper) -> dict[str, str]:
    days = {
        name: day.isoformat() if (day := getattr(paper, name)) else ""
        for name in ("issued_on", "first_on", "last_on")
    }
    texts = {name: getattr(paper, name) or "" for name in ("title", *papers.ASKED_WORDS)}
    return days | texts | {"version": str(paper.version)}


class ProofForm(Form):
    """A copy of a paper. Validating makes it anew, which takes a moment."""

    file = FileField("File")

    clean: Clean

    def validate_file(self, field: FileField) -> None:
        try:
            self.clean = cleaned_upload(field.data)
        except RuleError as error:
            raise ValidationError(str(error)) from error


class DeclarationForm(Form):
    """A declaration. `declaration_form` takes out what its sort does not ask for."""

    form_id = HiddenField()
    happened_on = DayField("Day", [by_rule(parse_day)])
    declared_on = DayField("Day you told the body", [Optional(), by_rule(parse_day)])
    declared_to = StringField(
        "To which body", [Optional(), Length(max=200, message="Use at most 200 characters.")]
    )
    requirement = HiddenField()
    minutes = StringField("Hours put off", [InputRequired("Enter how many hours.")])
    verdict = RadioField(
        "What they decided",
        [InputRequired("Choose what the body decided.")],
        choices=[SelectChoice(key, word) for key, word in declarations.VERDICTS.items()],
    )
    note = TextAreaField("Note for yourself", [Optional()])

    sort: str
    today: date

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        if not super().validate(extra_validators):  # type: ignore[arg-type] # as WTForms has it
            return False
        try:
            declarations.checked(self.parsed(), self.today)
        except RuleError as error:
            self.form_errors.append(str(error))
            return False
        return True

    def parsed(self) -> Declared:
        def text(name: str) -> str | None:
            return (self[name].data or "").strip() or None if name in self else None

        return Declared(
            declaration=self.sort,
            happened_on=self.happened_on.day,
            declared_on=self.declared_on.day if "declared_on" in self else None,
            declared_to=text("declared_to"),
            requirement=text("requirement"),
            minutes=whole_hours(text("minutes")),
            verdict=text("verdict"),
            note=(self.note.data or "").strip(),
        )


def whole_hours(text: str | None) -> int | None:
    """Read hours of grace, `6` or `6.5`, as minutes."""
    if text is None:
        return None
    try:
        minutes = round(float(text.replace(",", ".")) * 60)
    except (ValueError, OverflowError) as error:
        raise RuleError("Write the hours as a number, like 6 or 6.5.") from error
    return minutes


def declaration_form(
    sort: str, typed: MultiDict[str, str], today: date, about: str
) -> DeclarationForm:
    """Return the form; `about` is the standard that was judged, as `pack/requirement`."""
    asks = declarations.sort_of(sort).asks
    form = DeclarationForm(typed, data={"requirement": about})
    form.sort, form.today = sort, today
    form.form_id.data = form_id(form.form_id.data)
    for name in {"declared_on", "declared_to", "requirement", "minutes", "verdict"} - asks:
        del form[name]
    if sort == "judged":
        form.happened_on.label.text = "A day of the time it is about"
        form.declared_on.label.text = "Day they said so"
    return form
