"""What an administrator may ask of the list of certificates."""

from dataclasses import dataclass
from enum import StrEnum

from cpd.certificates.rules.serials import read_serial
from cpd.kernel.errors import RuleError


class Show(StrEnum):
    """Which certificates to list: all, those of one verdict, or those that have no file yet."""

    ALL = "all"
    VALID = "valid"
    EXPIRED = "expired"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    ERASED = "erased"
    PENDING = "pending"


@dataclass(frozen=True)
class Search:
    text: str = ""
    show: Show = Show.ALL
    page: int = 1
    per_page: int = 50

    @property
    def serial(self) -> str:
        """The text as a serial, if it can be read as one."""
        try:
            return read_serial(self.text)
        except RuleError:
            return self.text
