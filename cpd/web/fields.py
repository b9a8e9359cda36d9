"""How a field of a form is held to a rule of the domain."""

import re
import secrets
from collections.abc import Callable
from datetime import date

from wtforms import Field, Form, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import DateInput

from cpd.kernel.errors import RuleError

Check = Callable[[Form, Field], None]


def by_rule(rule: Callable[[str], object]) -> Check:
    """Hold a field to a rule of the domain, and say what the rule says."""

    def check(_form: Form, field: Field) -> None:
        try:
            rule(field.data or "")
        except RuleError as error:
            raise StopValidation(str(error)) from error

    return check


FORM_ID = re.compile(r"[0-9a-f]{32}")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


def parse_day(text: str) -> date:
    """Read a day as the browser's calendar sends it; never guess which number is the month."""
    text = text.strip()
    if not text:
        raise RuleError("Enter the day.")
    written = _DAY.fullmatch(text)
    if written is None:
        raise RuleError("Write the day as year, month and day with dashes, like 2026-03-02.")
    try:
        return date(*(int(part) for part in written.groups()))
    except ValueError as error:
        raise RuleError("There is no such day. Please look at the calendar again.") from error


class DayField(StringField):
    """A calendar, or plain text where it has to show what no calendar can."""

    widget = DateInput()

    @property
    def shown_as(self) -> str:
        """The kind of input that can show the day as it was typed."""
        return "date" if re.fullmatch(r"(\d{4}-\d\d-\d\d)?", self.data or "") else "text"

    @property
    def day(self) -> date | None:
        """The day, or None where nothing was typed; asked after validation."""
        text = (self.data or "").strip()
        return parse_day(text) if text else None


def form_id(typed: str | None) -> str:
    """Return the id a form came with, or a new one: the same form twice does one thing."""
    return typed if typed and FORM_ID.fullmatch(typed) else secrets.token_hex(16)
