"""Makes the golden PDFs of a release: `python -m tests.factories.golden`. Once; then they are kept.

They carry the golden credential of the same release and are sealed with the test-only key. A later
release must still find them whole, so nothing here is ever made anew for a folder that is out.
"""

from datetime import UTC, date, datetime
from pathlib import Path

from cpd.certificates.documents import Sheet, render
from cpd.certificates.rules.facts import (
    CategoryFact,
    CodeFact,
    Delivery,
    Design,
    Facts,
    NumberFact,
)
from cpd.certificates.sealing import seal
from tests.factories.printing import a_logo, root, the_sealer

RELEASE = "0.3"
GOLDEN = Path(__file__).parents[1] / "data" / "golden" / RELEASE
SITE = "https://cpd.example"
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def golden_facts(design: Design) -> Facts:
    """Return what the golden credential says, as it is printed."""
    return Facts(
        name="Zoë Ōkafor",
        title="When a chat turns to crisis",
        minutes=75,
        outcomes=("Ask plainly.", "Bring in help openly."),
        codes=(CodeFact("Plumm Code of Ethics", "2026-11"),),
        completed_on=date(2026, 3, 1),
        issued_on=date(2026, 3, 2),
        expires_on=date(2028, 3, 1),
        issuer="Clause & Hour",
        serial="CH-7F3K-9Q2M",
        token="0123456789ABCDEFGHJKMNPQRS",
        categories=(CategoryFact("Ethics", 45), CategoryFact("Practice", 30)),
        delivery=Delivery.SELF_PACED,
        provider_numbers=(NumberFact("First Body", "P-1234"),),
        approvals=(NumberFact("First Body", "A-9"), NumberFact("Second", "2026/77")),
        address="1 High Street, Sometown",
        signatory="Jo Bell",
        signatory_title="Director of standards",
        design=design,
    )


def golden_sheet(design: Design) -> Sheet:
    """The broad one has a logo, the upright one none."""
    credential = (GOLDEN / "credential.json").read_text(encoding="utf-8")
    logo = a_logo(400, 200) if design is Design.LANDSCAPE else None
    return Sheet(golden_facts(design), SITE, AT, credential, logo)


def main() -> None:
    (GOLDEN / "root.pem").write_text(root(), encoding="ascii")
    for design in Design:
        pdf = seal(render(golden_sheet(design)), the_sealer(), AT)
        (GOLDEN / f"{design}.pdf").write_bytes(pdf)


if __name__ == "__main__":
    main()
