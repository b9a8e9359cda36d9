"""A certificate as one page of PDF, from its facts and what is shipped, and nothing else."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from urllib.parse import urlsplit

import segno
from weasyprint import Attachment, Document

from cpd.certificates.archival import name_both_standards
from cpd.certificates.engraver import finish
from cpd.certificates.press import Press, laid_out, press
from cpd.certificates.rules.facts import Facts, minutes_in_words
from cpd.certificates.rules.lettering import direction, size_of_name, size_of_title, unprintable
from cpd.kernel.errors import RuleError

TEMPLATE_VERSION = "1"
CREDENTIAL_NAME = "credential.json"
VARIANT = "pdf/a-3a"
DENSITIES = ("roomy", "close", "tight", "tight bare")
QR_MASK = 3  # trying all eight takes five times as long, and every one can be read


class CannotPrintError(RuleError):
    """The facts do not make a good page. The message says why, to whoever they are about."""


@dataclass(frozen=True)
class Sheet:
    """What is printed, the site it is checked at, and the instant that stands in the file."""

    facts: Facts
    base_url: str
    made_at: datetime
    credential: str | None = None
    logo: bytes | None = None

    @property
    def verify_url(self) -> str:
        return self.base_url + self.facts.verify_path

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc


@dataclass(frozen=True)
class QrCode:
    """The dark squares as one SVG line, a square thick, and how many squares lie on a side."""

    path: str
    side: int


def render(sheet: Sheet) -> bytes:
    """Return the PDF: the same bytes for the same sheet. One page, PDF/UA-1.

    What was learnt is set smaller, and at last left out, if the page would not hold it.
    """
    tools = press()
    refuse_missing_letters(sheet.facts, tools.letters)
    with tools.lock:
        for density in DENSITIES:
            document = laid_out(html_of(sheet, density, tools), tools, VARIANT)
            if len(document.pages) == 1:
                return written(document, sheet)
    raise CannotPrintError("The certificate does not fit on one page. Its title may be too long.")


def refuse_missing_letters(facts: Facts, known: frozenset[int]) -> None:
    """Stop rather than print a box where a letter of somebody's name should be."""
    printed = (
        ("name", facts.name),
        ("title of the module", facts.title),
        ("name of the issuer", facts.issuer),
        *(("list of codes", code.title + code.edition) for code in facts.codes),
        *(("list of outcomes", outcome) for outcome in facts.outcomes),
    )
    for what, text in printed:
        refuse_missing_in(what, text, known)


def refuse_missing_in(what: str, text: str, known: frozenset[int]) -> None:
    missing = unprintable(text, known)
    if missing is not None:
        called = unicodedata.name(missing, f"U+{ord(missing):04X}").lower()
        raise CannotPrintError(
            f"The {what} has a character that our fonts cannot print: “{missing}” ({called})."
        )


def refuse_name(name: str) -> None:
    """Raise RuleError for a name of which no certificate could be made."""
    refuse_missing_in("name", name, press().letters)


def html_of(sheet: Sheet, density: str, tools: Press) -> str:
    facts = sheet.facts
    return tools.page.render(
        facts=facts,
        minutes=minutes_in_words(facts.minutes),
        name_size=size_of_name(facts.name),
        name_direction=direction(facts.name),
        title_size=size_of_title(facts.title),
        density=density,
        host=sheet.host,
        qr=qr_code(sheet.verify_url),
        made_at=sheet.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def written(document: Document, sheet: Sheet) -> bytes:
    name_both_standards(document)
    return bytes(
        document.write_pdf(
            pdf_variant=VARIANT,
            pdf_identifier=sheet.facts.serial.encode(),
            attachments=list(attached(sheet)),
            finisher=finish,
        )
    )


def attached(sheet: Sheet) -> Iterator[Attachment]:
    """Yield the credential as a file: what the page says, for machines."""
    if sheet.credential is None:
        return
    at = sheet.made_at.astimezone(UTC)
    yield Attachment(
        file_obj=BytesIO(sheet.credential.encode()),
        name=CREDENTIAL_NAME,
        description="The same certificate as a verifiable credential (Open Badges 3.0)",
        relationship="Data",
        created=at,
        modified=at,
    )


def qr_code(address: str) -> QrCode:
    """Draw the address as a code that stands a seventh of it being damaged."""
    code = segno.make_qr(address, error="m", mask=QR_MASK, boost_error=False)
    runs = (run for y, row in enumerate(code.matrix) for run in dark_runs(row, y))
    return QrCode("".join(runs), len(code.matrix))


def dark_runs(row: Sequence[int], y: int) -> Iterator[str]:
    """Yield each run of dark squares in a row as a line one square thick."""
    x = 0
    for is_dark, squares in groupby(row):
        length = len(list(squares))
        if is_dark:
            yield f"M{x} {y}.5h{length}"
        x += length
