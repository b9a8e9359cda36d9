"""The form for ten seconds: what, how long, and a button for the kind."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField, StringField

from cpd.kernel.hours import parse_duration
from cpd.records.forms.filling import FORM_ID
from cpd.records.forms.sorting import CheckboxListField, ChoicesField, fit_to_offers
from cpd.records.rules.entries import KIND_TITLES, Logged
from cpd.records.rules.identity import Finding, findings
from cpd.records.rules.kinds import TIMED, EntryKind, SupervisionFormat
from cpd.records.rules.offers import Offer, chosen
from cpd.records.rules.texts import checked_short, checked_title, keys
from cpd.web.fields import by_rule

# A peer group is peer supervision, so it is looked for before the group.
WAYS = (
    (SupervisionFormat.PEER, ("peer",)),
    (SupervisionFormat.GROUP, ("group",)),
    (SupervisionFormat.INDIVIDUAL, ("individual", "one to one", "one-to-one", "1:1")),
)


def named_format(title: str) -> SupervisionFormat | None:
    """Return the format of supervision that the title itself names."""
    said = title.casefold()
    return next((way for way, words in WAYS if any(word in said for word in words)), None)


class QuickForm(Form):
    """What was done today, and how long it took. Supervision is as it was the last time."""

    form_id = HiddenField()
    title = StringField("What was it?")
    time = StringField("How long?", [by_rule(parse_duration)])
    category_choices = ChoicesField("Category for each body", choices=[], validate_choice=False)
    tag_ticks = CheckboxListField("Tags", choices=[], validate_choice=False)
    identity_reason = StringField("Why it may stay", [by_rule(checked_short)])

    kind: EntryKind
    today: date
    offers: Sequence[Offer] = ()
    found: tuple[Finding, ...] = ()

    def validate_title(self, field: StringField) -> None:
        if self.kind is EntryKind.ACTIVITY or (field.data or "").strip():
            by_rule(checked_title)(self, field)

    def validate_category_choices(self, field: ChoicesField) -> None:
        by_rule(lambda _: chosen(field.data or ()))(self, field)

    def validate_tag_ticks(self, field: CheckboxListField) -> None:
        by_rule(lambda _: keys(field.data or ()))(self, field)

    def parsed(self, sessions: Sequence[Logged] = ()) -> Logged:
        """Return the line; supervision is like the last session, or the last of its format.

        `sessions` are the last ones, the newest first.
        """
        line = Logged(
            kind=self.kind,
            done_on=self.today,
            minutes=parse_duration(self.time.data or ""),
            title=(self.title.data or "").strip() or KIND_TITLES[self.kind],
            categories=chosen(self.category_choices.data or ()),
            tags=keys(self.tag_ticks.data or ()),
            identity_reason=(self.identity_reason.data or "").strip() or None,
        )
        if self.kind is not EntryKind.SUPERVISION:
            return line
        named = named_format(line.title)
        last = next((one for one in sessions if named in {None, one.supervision_format}), None)
        if last is None:
            return replace(line, supervision_format=named or SupervisionFormat.INDIVIDUAL)
        like = ("supervision_format", "part", "contracted", "facilitated", "supervisor",
                "supervisor_id", "mode", "setting")  # fmt: skip
        return replace(line, **{name: getattr(last, name) for name in like})

    def asks_about_clients(self) -> bool:
        line = self.parsed()
        self.found = findings(line)
        return bool(self.found) and not line.identity_reason


def quick_form(typed: MultiDict[str, str], today: date, offers: Sequence[Offer] = ()) -> QuickForm:
    form = QuickForm(typed)
    fit_to_offers(form, offers)
    kind = typed.get("kind", "")
    form.kind = EntryKind(kind) if kind in set(TIMED) else EntryKind.ACTIVITY
    form.today = today
    if not FORM_ID.fullmatch(form.form_id.data or ""):
        form.form_id.data = secrets.token_hex(16)
    return form
