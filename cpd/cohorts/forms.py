from collections.abc import Sequence

from wtforms import (
    Field,
    FileField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.validators import InputRequired, NumberRange, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from cpd.certificates.rules.facts import DELIVERIES, CodeFact, Delivery
from cpd.codes.files import register
from cpd.cohorts.rules.courses import (
    MOST_MONTHS,
    Course,
    as_text,
    categories_of,
    numbers_of,
    outcomes_of,
)
from cpd.cohorts.rules.lines import columns_of
from cpd.kernel.errors import RuleError
from cpd.records.rules.texts import without_steering
from cpd.transfers.rules.tables import Table
from cpd.transfers.uploads import table_from
from cpd.web.fields import DayField, by_rule, parse_day

LONGEST_TITLE = 200


def checked_title(text: str) -> str:
    title = " ".join(without_steering(text).split())
    if not title:
        raise RuleError("Enter the title exactly as it was approved.")
    if len(title) > LONGEST_TITLE:
        raise RuleError(f"A title can have at most {LONGEST_TITLE} characters; this: {len(title)}.")
    return title


def some_day(_form: Form, field: Field) -> None:
    if not (field.data or "").strip():
        return
    try:
        parse_day(field.data)
    except RuleError as error:
        raise StopValidation(str(error)) from error


class CheckboxListField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CourseForm(Form):
    """What is certified, and the file of who took part."""

    organisation = SelectField("Issued by")
    title = StringField("Title of the course", [by_rule(checked_title)])
    delivery = RadioField(
        "How it was taken part in",
        [InputRequired("Choose how it was taken part in.")],
        choices=[SelectChoice(way, words) for way, words in DELIVERIES.items()],
    )
    categories = TextAreaField("Categories and their time", [by_rule(categories_of)])
    completed_on = DayField("Day of completion", [some_day])
    validity_months = IntegerField(
        "Valid for, in months",
        [
            InputRequired("Enter a whole number of months."),
            NumberRange(1, MOST_MONTHS, f"Enter 1 to {MOST_MONTHS} months."),
        ],
        default=24,
    )
    outcomes = TextAreaField("Learning outcomes", [by_rule(outcomes_of)])
    codes = CheckboxListField("Codes of ethics it taught")
    approvals = TextAreaField("Approval numbers", [by_rule(numbers_of)])
    file = FileField("Participants")
    table: Table

    def validate_file(self, field: Field) -> None:
        content = field.data.read() if field.data else b""
        if not content:
            raise StopValidation("Choose the file with the participants.")
        try:
            self.table = table_from(content)
            columns_of(self.table.heads)
        except RuleError as error:
            raise StopValidation(str(error)) from error

    @property
    def file_name(self) -> str:
        return str(self.file.data.filename or "file")

    def offer(self, organisations: Sequence[tuple[str, str]]) -> None:
        """Say which organisations and codes can be chosen."""
        self.organisation.choices = [SelectChoice(key, name) for key, name in organisations]
        if len(organisations) == 1:
            self.organisation.data = organisations[0][0]
        self.codes.choices = [SelectChoice(key, title) for key, title in codes().items()]

    def parsed(self) -> Course:
        chosen = {key: fact for key, fact in code_facts().items() if key in (self.codes.data or ())}
        return Course(
            title=checked_title(self.title.data or ""),
            categories=categories_of(self.categories.data or ""),
            delivery=Delivery(self.delivery.data),
            outcomes=outcomes_of(self.outcomes.data or ""),
            codes=tuple(chosen.values()),
            approvals=numbers_of(self.approvals.data or ""),
            validity_months=self.validity_months.data or 24,
            completed_on=self.completed_on.day,
        )

    def fill_from(self, course: Course) -> None:
        """Put in what another cohort of the same course said."""
        known = code_facts()
        self.title.data, self.delivery.data = course.title, str(course.delivery)
        self.categories.data = as_text(course.categories)
        self.completed_on.data = course.completed_on.isoformat() if course.completed_on else ""
        self.validity_months.data = course.validity_months
        self.outcomes.data = "\n".join(course.outcomes)
        self.codes.data = [key for key, fact in known.items() if fact in course.codes]
        self.approvals.data = as_text(course.approvals)


def code_facts() -> dict[str, CodeFact]:
    """Return every edition of every code in the register, by a key for a form."""
    return {
        f"{code.key}:{code.edition}": CodeFact(code.title, code.edition)
        for code in register().codes
    }


def codes() -> dict[str, str]:
    return {key: f"{fact.title}, {fact.edition}" for key, fact in code_facts().items()}
