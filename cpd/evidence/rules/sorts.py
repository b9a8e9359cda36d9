"""The sorts of evidence."""

from enum import StrEnum


class EvidenceSort(StrEnum):
    FILE = "file"
    LINK = "link"
    CERTIFICATE = "certificate"
