"""The forms of the way in and out: a file, its columns, what is confirmed, what is asked for."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from io import SEEK_END
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import (
    BooleanField,
    FileField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from cpd.kernel.errors import RuleError
from cpd.records.rules.entries import KIND_TITLES
from cpd.records.rules.kinds import EntryKind
from cpd.transfers.rules.cells import DATE_WORDS, DateForm
from cpd.transfers.rules.columns import COLUMNS, Mapped, problem_with
from cpd.transfers.rules.formats import Wanted
from cpd.transfers.rules.portfolios import SECTION_WORDS, Section
from cpd.transfers.rules.reports import Choices, checked_reason
from cpd.transfers.rules.tables import SEPARATORS, Table
from cpd.transfers.uploads import LARGEST_FILE, table_from
from cpd.web.fields import DayField, parse_day

FIND_OUT = "Find out"


def offered(words: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(str(value), word) for value, word in words.items()]


class UploadForm(Form):
    """Validating it reads the file, which may take a moment: hold no transaction meanwhile."""

    file = FileField("File")
    separator = SelectField(
        "Columns are parted by",
        choices=offered({"": FIND_OUT, **SEPARATORS}),
        default="",
    )

    table: Table
    file_name = ""

    def validate_file(self, field: FileField) -> None:
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError("Choose a file.")
        self.file_name = field.data.filename
        separator = self.separator.data if self.separator.data in SEPARATORS else ""
        try:
            self.table = table_from(content_of(field.data), separator or "")
        except RuleError as error:
            raise ValidationError(str(error)) from error


def content_of(upload: FileStorage) -> bytes:
    """Read a file, one byte more than is taken at most."""
    with closing(upload) as file:
        file.stream.seek(0, SEEK_END)
        size = file.stream.tell()
        if size > LARGEST_FILE:
            raise RuleError(
                f"The file has {size / 1024 / 1024:.1f} MB; an import takes up to "
                f"{LARGEST_FILE // 1024 // 1024} MB. Please part it into several files."
            )
        file.stream.seek(0)
        return file.stream.read()


class ColumnsForm(Form):
    """What the columns of a file are; `columns()` adds a field for each of them."""

    form = RadioField(
        "How the file writes its days",
        choices=offered(DATE_WORDS),
        default=DateForm.ISO.value,
    )
    kind = SelectField(
        "What a line is that does not say it",
        choices=offered({"": "Every line says it", **KIND_TITLES}),
        default="",
    )

    heads: Sequence[str] = ()

    @property
    def mapped(self) -> Mapped:
        names = {place: self[f"column-{place}"].data for place in range(len(self.heads))}
        return {place: name for place, name in names.items() if name}

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        is_valid = super().validate(extra_validators)
        if is_valid and (problem := problem_with(self.mapped, has_kind=bool(self.kind.data))):
            self.form_errors.append(problem)
        return is_valid and not self.form_errors

    def parsed(self) -> tuple[Mapped, DateForm, EntryKind | None]:
        kind = EntryKind(self.kind.data) if self.kind.data else None
        return self.mapped, DateForm(self.form.data or DateForm.ISO), kind


def columns_form(
    mapping: Mapping[str, Any], heads: Sequence[str], typed: MultiDict[str, str]
) -> ColumnsForm:
    """Return the form with a choice for each column of the file, as it was chosen last."""
    ours = offered({"": "Leave it out", **{one.name: one.words for one in COLUMNS}})
    fields = {
        f"column-{place}": SelectField(head or f"Column {place + 1}", choices=ours, default="")
        for place, head in enumerate(heads)
    }
    made = type("ColumnsOfFile", (ColumnsForm,), fields)
    stands = {f"column-{place}": name for place, name in mapping.get("columns", {}).items()}
    stands |= {"form": mapping.get("form", ""), "kind": mapping.get("kind") or ""}
    form: ColumnsForm = made(typed, data=stands)
    form.heads = heads
    return form


class ConfirmForm(Form):
    repeats = BooleanField("Import the lines that repeat something, too")
    telling = RadioField(
        "Lines that may tell who a client is",
        choices=offered({"": "Leave them out, so that I can mend them", "keep": "Import them"}),
        default="",
    )
    reason = StringField("Why they may come in as they are")

    def validate_reason(self, field: StringField) -> None:
        if self.telling.data != "keep":
            return
        try:
            checked_reason(field.data or "")
        except RuleError as error:
            raise ValidationError(str(error)) from error

    def parsed(self) -> Choices:
        keeps = self.telling.data == "keep"
        reason = checked_reason(self.reason.data or "") if keeps else ""
        return Choices(repeats=bool(self.repeats.data), reason=reason)


class UndoForm(Form):
    changed = RadioField(
        "Entries that were changed since",
        choices=offered({"keep": "Keep them", "withdraw": "Withdraw them too"}),
        default="keep",
    )


class CheckboxListField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def a_day(_form: Form, field: StringField) -> None:
    if (field.data or "").strip():
        try:
            parse_day(field.data or "")
        except RuleError as error:
            raise ValidationError(str(error)) from error


class WantedForm(Form):
    """Which part of the log is asked for; nothing said is all of it."""

    since = DayField("From", [Optional(), a_day])
    until = DayField("To", [Optional(), a_day])
    kinds = CheckboxListField(
        "Kinds",
        [Optional()],
        choices=offered(KIND_TITLES),
    )

    def validate_until(self, field: DayField) -> None:
        if self.since.errors or field.errors:
            return
        since, until = self.since.day, field.day
        if since and until and until < since:
            raise ValidationError("The last day is before the first.")

    def parsed(self) -> Wanted:
        kinds = tuple(EntryKind(one) for one in self.kinds.data or ())
        is_every = set(kinds) == set(EntryKind)
        return Wanted(since=self.since.day, until=self.until.day, kinds=() if is_every else kinds)


class PortfolioForm(WantedForm):
    sections = CheckboxListField(
        "What stands in it",
        choices=offered(SECTION_WORDS),
        default=[one.value for one in Section],
    )

    def validate_sections(self, field: CheckboxListField) -> None:
        if not field.data:
            raise ValidationError("Choose at least one part.")

    def chosen(self) -> tuple[Section, ...]:
        return tuple(one for one in Section if one.value in (self.sections.data or ()))
