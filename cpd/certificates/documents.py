"""A certificate as one page of PDF, from its facts and what is shipped, and nothing else."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from itertools import groupby
from urllib.parse import urlsplit

import pydyf  # type: ignore[import-untyped] # it has no types
import segno
from PIL import Image
from weasyprint import Attachment, Document

from cpd.certificates.archival import name_both_standards
from cpd.certificates.engraver import engrave
from cpd.certificates.mending import (
    RETURN,
    associate_once,
    end_plainly,
    name_every_glyph,
    place_figures,
    speak,
)
from cpd.certificates.press import Press, case, laid_out, set_up
from cpd.certificates.rules.engraving import LONG, SHORT, Plan
from cpd.certificates.rules.facts import DELIVERIES, Design, Facts, minutes_in_words
from cpd.certificates.rules.lettering import (
    BROAD,
    UPRIGHT,
    direction,
    language_of,
    measure,
    size_of_issuer,
    size_of_name,
    size_of_signatory,
    size_of_title,
    steers_writing,
    unprintable,
)
from cpd.certificates.rules.printing import DOT, first_density, minutes_of, recognitions, worded
from cpd.kernel.errors import RuleError
from cpd.places import TEMPLATES

PRINT = TEMPLATES / "certificates" / "print"
PLANS = {  # the seal stands at the top, where a logo has not taken its place
    (Design.PORTRAIT, False): Plan(SHORT, LONG, seal=(105, 36), ghost=(105, 120)),
    (Design.PORTRAIT, True): Plan(SHORT, LONG, ghost=(105, 120)),
    (Design.LANDSCAPE, False): Plan(LONG, SHORT, stub=87, seal=(49, 38), ghost=(186.5, 82)),
    (Design.LANDSCAPE, True): Plan(LONG, SHORT, stub=87, ghost=(186.5, 82)),
}

TEMPLATE_VERSION = "2"
PAGES = {Design.PORTRAIT: "portrait.html", Design.LANDSCAPE: "landscape.html"}
MOST_SPARE = 8
CREDENTIAL_NAME = "credential.json"
VARIANT = "pdf/a-3a"
DENSITIES = (
    "airy",
    "roomy",
    "close",
    "close tight",
    "close tight rows",
    "close rows bare",
    "close tight rows bare",
    "close tight rows bare short",
)
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

    @property
    def plan(self) -> Plan:
        return PLANS[self.facts.design, self.logo is not None]


@dataclass(frozen=True)
class QrCode:
    """The dark squares as one SVG line, a square thick, and how many squares lie on a side."""

    path: str
    side: int


def render(sheet: Sheet) -> bytes:
    """Return the PDF: the same bytes for the same sheet. One page, PDF/A-3a and PDF/UA-1.

    What was learnt is set smaller, and at last left out, if the page would not hold it.
    """
    tools = press(sheet.facts.design)
    refuse_unprintable(sheet.facts, tools.letters)
    refuse_logo(sheet.logo)
    with tools.lock, tools.case.fetcher.lending(sheet.logo) as logo:
        for density in DENSITIES[first_density(sheet.facts) :]:
            document = laid_out(html_of(sheet, density, tools, logo), tools, VARIANT)
            if len(document.pages) == 1:
                return written(document, sheet)
    raise CannotPrintError("The certificate does not fit on one page. Its title may be too long.")


@cache
def press(design: Design) -> Press:
    """Set up the press for a design on first use. Then a page takes some hundredths of a second."""
    return set_up(PRINT / PAGES[design], words, shared=(PRINT / "certificate.css",))


def words(_known: frozenset[int]) -> Mapping[str, object]:
    return {"minutes_of": minutes_of}


def refuse_unprintable(facts: Facts, known: frozenset[int]) -> None:
    """Stop rather than print a box where a letter of somebody's name should be."""
    printed = (
        ("name", facts.name),
        ("title", facts.title),
        ("name of the issuer", facts.issuer),
        ("address of the issuer", facts.address),
        ("name of the signatory", facts.signatory),
        ("title of the signatory", facts.signatory_title),
        *(("list of codes", code.title + code.edition) for code in facts.codes),
        *(("list of outcomes", outcome) for outcome in facts.outcomes),
        *(("list of categories", category.name) for category in facts.categories),
        *(("list of numbers", one.body + one.number) for one in facts.provider_numbers),
        *(("list of numbers", one.body + one.number) for one in facts.approvals),
    )
    for what, text in printed:
        refuse_unprintable_in(what, text, known)


