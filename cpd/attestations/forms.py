"""The member's question and the supervisor's answer."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from werkzeug.datastructures import MultiDict
from wtforms import (
    EmailField,
    Field,
    Form,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.validators import InputRequired, Optional

from cpd.attestations.rules.answers import (
    LONGEST_TIME,
    Answer,
    Reply,
    checked_remark,
    refuse_empty_disagreement,
)
from cpd.attestations.rules.asking import checked_name, refuse_own
from cpd.attestations.service import Asked
from cpd.kernel.errors import RuleError
from cpd.kernel.hours import parse_duration
from cpd.people.addresses import checked_email
from cpd.records.models import Entry, Supervisor
from cpd.web.fields import by_rule

ELSE = "else"


class AskForm(Form):
    """A supervisor from the member's list, or somebody by name and address."""

    known: Mapping[str, Supervisor]
    own_address = ""

    who = SelectField("Supervisor", validate_choice=False)
    name = StringField("Their name", render_kw={"autocomplete": "off"})
    email = EmailField(
        "Their e-mail address", render_kw={"autocomplete": "off", "spellcheck": "false"}
    )

    @property
    def chosen(self) -> Supervisor | None:
        return self.known.get(self.who.data or "") if "who" in self else None

    def validate_who(self, field: Field) -> None:
        if field.data != ELSE and self.chosen is None:
            raise ValidationError("Choose one of the list, or “Somebody else”.")
        if self.chosen is not None:
            self.check_address(self.chosen.email or "")

    def validate_name(self, field: Field) -> None:
        if self.chosen is None:
            said_by(checked_name, field.data)

    def validate_email(self, field: Field) -> None:
        if self.chosen is None:
            self.check_address(field.data or "")

    def check_address(self, text: str) -> None:
        said_by(checked_email, text)
        said_by(lambda email: refuse_own(checked_email(email), self.own_address), text)

    def parsed(self) -> Asked:
        if self.chosen is not None:
            return Asked(self.chosen.name, checked_email(self.chosen.email or ""))
        return Asked(checked_name(self.name.data or ""), checked_email(self.email.data or ""))


def said_by(rule: object, text: str | None) -> None:
    """Hold a text to a rule, and say what the rule says."""
    assert callable(rule)  # noqa: S101 - a rule is
    try:
        rule(text or "")
    except RuleError as error:
        raise ValidationError(str(error)) from error


def ask_form(
    entry: Entry, known: Sequence[Supervisor], own_address: str, typed: MultiDict[str, str]
) -> AskForm:
    """Return the form with the supervisor the entry names, where the list has them."""
    by_id = {str(one.id): one for one in known}
    named = [key for key, one in by_id.items() if is_of(entry, one)]
    likely = named or ([] if entry.supervisor else list(by_id))
    stands = {"who": (likely or [ELSE])[0], "name": "" if named else entry.supervisor or ""}
    form = AskForm(typed, data=stands)
    form.known, form.own_address = by_id, own_address
    if not by_id:
        del form.who
        return form
    form.who.choices = [
        *(SelectChoice(key, f"{one.name} ({one.email})") for key, one in by_id.items()),
        SelectChoice(ELSE, "Somebody else"),
    ]
    return form


def is_of(entry: Entry, supervisor: Supervisor) -> bool:
    if entry.supervisor_id is not None:
        return entry.supervisor_id == supervisor.id
    return bool(entry.supervisor) and entry.supervisor == supervisor.name


class AnswerForm(Form):
    """Yes, or no with what was different."""

    minutes_asked = 0

    answer = RadioField(
        "Your answer",
        [InputRequired("Say whether it was so.")],
        choices=[
            SelectChoice(Answer.AGREED.value, "Yes, it was so"),
            SelectChoice(Answer.DISAGREED.value, "No, it was not quite so"),
        ],
    )
    time = StringField(
        "How long it was instead",
        [Optional()],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    remark = TextAreaField("Remark", [Optional(), by_rule(checked_remark)])

    @property
    def disagrees(self) -> bool:
        return bool(self.answer.data == Answer.DISAGREED)

    def validate_time(self, field: Field) -> None:
        if self.disagrees:
            said_by(lambda text: parse_duration(text, LONGEST_TIME), field.data)

    def validate_answer(self, _field: Field) -> None:
        if not self.disagrees or (self.time.data or "").strip():
            return
        reply = Reply(Answer.DISAGREED, None, (self.remark.data or "").strip())
        said_by(lambda _text: refuse_empty_disagreement(reply, self.minutes_asked), "")

    def parsed(self) -> Reply:
        time = (self.time.data or "").strip()
        minutes = parse_duration(time, LONGEST_TIME) if self.disagrees and time else None
        return Reply(Answer(self.answer.data), minutes, checked_remark(self.remark.data or ""))


def answer_form(minutes: int, typed: MultiDict[str, str]) -> AnswerForm:
    form = AnswerForm(typed)
    form.minutes_asked = minutes
    return form


def chosen_ids(texts: Sequence[str]) -> set[UUID]:
    """Return what was ticked; what is no id is none of ours."""
    found = set()
    for text in texts[:500]:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found
