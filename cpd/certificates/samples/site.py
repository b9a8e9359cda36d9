"""A site that exists for the length of a sample, and the certificates it issues."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import uuid4

from cpd.certificates.minting import Minted, MintOrder, mint
from cpd.certificates.rules.facts import (
    CategoryFact,
    CodeFact,
    Delivery,
    Design,
    Facts,
    NumberFact,
)
from cpd.certificates.rules.serials import SERIAL_BITS, TOKEN_BITS, serial_from, token_from
from cpd.credentials.rules.awards import LIST_BITS, StatusPlace
from cpd.kernel.periods import months_after
from cpd.keys.making import NewKeys, new_keys
from cpd.keys.rules.identity import did_of
from cpd.keys.signing import LocalSigner

ISSUER = "Sample Institute for Counselling"
SCRIPTS = {
    "latin": "Ștefania Łukasiewicz-Nguyễn",
    "arabic": "فاطمة الزهراء عبد الرحمن",
    "hebrew": "שרה בן־דוד",
    "thai": "สมชาย ใจดีมีสุข",
    "japanese": "佐藤 美咲子",
}
ACHIEVEMENT = "urn:uuid:6f1b9a52-3a0e-5b7c-9d54-0c2a5d5f7e11"


@dataclass(frozen=True)
class Sample:
    """A certificate, and what the site alone knows of it."""

    order: MintOrder
    minted: Minted
    salt: bytes

    @property
    def place(self) -> StatusPlace:
        assert self.order.place is not None  # noqa: S101 - each of a sample has one
        return self.order.place


@dataclass(frozen=True)
class SampleSite:
    """Who issues: an address, an instant, and keys that nobody keeps."""

    base_url: str
    at: datetime
    places: set[int] = field(default_factory=set)

    @cached_property
    def keys(self) -> NewKeys:
        return new_keys(ISSUER, self.at)

    @cached_property
    def signer(self) -> LocalSigner:
        return LocalSigner(self.keys.held)

    @property
    def did(self) -> str:
        return did_of(self.base_url)

    def issue(self, name: str, design: Design = Design.PORTRAIT) -> Sample:
        order = MintOrder(
            certificate_id=uuid4(),
            subject_id=uuid4(),
            facts=sample_facts(name, design, self.at.date()),
            base_url=self.base_url,
            place=self.draw_place(),
            logo=None,
            made_at=self.at,
        )
        return Sample(order, mint(order, self.signer), secrets.token_bytes(32))

    def draw_place(self) -> StatusPlace:
        while (position := secrets.randbelow(LIST_BITS)) in self.places:
            pass
        self.places.add(position)
        return StatusPlace(1, position)


def sample_facts(name: str, design: Design, day: date) -> Facts:
    return Facts(
        name=name,
        title="Limits and warmth: ethics in written support",
        minutes=90,
        outcomes=(
            "Explain what a written session is, and what is not kept private in it.",
            "Ask plainly about suicide when somebody hints at it.",
            "Bring in help openly, passing on no more than was agreed.",
        ),
        codes=(CodeFact("Sample code of ethics", "2026"),),
        completed_on=day,
        issued_on=day,
        expires_on=months_after(day, 24),
        issuer=ISSUER,
        serial=serial_from(secrets.randbits(SERIAL_BITS)),
        token=token_from(secrets.randbits(TOKEN_BITS)),
        categories=(CategoryFact("Ethics", 60), CategoryFact("Professional practice", 30)),
        delivery=Delivery.SELF_PACED,
        provider_numbers=(NumberFact("Sample register", "P-0001"),),
        approvals=(NumberFact("Sample register", "A-2026-017"),),
        address="1 Sample Street, Sampleton",
        signatory="Dr Sample Person",
        signatory_title="Director of studies",
        design=design,
        achievement=ACHIEVEMENT,
    )
