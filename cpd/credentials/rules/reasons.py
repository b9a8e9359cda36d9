"""Why a credential is not accepted, in a word for programs and a sentence for people."""

from enum import StrEnum

from cpd.kernel.errors import RuleError


class Reason(StrEnum):
    NOT_A_CREDENTIAL = "not_a_credential"
    TOO_LARGE = "too_large"
    NOT_SIGNED = "not_signed"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown_key"
    WRONG_ISSUER = "wrong_issuer"
    UNKNOWN_TERM = "unknown_term"
    NOT_YET_VALID = "not_yet_valid"


SENTENCES = {
    Reason.NOT_A_CREDENTIAL: "This is not a credential.",
    Reason.TOO_LARGE: "This is larger than any credential that is accepted here.",
    Reason.NOT_SIGNED: "This credential has no signature of a kind that can be checked here.",
    Reason.ALTERED: "This credential was altered after it was signed.",
    Reason.UNKNOWN_KEY: "This credential was signed with a key that is not known here.",
    Reason.WRONG_ISSUER: "The key that signed this credential is not one of its issuer's.",
    Reason.UNKNOWN_TERM: "This credential says something that its signature does not cover.",
    Reason.NOT_YET_VALID: "This credential says that it is not valid yet.",
}


class CredentialError(RuleError):
    """A credential is not accepted. `reason` is for programs, the message for people."""

    def __init__(self, reason: Reason, sentence: str = "") -> None:
        super().__init__(sentence or SENTENCES[reason])
        self.reason = reason
        self.sentence = sentence or SENTENCES[reason]
