"""What happens to a certificate, told as values."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from cpd.certificates.rules.life import NameShown
from cpd.certificates.rules.validity import ReasonClass
from cpd.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CertificateOrdered(Event):
    kind: ClassVar[str] = "certificate.ordered"

    certificate: UUID
    serial: str
    person: UUID


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    kind: ClassVar[str] = "certificate.issued"

    certificate: UUID
    serial: str
    person: UUID


@dataclass(frozen=True, kw_only=True)
class CertificateWithdrawn(Event):
    kind: ClassVar[str] = "certificate.withdrawn"

    certificate: UUID
    serial: str
    reason_class: ReasonClass


@dataclass(frozen=True, kw_only=True)
class CertificateReplaced(Event):
    kind: ClassVar[str] = "certificate.replaced"

    certificate: UUID
    serial: str
    by_serial: str


@dataclass(frozen=True, kw_only=True)
class CertificateSuspended(Event):
    kind: ClassVar[str] = "certificate.suspended"

    certificate: UUID
    serial: str


@dataclass(frozen=True, kw_only=True)
class CertificateReinstated(Event):
    kind: ClassVar[str] = "certificate.reinstated"

    certificate: UUID
    serial: str


@dataclass(frozen=True, kw_only=True)
class WithdrawalAsked(Event):
    kind: ClassVar[str] = "certificate.withdrawal-asked"

    certificate: UUID
    serial: str
    request: UUID
    reason_class: ReasonClass


@dataclass(frozen=True, kw_only=True)
class WithdrawalDeclined(Event):
    kind: ClassVar[str] = "certificate.withdrawal-declined"

    certificate: UUID
    serial: str
    request: UUID


@dataclass(frozen=True, kw_only=True)
class CertificateErased(Event):
    kind: ClassVar[str] = "certificate.erased"

    certificate: UUID
    serial: str


@dataclass(frozen=True, kw_only=True)
class NameShownChosen(Event):
    kind: ClassVar[str] = "certificate.name-shown"

    certificate: UUID
    serial: str
    shown: NameShown


@dataclass(frozen=True, kw_only=True)
class CertificateTriedAgain(Event):
    kind: ClassVar[str] = "certificate.tried-again"

    certificate: UUID
    serial: str


@dataclass(frozen=True, kw_only=True)
class IssuerProfileChanged(Event):
    kind: ClassVar[str] = "issuer.profile-changed"

    organisation: UUID


@dataclass(frozen=True, kw_only=True)
class ApprovalAdded(Event):
    kind: ClassVar[str] = "issuer.approval-added"

    organisation: UUID
    approval: UUID
    module: str


@dataclass(frozen=True, kw_only=True)
class ApprovalRemoved(Event):
    kind: ClassVar[str] = "issuer.approval-removed"

    organisation: UUID
    approval: UUID
    module: str
