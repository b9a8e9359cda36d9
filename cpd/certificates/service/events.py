"""What happens to a certificate, told as values."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

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
    sha256: str


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
