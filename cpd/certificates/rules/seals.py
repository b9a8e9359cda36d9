"""What the seal of a file says of it, in words for whoever looks."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LARGEST_UPLOAD = 2 * 1024 * 1024


class SealState(StrEnum):
    """What a look at a file and its seal comes to. Only the first speaks for the file."""

    WHOLE = "whole"
    FOREIGN = "foreign"
    CHANGED = "changed"
    BROKEN = "broken"
    UNSEALED = "unsealed"
    STRIPPED = "stripped"
    LOCKED = "locked"
    UNREADABLE = "unreadable"
    NOT_A_PDF = "not_a_pdf"
    TOO_LARGE = "too_large"


SENTENCES = {
    SealState.WHOLE: "The seal is ours, and not one byte of the file has changed since.",
    SealState.FOREIGN: "The file has not changed since it was sealed, but the seal is not ours.",
    SealState.CHANGED: "Something was added to this file after it was sealed.",
    SealState.BROKEN: "The seal does not fit the file: its bytes were changed.",
    SealState.UNSEALED: "This PDF has no seal.",
    SealState.STRIPPED: "This PDF had a seal, and it was taken out.",
    SealState.LOCKED: "This PDF is locked with a password. What we issue is not.",
    SealState.UNREADABLE: "This PDF is damaged or cut short; it cannot be read through.",
    SealState.NOT_A_PDF: "This file is not a PDF.",
    SealState.TOO_LARGE: "This file is too large to be a certificate.",
}


@dataclass(frozen=True)
class SealReport:
    """What was found, each fact for itself; `sentence` says what they come to.

    `whole` is the bottom line: a sound seal by a trusted signer over every byte, nothing after it.
    `signed_at` is what the signer's clock said. `fingerprint` is of the public key, SHA-256;
    `serial` is the certificate's number in hexadecimal, as a list of stolen seals has it, and
    `authority` the identifier of the key that signed the certificate, and with it that list.
    """

    state: SealState
    present: bool = False
    intact: bool = False
    trusted: bool = False
    certified: bool = False
    signed_at: datetime | None = None
    signer_name: str | None = None
    fingerprint: str | None = None
    serial: str | None = None
    authority: str | None = None

    @property
    def whole(self) -> bool:
        return self.state is SealState.WHOLE

    @property
    def sentence(self) -> str:
        return SENTENCES[self.state]