def refuse_unprintable_in(what: str, text: str, known: frozenset[int]) -> None:
    if steers_writing(text):
        raise CannotPrintError(
            f"The {what} has a hidden mark that turns the direction of writing. Type it anew."
        )
    missing = unprintable(text, known)
    if missing is not None:
        called = unicodedata.name(missing, f"U+{ord(missing):04X}").lower()
        raise CannotPrintError(
            f"The {what} has a character that our fonts cannot print: “{missing}” ({called})."
        )


def refuse_name(name: str) -> None:
    """Raise RuleError for a name of which no certificate could be made."""
    refuse_text("name", name)


def refuse_text(what: str, text: str) -> None:
    """Raise RuleError for words that could not be printed; `what` says what they are."""
    refuse_unprintable_in(what, text, case().letters)


def refuse_logo(logo: bytes | None) -> None:
    """Stop rather than leave a picture out that cannot be read."""
    if logo is None:
        return
    try:
        with Image.open(BytesIO(logo), formats=("PNG",)) as picture:
            picture.verify()
    except (OSError, SyntaxError, ValueError) as error:
        raise CannotPrintError("The logo of the issuer is not a sound PNG picture.") from error


def html_of(sheet: Sheet, density: str, tools: Press, logo: str | None) -> str:
    facts = sheet.facts
    return tools.page.render(
        facts=facts,
        **setting(facts),
        name_direction=direction(facts.name),
        name_language=language_of(facts.name),
        minutes=minutes_in_words(facts.minutes),
        delivery=facts.delivery and DELIVERIES[facts.delivery],
        recognitions=recognitions(facts),
        density=density,
        is_attached=sheet.credential is not None,
        logo=logo,
        host=sheet.host,
        qr=qr_code(sheet.verify_url),
        made_at=sheet.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def setting(facts: Facts) -> Mapping[str, object]:
    """Say how large the lines of unknown length are set, and how wide where they are several."""
    line = BROAD if facts.design is Design.LANDSCAPE else UPRIGHT
    name, title = size_of_name(facts.name, line), size_of_title(facts.title, line)
    return {
        "size": {
            "name": name,
            "title": title,
            "issuer": size_of_issuer(facts.issuer, line),
            "signatory": size_of_signatory(facts.signatory or facts.issuer),
        },
        "width": {
            "name": measure(facts.name, name, line),
            "title": measure(facts.title, title, line),
            "categories": measure(DOT.join(map(worded, facts.categories)), 10, line),
        },
    }


def written(document: Document, sheet: Sheet) -> bytes:
    """Write the file; once more where a stream of it came to an end that readers misread."""
    name_both_standards(document)
    pdf = b""
    for spare in range(MOST_SPARE):
        pdf = bytes(
            document.write_pdf(
                pdf_variant=VARIANT,
                pdf_identifier=sheet.facts.serial.encode(),
                attachments=list(attached(sheet)),
                finisher=lambda _, pdf, spare=spare: finish(pdf, sheet, spare),
            )
        )
        if RETURN not in pdf:
            break
    return pdf


def finish(pdf: pydyf.PDF, sheet: Sheet, spare: int = 0) -> None:
    """Do to the file what WeasyPrint leaves to us, before it is written."""
    plan = sheet.plan
    engrave(pdf, plan)
    name_every_glyph(pdf)
    associate_once(pdf)
    place_figures(pdf, plan.height)
    language = language_of(sheet.facts.name)
    if language is not None:
        speak(pdf, language)
    end_plainly(pdf, spare)


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
