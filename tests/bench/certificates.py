"""A certificate beside what WeasyPrint makes of the same page when nothing is kept."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration

from cpd import places
from cpd.catalogue.files import read_modules
from cpd.certificates.documents import Sheet, html_of, render, written
from cpd.certificates.press import FONT_FILES, PRINT, Press, laid_out, press
from cpd.certificates.rules.facts import CodeFact
from tests.bench.flat_art import flat_svg
from tests.bench.measuring import Seen, heads, interleaved, line
from tests.factories.certificates import some_facts

WHAT_IS_NAIVE = """\
The yardstick is WeasyPrint as its manual shows it: HTML(...).write_pdf() of the very same HTML, the
same two style sheets and fonts, read anew for every document with a fresh FontConfiguration; the
frame and seal are the same curves, as one flat SVG behind the page. "Without art" leaves that out.
Ours is PDF/UA-1, tagged; the yardstick is plain PDF."""
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def certificate_figures(folder: Path) -> None:
    print(f"\nA certificate, warm\n{WHAT_IS_NAIVE}")
    sheet, tools = a_sheet(), press()
    document = drawn(sheet, tools)
    art = folder / "art.svg"
    art.write_text(flat_svg(), encoding="utf-8")
    html = html_of(sheet, "roomy", tools)
    ways = {
        "naive": partial(naive, html, art),
        "naive, without art": partial(naive, html, None),
        "ours, as issued": partial(render, sheet),
        "  of it: the HTML and the code": partial(html_of, sheet, "roomy", tools),
        "  of it: HTML and layout": partial(drawn, sheet, tools),
        "  of it: writing, art laid under": partial(written, document, sheet),
    }
    costs = interleaved(ways, seconds=0.3)
    heads("of naive's", "             KB")
    for name, way in ways.items():
        pdf = way()
        size = len(pdf) if isinstance(pdf, bytes) else 0
        line(name, costs[name], costs["naive"], Seen("", size))


def drawn(sheet: Sheet, tools: Press) -> Document:
    return laid_out(html_of(sheet, "roomy", tools), tools)


def naive(html: str, art: Path | None) -> bytes:
    """Do what a first version would: read everything, make the page, forget everything."""
    fonts = FontConfiguration()
    sheets = [
        CSS(filename=FONT_FILES / "fonts.css", font_config=fonts),
        CSS(filename=PRINT / "certificate.css", font_config=fonts),
    ]
    if art is not None:
        behind = f"@page {{ background: url({art.as_uri()}) -26mm -58mm no-repeat; }}"
        sheets.append(CSS(string=behind, font_config=fonts))
    return HTML(string=html).write_pdf(stylesheets=sheets, font_config=fonts)


def a_sheet() -> Sheet:
    """Return what the first of our modules would print."""
    read = next(one for one in read_modules(places.SCENARIOS, places.QUIZZES))
    module = read.module
    assert module is not None
    facts = some_facts(
        title=module.title,
        minutes=module.minutes,
        outcomes=module.outcomes,
        codes=tuple(CodeFact(f"Code of {one.code}", one.edition) for one in module.codes),
    )
    return Sheet(facts, "https://cpd.example.org", AT)
