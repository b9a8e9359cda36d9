"""Makes a certificate of frozen facts, from the credential to the seal, without a database."""

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from cpd.certificates import conformance, documents, sealing
from cpd.certificates.documents import Sheet
from cpd.certificates.rules.facts import Facts
from cpd.certificates.rules.life import Stage
from cpd.credentials import building, schema, securing, tokens
from cpd.credentials.rules.awards import Award, CodeTaught, NumberGiven, Share, StatusPlace
from cpd.kernel.errors import RuleError
from cpd.keys.rules.identity import did_of, method_id
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.signing import Signer, SignerAwayError

log = logging.getLogger(__name__)

UNFORESEEN = {
    Stage.CREDENTIAL: "The credential could not be written.",
    Stage.SCHEMA: "The credential has not the form it should have.",
    Stage.SIGNING: "The credential could not be signed.",
    Stage.SELF_CHECK: "The signed credential did not pass our own check.",
    Stage.RENDERING: "The page could not be drawn.",
    Stage.CONFORMANCE: "The page does not keep to the standards for archives and for readers.",
    Stage.SEALING: "The page could not be sealed.",
    Stage.KEEPING: "The certificate could not be kept.",
}
AGAIN = "It will be tried again by itself."

Watch = Callable[[Stage], None]


class MintError(RuleError):
    """A certificate could not be made. The message is a sentence for its holder."""

    def __init__(self, stage: Stage, sentence: str) -> None:
        super().__init__(sentence)
        self.stage = stage
        self.sentence = sentence

    def __reduce__(self) -> tuple[type["MintError"], tuple[Stage, str]]:
        return type(self), (self.stage, self.sentence)


@dataclass(frozen=True, kw_only=True)
class MintOrder:
    """What a certificate is made of. `made_at` stands in all its parts as their instant."""

    certificate_id: UUID
    subject_id: UUID
    facts: Facts
    base_url: str
    place: StatusPlace | None
    logo: bytes | None
    made_at: datetime


@dataclass(frozen=True)
class Minted:
    """All there is to keep, the hashes of it, and how many seconds each stage took."""

    pdf: bytes
    credential: str
    token: str
    sha256: str
    credential_sha256: str
    stages: Mapping[Stage, float]

    @property
    def token_sha256(self) -> str:
        return hashed(self.token.encode())


def unwatched(_stage: Stage) -> None:
    pass


@dataclass(frozen=True)
class Steps:
    """Notes how long each stage takes, and names the stage of whatever goes wrong."""

    watch: Watch
    seconds: dict[Stage, float] = field(default_factory=dict)

    @contextmanager
    def at(self, stage: Stage) -> Iterator[None]:
        self.watch(stage)
        began = time.perf_counter()
        try:
            yield
        except (SignerAwayError, MintError, MemoryError):
            raise
        except RuleError as error:
            raise MintError(stage, str(error)) from error
        except Exception as error:
            log.exception("a certificate failed at %s", stage)
            raise MintError(stage, f"{UNFORESEEN[stage]} {AGAIN}") from error
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - began


def mint(order: MintOrder, signer: Signer, watch: Watch = unwatched) -> Minted:
    """Make all of a certificate, and check each part before the next is built on it.

    `watch` is told each stage as it begins. Raises MintError, or SignerAwayError, which is
    nobody's fault.
    """
    steps, at = Steps(watch), order.made_at
    did = did_of(order.base_url)
    with steps.at(Stage.CREDENTIAL):
        document = building.credential_of(award_of(order, did))
    with steps.at(Stage.SCHEMA):
        refuse_any(Stage.SCHEMA, schema.problems(document))
    with steps.at(Stage.SIGNING):
        secured = securing.secure(document, signer, did, at)
        token = tokens.secure(document, signer, did)
    with steps.at(Stage.SELF_CHECK):
        credential = written(secured)
        check_own(credential, signer, did)
    with steps.at(Stage.RENDERING):
        page = documents.render(sheet_of(order, credential))
    with steps.at(Stage.SEALING):
        pdf = sealing.seal(page, signer, at)
    with steps.at(Stage.CONFORMANCE):  # of the very bytes that are kept: the page is inside them
        refuse_any(Stage.CONFORMANCE, conformance.problems(pdf))
    return Minted(pdf, credential, token, hashed(pdf), hashed(credential.encode()), steps.seconds)


def refuse_any(stage: Stage, problems: list[str]) -> None:
    """Stop for what a checker found. Its words are for the log: the holder cannot mend it."""
    if problems:
        log.error("a certificate failed at %s: %s", stage, "; ".join(problems[:5]))
        raise MintError(stage, f"{UNFORESEEN[stage]} {AGAIN}")


def check_own(credential: str, signer: Signer, did: str) -> None:
    """Verify our own credential as strictly as a stranger would, from the text that is kept."""
    key = signer.public(KeyPurpose.CREDENTIAL)
    securing.verify(credential, {method_id(did, key.id): key.pem})


def written(document: dict[str, Any]) -> str:
    """Write a credential as it is kept, attached and handed out: these very bytes are hashed."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def hashed(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def sheet_of(order: MintOrder, credential: str) -> Sheet:
    return Sheet(order.facts, order.base_url, order.made_at, credential=credential, logo=order.logo)


def award_of(order: MintOrder, did: str) -> Award:
    """Say what the facts say in the words of a credential. It holds from the minute it is made."""
    facts = order.facts
    return Award(
        certificate_id=order.certificate_id,
        subject_id=order.subject_id,
        issuer_did=did,
        issuer_name=facts.issuer,
        site=order.base_url,
        name=facts.name,
        title=facts.title,
        achievement=facts.achievement,
        serial=facts.serial,
        minutes=facts.minutes,
        awarded_on=facts.issued_on,
        completed_on=facts.completed_on,
        valid_from=order.made_at.replace(second=0, microsecond=0),
        valid_until=facts.expires_on,
        outcomes=facts.outcomes,
        shares=tuple(Share(part.name, part.minutes) for part in facts.categories),
        delivery=facts.delivery or "",
        codes=tuple(
            CodeTaught(code.title, code.edition, f"{order.base_url}/codes") for code in facts.codes
        ),
        provider_numbers=tuple(NumberGiven(one.body, one.number) for one in facts.provider_numbers),
        approvals=tuple(NumberGiven(one.body, one.number) for one in facts.approvals),
        address=facts.address,
        signatory=facts.signatory,
        language=facts.language,
        place=order.place,
    )
