"""The answer to whoever checks a certificate: what is on record, each check, and nothing else."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from cpd.certificates.rules.facts import DELIVERIES, CategoryFact, CodeFact, Facts, NumberFact
from cpd.certificates.rules.life import NameShown
from cpd.certificates.rules.validity import ReasonClass, Verdict
from cpd.verification.rules.checks import Check, Result
from cpd.verification.rules.names import initials


class FileIs(StrEnum):
    """What a file that was handed in turned out to be.

    `same_credential` is our credential, word for word and signed, but written in other bytes, as
    wallets do. Whatever is altered or not ours has no verdict of its own but unknown.
    """

    THIS_VERY_FILE = "this_very_file"
    SAME_CREDENTIAL = "same_credential"
    ALTERED = "altered"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, kw_only=True)
class PublicFacts:
    """What is printed and may be said of it. `name` follows the holder's choice; None is hidden."""

    name: str | None
    shown: NameShown
    title: str
    minutes: int
    categories: tuple[CategoryFact, ...]
    delivery: str
    codes: tuple[CodeFact, ...]
    completed_on: date
    issued_on: date
    expires_on: date
    issuer: str
    provider_numbers: tuple[NumberFact, ...]
    approvals: tuple[NumberFact, ...]
    serial: str


def public_facts(facts: Facts, shown: NameShown) -> PublicFacts:
    return PublicFacts(
        name=shown_name(facts.name, shown),
        shown=shown,
        title=facts.title,
        minutes=facts.minutes,
        categories=facts.categories,
        delivery=DELIVERIES[facts.delivery] if facts.delivery else "",
        codes=facts.codes,
        completed_on=facts.completed_on,
        issued_on=facts.issued_on,
        expires_on=facts.expires_on,
        issuer=facts.issuer,
        provider_numbers=facts.provider_numbers,
        approvals=facts.approvals,
        serial=facts.serial,
    )


def shown_name(name: str, shown: NameShown) -> str | None:
    if shown is NameShown.FULL:
        return name
    return initials(name) if shown is NameShown.INITIALS else None


@dataclass(frozen=True)
class Difference:
    """One fact that a file tells otherwise than the record. Of a hidden name, neither is told."""

    what: str
    in_file: str
    on_record: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is so at an instant. `record` is what an altered file claims to be: it is not that.

    `address` is the token of the public page, for whoever has shown that they hold the paper.
    """

    verdict: Verdict
    as_of: datetime
    facts: PublicFacts | None = None
    withdrawn_on: date | None = None
    reason: ReasonClass | None = None
    checks: tuple[Check, ...] = ()
    file: FileIs | None = None
    record: "Answer | None" = None
    differences: tuple[Difference, ...] = ()
    key: str | None = None
    token: str | None = None
    checked_at: datetime | None = None

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.result is Result.FAIL)

    @property
    def is_sound(self) -> bool:
        """Say whether nothing is wrong with it but that it may have ended."""
        return not [check for check in self.failed if check.point.group != "status"]

    def to_plain(self) -> dict[str, Any]:
        """Return plain values for JSON. What is not so is null, never left out."""
        return {
            "verdict": str(self.verdict),
            "as_of": instant(self.as_of),
            "facts": self.facts and facts_as_plain(self.facts),
            "withdrawn_on": self.withdrawn_on and self.withdrawn_on.isoformat(),
            "reason": self.reason and str(self.reason),
            "checks": [check.to_plain() for check in self.checks],
            "file": self.file and str(self.file),
            "record": self.record and record_as_plain(self.record),
            "differences": [asdict(one) for one in self.differences],
            "key": self.key,
        }


def record_as_plain(record: Answer) -> dict[str, Any]:
    """Return what a file claims to be: no checks, as none of them are about the file."""
    return {
        "verdict": str(record.verdict),
        "facts": record.facts and facts_as_plain(record.facts),
    }


def facts_as_plain(facts: PublicFacts) -> dict[str, Any]:
    return asdict(facts) | {
        "shown": str(facts.shown),
        "categories": [asdict(one) for one in facts.categories],
        "codes": [asdict(one) for one in facts.codes],
        "provider_numbers": [asdict(one) for one in facts.provider_numbers],
        "approvals": [asdict(one) for one in facts.approvals],
        "completed_on": facts.completed_on.isoformat(),
        "issued_on": facts.issued_on.isoformat(),
        "expires_on": facts.expires_on.isoformat(),
    }


def instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def unknown(at: datetime) -> Answer:
    """Answer for a number that is not there: nothing more is to be said."""
    return Answer(verdict=Verdict.UNKNOWN, as_of=at)
