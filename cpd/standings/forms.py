"""The forms about bodies: what one says of oneself, days away, and what if."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import uuid4

from werkzeug.datastructures import MultiDict
from wtforms import (
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.validators import NumberRange, Optional, StopValidation

from cpd.documents.rules.declarations import LONGEST_NOTE
from cpd.kernel.hours import parse_duration
from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.logs import LogEntry, Size
from cpd.requirements.rules.saying import category_name, in_words
from cpd.standings.rules.answering import Word
from cpd.standings.rules.asking import Questions
from cpd.standings.rules.following import (
    ABSENCE_WORDS,
    AbsenceKind,
    Away,
    Details,
    Followed,
    checked_away,
    checked_past,
)
from cpd.standings.rules.working import checked_shares, said_shares
from cpd.web.fields import DayField, by_rule, form_id, parse_day

SAID_WORDS = (
    ("met", "It is enough: they take it as met"),
    ("exempt", "Nothing was owed for this time"),
    ("not_met", "It is not met: all of it is asked"),
)
OF_A_GAP = (
    ("met", "They accept what was said of this gap"),
    ("exempt", "Nothing was owed for this time"),
)
ANCHOR = "anchor_"
JOINED_FIELD = "joined_on"
LONGEST_AHEAD = timedelta(days=5 * 366)
WHATS: Mapping[str, tuple[str, str | None]] = {
    "activity": ("activity", None),
    "individual": ("supervision", "individual"),
    "group": ("supervision", "group"),
    "peer": ("supervision", "peer"),
    "practice": ("practice", None),
}
WHAT_WORDS: Mapping[str, str] = {
    "activity": "A CPD activity",
    "individual": "Supervision, individual",
    "group": "Supervision, in a group",
    "peer": "Supervision, among peers",
    "practice": "Practice hours",
}


class DetailsForm(Form):
    """What one body has to know of a member. `details_form` adds the days it asks for."""

    version = HiddenField()
    grade = SelectField("Your grade", validate_choice=False)
    working_share = TextAreaField(
        "Part of full time you work", [Optional(), by_rule(checked_shares)]
    )

    joined_on: DayField
    asked: Questions

    @property
    def anchors(self) -> list[DayField]:
        return [one for one in self if isinstance(one, DayField) and one.name.startswith(ANCHOR)]

    def validate_grade(self, typed: SelectField) -> None:
        if typed.data and typed.data not in self.asked.grades:
            raise StopValidation("Choose one of the grades.")

    def parsed(self) -> Details:
        days = {one.name.removeprefix(ANCHOR): one.day for one in self.anchors}
        return Details(
            grade=(self.grade.data or None) if "grade" in self else None,
            joined_on=self.joined_on.day,
            anchors={name: day for name, day in days.items() if day is not None},
            working_share=checked_shares(self.working_share.data or "")
            if "working_share" in self
            else (),
        )

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def details_form(
    asked: Questions, typed: MultiDict[str, str], today: date, followed: Followed | None = None
) -> DetailsForm:
    """Return the form with what this pack asks and no more, filled with what was said before."""
    past = by_rule(lambda text: checked_past(parse_day(text), today) if text.strip() else None)
    days = {ANCHOR + name: DayField(said, [past]) for name, said in asked.anchors.items()}
    days[JOINED_FIELD] = DayField("Day you joined this body", [Optional(), past])
    made: type[DetailsForm] = type("ThisDetailsForm", (DetailsForm,), days)
    form = made(typed, data=_stands(followed) if followed is not None else {})
    form.asked = asked
    if asked.grades:
        form.grade.choices = [SelectChoice("", "Choose"), *map(_grade, asked.grades)]
    else:
        del form.grade
    if not asked.needs_share:
        del form.working_share
    return form


def _grade(name: str) -> SelectChoice:
    words = in_words(name)
    return SelectChoice(name, words.upper() if len(words) < 4 else words.capitalize())


def _stands(followed: Followed) -> dict[str, str]:
    details = followed.details
    days = {ANCHOR + name: day.isoformat() for name, day in details.anchors.items()}
    return days | {
        "version": str(followed.version),
        "joined_on": details.joined_on.isoformat() if details.joined_on else "",
        "grade": details.grade or "",
        "working_share": said_shares(details.working_share),
    }


class AbsenceForm(Form):
    """Days away. No reason, no proof."""

    kind = RadioField(
        "What it is",
        choices=[SelectChoice(kind.value, words) for kind, words in ABSENCE_WORDS.items()],
        validate_choice=False,
    )
    since = DayField("First day", [by_rule(parse_day)])
    until = DayField("Last day", [Optional(), by_rule(parse_day)])

    def validate_kind(self, typed: RadioField) -> None:
        if typed.data not in set(AbsenceKind):
            raise StopValidation("Choose what it is.")

    def validate_until(self, typed: DayField) -> None:
        if not self.since.errors and self.kind.data in set(AbsenceKind):
            by_rule(lambda _: checked_away(self.parsed()))(self, typed)

    def parsed(self) -> Away:
        until = (self.until.data or "").strip()
        return Away(
            kind=AbsenceKind(self.kind.data or ""),
            since=parse_day(self.since.data or ""),
            until=parse_day(until) if until else None,
        )


class AnswerForm(Form):
    """What a body said about what its rules leave open."""

    form_id = HiddenField()
    verdict = RadioField("What they said", validate_choice=False)
    said_on = DayField("Day they said so", [by_rule(parse_day)])
    about = SelectField("Which gap", validate_choice=False)
    note = TextAreaField("Note for yourself", [Optional()])

    today: date

    def validate_verdict(self, typed: RadioField) -> None:
        if typed.data not in {choice.value for choice in typed.choices}:  # type: ignore[union-attr] # choices of our own
            raise StopValidation("Choose what they said.")

    def validate_said_on(self, typed: DayField) -> None:
        by_rule(lambda text: checked_past(parse_day(text), self.today))(self, typed)

    def validate_about(self, typed: SelectField) -> None:
        if typed.data not in {choice.value for choice in typed.choices}:  # type: ignore[union-attr] # choices of our own
            raise StopValidation("Choose one of the gaps.")

    def validate_note(self, typed: TextAreaField) -> None:
        if len(typed.data or "") > LONGEST_NOTE:
            raise StopValidation(f"Use at most {LONGEST_NOTE:,} characters.")

    def parsed(self) -> Word:
        return Word(
            verdict=self.verdict.data or "",
            said_on=parse_day(self.said_on.data or ""),
            about=parse_day(self.about.data or "") if "about" in self else None,
            note=self.note.data or "",
        )


def answer_form(
    typed: MultiDict[str, str], today: date, who: str, gaps: Sequence[tuple[date, str]]
) -> AnswerForm:
    """Return the form; `gaps` are those one of which a word may explain, by their last day."""
    form = AnswerForm(typed, data={"said_on": today.isoformat()})
    form.today = today
    form.form_id.data = form_id(form.form_id.data)
    form.verdict.label.text = f"What {who} said"
    words = OF_A_GAP if gaps else SAID_WORDS
    form.verdict.choices = [SelectChoice(value, word) for value, word in words]
    if gaps:
        form.about.choices = [SelectChoice(day.isoformat(), words) for day, words in gaps]
    else:
        del form.about
    return form


class WhatIfForm(Form):
    """What if I logged this? Asked by address, so nothing is written."""

    what = SelectField("What", choices=[SelectChoice(n, w) for n, w in WHAT_WORDS.items()])
    time = StringField("Time it takes", [by_rule(parse_duration)])
    on = DayField("Day", [by_rule(parse_day)])
    size = IntegerField("How many in the group", [Optional(), NumberRange(1, 200)])
    category = SelectField("Category", validate_choice=False)
    tag = SelectField("Tag", validate_choice=False)

    today: date

    def validate_on(self, typed: DayField) -> None:
        day = parse_day(typed.data or "")
        if day > self.today + LONGEST_AHEAD:
            raise StopValidation("That is too far ahead to say.")

    def parsed(self) -> LogEntry:
        kind, way = WHATS[self.what.data or ""]
        on = parse_day(self.on.data or "")
        tag = (self.tag.data or "") if "tag" in self else ""
        return LogEntry(
            id=f"what-if-{uuid4()}",
            kind=kind,
            start_on=on,
            end_on=on,
            recorded_on=on,
            minutes=parse_duration(self.time.data or ""),
            title=WHAT_WORDS[self.what.data or ""],
            format=way,
            role="received" if way else None,
            size=Size(contracted=self.size.data, attended=self.size.data, facilitated=True)
            if way in {"group", "peer"}
            else Size(),
            category=(self.category.data or None) if "category" in self else None,
            tags=frozenset({tag}) if tag else frozenset(),
            mode="live",
            has_evidence=True,
            has_reflection=True,
        )


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def what_if_form(pack: Pack, typed: MultiDict[str, str], today: date) -> WhatIfForm:
    form = WhatIfForm(typed, data={"on": today.isoformat(), "what": "activity"})
    form.today = today
    if pack.categories:
        words = [SelectChoice(one, capital(category_name(pack, one))) for one in pack.categories]
        form.category.choices = [SelectChoice("", "None"), *words]
    else:
        del form.category
    if pack.tags:
        words = [SelectChoice(one, capital(in_words(one))) for one in pack.tags]
        form.tag.choices = [SelectChoice("", "None"), *words]
    else:
        del form.tag
    return form
