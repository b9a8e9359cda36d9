"""A certificate beside what WeasyPrint makes of the same page when nothing is kept."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from uuid import UUID

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration

from cpd import places
from cpd.catalogue.files import read_modules
from cpd.certificates.conformance import problems
from cpd.certificates.documents import PRINT, VARIANT, Sheet, html_of, press, render, written
from cpd.certificates.examiner import report_on
from cpd.certificates.examining import examine
from cpd.certificates.minting import MintOrder, mint
from cpd.certificates.press import FONT_FILES, Press, laid_out
from cpd.certificates.rules.facts import CategoryFact, CodeFact, Design, Facts
from cpd.certificates.sealing import seal
from cpd.credentials.rules.awards import StatusPlace
from cpd.keys.making import throw_away
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.signing import LocalSigner
from tests.bench.flat_art import flat_svg
from tests.bench.measuring import Cost, Seen, Task, heads, interleaved, line
from tests.factories.printing import AT, CREDENTIAL, SITE, all_facts

WHAT_IS_NAIVE = """\
The yardstick is WeasyPrint as its manual shows it: HTML(...).write_pdf() of the very same HTML, the
same style sheets and fonts, read anew for every document with a fresh FontConfiguration; the frame
and seal are the same curves, as one flat SVG behind the page. "Without art" leaves that out. Ours
is PDF/A-3a and PDF/UA-1, tagged, with a credential attached; the yardstick is plain PDF."""
CERTIFICATE, SUBJECT, ACHIEVEMENT = (UUID(int=n) for n in (1, 2, 3))


def certificate_figures(folder: Path) -> None:
    print(f"\nA certificate, warm\n{WHAT_IS_NAIVE}")
    for design in Design:
        print(f"  {design}")
        printing(folder, design)
    stages()


def printing(folder: Path, design: Design) -> None:
    sheet, tools = Sheet(facts_of(design), SITE, AT, CREDENTIAL), press(design)
    document = drawn(sheet, tools)
    art = folder / f"{design}.svg"
    art.write_text(flat_svg(sheet.plan), encoding="utf-8")
    html = html_of(sheet, "roomy", tools, None)
    shown(
        {
            "naive": partial(naive, html, design, art),
            "naive, without art": partial(naive, html, design, None),
            "ours, ready to be sealed": partial(render, sheet),
            "  of it: the HTML and the code": partial(html_of, sheet, "roomy", tools, None),
            "  of it: HTML and layout": partial(drawn, sheet, tools),
            "  of it: writing, art laid under": partial(written, document, sheet),
        }
    )


def stages() -> None:
    """Show what each stage of a certificate takes, and all of them beside the page alone."""
    signer, facts = throw_away("Clause & Hour", AT), facts_of(Design.PORTRAIT)
    page = render(Sheet(facts, SITE, AT, CREDENTIAL))
    sealed = seal(page, signer, AT)
    roots = [signer.public(KeyPurpose.SEAL).certificates or ""]
    print("  each stage, and the whole, beside the page alone")
    shown(
        {
            "the page alone": partial(render, Sheet(facts, SITE, AT)),
            "all of a certificate": partial(minted, facts, signer),
            "  of it: rendering": partial(render, Sheet(facts, SITE, AT, CREDENTIAL)),
            "  of it: sealing": partial(seal, page, signer, AT),
            "  of it: conformance": partial(problems, sealed),
            "examining a file, here": partial(report_on, sealed, roots),
            "examining a file, apart (no CPU seen)": partial(examine, sealed, roots),
        }
    )
    took = mint(order_of(facts), signer).stages
    print("  one by its stages, wall ms: ", end="")
    print(", ".join(f"{stage} {1000 * seconds:.1f}" for stage, seconds in took.items()))


def shown(ways: Mapping[str, Task]) -> None:
    costs: Mapping[str, Cost] = interleaved(ways, seconds=0.3)
    first = next(iter(ways))
    heads(f"of {first[:9]}", "             KB")
    for name, way in ways.items():
        made = way()
        size = len(made) if isinstance(made, bytes) else 0
        line(name, costs[name], costs[first], Seen("", size))


def minted(facts: Facts, signer: LocalSigner) -> bytes:
    return mint(order_of(facts), signer).pdf


def order_of(facts: Facts) -> MintOrder:
    return MintOrder(
        certificate_id=CERTIFICATE,
        subject_id=SUBJECT,
        facts=facts,
        base_url=SITE,
        place=StatusPlace(1, 4711),
        logo=None,
        made_at=AT,
    )


def drawn(sheet: Sheet, tools: Press) -> Document:
    return laid_out(html_of(sheet, "roomy", tools, None), tools, VARIANT)


def naive(html: str, design: Design, art: Path | None) -> bytes:
    """Do what a first version would: read everything, make the page, forget everything."""
    fonts = FontConfiguration()
    files = (FONT_FILES / "fonts.css", PRINT / "certificate.css", PRINT / f"{design}.css")
    sheets = [CSS(filename=file, font_config=fonts) for file in files]
    if art is not None:
        corner = "-26mm -57mm" if design is Design.PORTRAIT else "-20mm -20mm"
        behind = f"@page {{ background: url({art.as_uri()}) {corner} no-repeat; }}"
        sheets.append(CSS(string=behind, font_config=fonts))
    return HTML(string=html).write_pdf(stylesheets=sheets, font_config=fonts)


def facts_of(design: Design) -> Facts:
    """Return what the first of our modules would print."""
    read = next(one for one in read_modules(places.SCENARIOS, places.QUIZZES))
    module = read.module
    assert module is not None
    return all_facts(
        title=module.title,
        minutes=module.minutes,
        categories=(CategoryFact("Ethics", module.minutes),),
        outcomes=module.outcomes,
        codes=tuple(CodeFact(f"Code of {one.code}", one.edition) for one in module.codes),
        design=design,
        achievement=f"urn:uuid:{ACHIEVEMENT}",
    )
