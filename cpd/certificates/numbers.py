"""Whether the numbers that a member gives as evidence are those of certificates of ours."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import render_template
from markupsafe import Markup

from cpd.certificates import store
from cpd.certificates.models import Certificate
from cpd.certificates.rules.serials import read_serial
from cpd.certificates.rules.validity import issuer_day
from cpd.kernel.errors import RuleError
from cpd.web.context import me, now, reading


@dataclass(frozen=True)
class Checked:
    """A number that is built like ours, and the certificate that has it, if one does."""

    serial: str
    certificate: Certificate | None
    verdict: str
    is_theirs: bool


def panel(entry_id: UUID) -> Markup | None:
    """Say of an entry's numbers how they stand; those of other providers are left alone."""
    numbers = store.numbers_of_entry(reading(), me().id, entry_id)
    serials = sorted({serial for number in numbers if (serial := serial_in(number))})
    if not serials:
        return None
    found = store.public_by_serials(reading(), serials)
    day = issuer_day(now())
    rows = [checked(serial, found.get(serial), me().id, day) for serial in serials]
    return Markup(render_template("certificates/_numbers.html", rows=rows))  # noqa: S704 - a template of ours, which escapes


def serial_in(number: str) -> str | None:
    """Return the serial a number is, however it was typed; none if it cannot be one of ours."""
    try:
        return read_serial(number)
    except RuleError:
        return None


def checked(serial: str, certificate: Certificate | None, who: UUID, day: date) -> Checked:
    if certificate is None:
        return Checked(serial, None, "unknown", is_theirs=False)
    verdict = certificate.validity.verdict(day)
    return Checked(serial, certificate, verdict, is_theirs=certificate.person_id == who)
