"""Certificates to print and to seal: names of every script, logos of every shape, fixed keys."""

from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from PIL import Image, ImageDraw

from cpd.certificates.documents import Sheet
from cpd.certificates.rules.facts import (
    CategoryFact,
    CodeFact,
    Delivery,
    Design,
    Facts,
    NumberFact,
)
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.signing import HeldKey, LocalSigner, public_of
from tests.factories.certificates import some_facts

AT = datetime(2026, 3, 2, 9, 30, 15, tzinfo=UTC)
SITE = "https://cpd.example.org"
KEYS = Path(__file__).parents[1] / "data" / "test_only_keys"
CREDENTIAL = '{"type": ["VerifiableCredential", "OpenBadgeCredential"], "name": "Ștefăniță 佐藤"}\n'
NAMES = {
    "Latin with every accent": "Ștefăniță Łukasiewicz-Nguyễn Þórðardóttir Ğüneş Māra",
    "Vietnamese": "Nguyễn Thị Ánh Tuyết",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Олександра Їжакевич",
    "Arabic": "فاطمة الزهراء بنت عبد الرحمن",
    "Persian with a joiner": "علی\u200cرضا محمدی",  # noqa: RUF001 - a name
    "Hebrew": "שרה בן־דוד",
    "Thai": "สมชาย ใจดีมีสุข",
    "Devanagari": "प्रियंका शर्मा",
    "Japanese": "佐藤 美咲子",
    "Chinese": "王小明",
    "Korean": "김민준",
    "one letter": "A",
    "200 narrow letters": ("Maximiliana " * 17)[:200].strip(),
    "200 wide letters": "W" * 200,
    "200 Han characters": "佐藤" * 100,
    "200 Arabic letters": ("فاطمة " * 34)[:200].strip(),
}
NINE_SCRIPTS = tuple(
    NAMES[one]
    for one in (
        "Latin with every accent", "Vietnamese", "Arabic", "Hebrew", "Thai", "Devanagari",
        "Chinese", "Japanese", "Korean",
    )
)  # fmt: skip
LONG_TITLE = (
    "Working at relational depth with trauma, dissociation and shame: ethics, boundaries, consent "
    "and record keeping for counsellors, psychotherapists, coaches and supervisors in private work"
)
OUTCOME = "Hold a warm boundary under pressure, and account for the reasons in supervision ({})."
BODIES = ("ICF", "NBCC", "NCBTMB", "BACP", "APA")


def all_facts(**given) -> Facts:
    """What a certificate says that leaves nothing out."""
    usual = {
        "categories": (CategoryFact("Core competencies", 45), CategoryFact("Other", 30)),
        "delivery": Delivery.SELF_PACED,
        "provider_numbers": (NumberFact("ICF", "CCE-2044"), NumberFact("NBCC", "7731")),
        "approvals": (NumberFact("ICF", "A-2026-118"),),
        "address": "12 Harbour Street, Bristol BS1 4QA",
        "signatory": "Dr Miriam Castellanos",
        "signatory_title": "Director of standards",
    }
    return some_facts(**(usual | given))


def crowded_facts(**given) -> Facts:
    """As much as a certificate can have to say: ten codes, six categories, five numbers twice."""
    return all_facts(
        **{
            "title": (LONG_TITLE + " practice")[:200],
            "outcomes": tuple(OUTCOME.format(n) for n in range(1, 9)),
            "codes": tuple(
                CodeFact(f"Code of ethics and of good practice of body {n}", f"20{10 + n}-01")
                for n in range(10)
            ),
            "categories": tuple(CategoryFact(f"Category number {n}", 61 + n) for n in range(6)),
            "minutes": 381,
            "provider_numbers": tuple(NumberFact(body, f"{body}-P-2044") for body in BODIES),
            "approvals": tuple(NumberFact(body, f"{body}-A-2026") for body in BODIES),
            "issuer": "The International Association for Continuing Professional Development",
        }
        | given
    )


def a_sheet(*, logo: bytes | None = None, credential: str | None = CREDENTIAL, **given) -> Sheet:
    return Sheet(all_facts(**given), SITE, AT, credential, logo)


@cache
def a_logo(width: int = 300, height: int = 300, mode: str = "RGBA") -> bytes:
    """A PNG, see-through outside an ellipse if its mode can be."""
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((0, 0, width - 1, height - 1), fill=(20, 60, 120, 255))
    target = BytesIO()
    picture.convert(mode).save(target, "PNG")
    return target.getvalue()


@cache
def the_sealer(whose: str = "site") -> LocalSigner:
    """Holds the fixed test key of the site, or of a `stranger`."""
    private = load_pem_private_key((KEYS / f"{whose}-seal.key.pem").read_bytes(), None)
    assert isinstance(private, RSAPrivateKey)
    public = public_of(f"{whose}-test", KeyPurpose.SEAL, private, chain(whose))
    return LocalSigner({KeyPurpose.SEAL: HeldKey(public, private)})


def chain(whose: str = "site") -> str:
    return (KEYS / f"{whose}-seal.pem").read_text(encoding="ascii")


def root(whose: str = "site") -> str:
    """The certificate to trust: the last of the chain."""
    return "-----BEGIN" + chain(whose).rpartition("-----BEGIN")[2]


BOTH = tuple(Design)
