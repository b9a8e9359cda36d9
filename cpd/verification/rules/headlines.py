"""What a check without the site comes to, in a word for programs and a sentence for people."""

from collections.abc import Iterable
from dataclasses import dataclass

from cpd.certificates.rules.validity import Verdict
from cpd.verification.rules.checks import Check, Point, Result

UNSURE_WORD, MISMATCH_WORD = "unsure", "mismatch"


@dataclass(frozen=True)
class Headline:
    """`verdict` is never "valid" unless all that must be known is known."""

    verdict: str
    sentence: str


VALID = Headline(Verdict.VALID, "Valid.")
EXPIRED = Headline(Verdict.EXPIRED, "Genuine, but not within its dates.")
WITHDRAWN = Headline(Verdict.WITHDRAWN, "Withdrawn.")
GONE = Headline(Verdict.WITHDRAWN, "Withdrawn or replaced.")
REPLACED = Headline(
    Verdict.REPLACED, "Replaced by a corrected one: ask the holder for the current one."
)
SUSPENDED = Headline(Verdict.SUSPENDED, "On hold.")
UNSURE = Headline(
    UNSURE_WORD,
    "Genuine and unaltered; whether it still holds is not known: no status list at hand, or it "
    "ran out.",
)
UNJOINED = Headline(
    UNSURE_WORD,
    "Genuine and unaltered; but the state of the log that you trust could not be joined to a "
    "proof of it.",
)
UNLISTED = Headline(
    UNSURE_WORD,
    "Genuine and unaltered, unless its seal was stolen: no list of stolen seals at hand, or it "
    "ran out.",
)
MISMATCH = Headline(
    MISMATCH_WORD, "Genuine and unaltered, but not what you expected: another name is on it."
)
ALTERED = Headline(Verdict.UNKNOWN, "Altered or forged: see what failed.")
ANOTHERS = Headline(Verdict.UNKNOWN, "Not what was issued: the log has its line for another file.")
STOLEN = Headline(
    Verdict.UNKNOWN, "Its key may have been stolen, and nothing shows that it was signed before."
)
NOT_PROVEN = Headline(Verdict.UNKNOWN, "The log does not bear it out: see what failed.")
REFUSED = Headline(
    Verdict.UNKNOWN,
    "Its signature is good, but the status list is refused: whether it still holds is not known.",
)
NOTHING = Headline(Verdict.UNKNOWN, "Nothing vouches for this file: see what is missing.")

STANDINGS = {
    Verdict.WITHDRAWN: WITHDRAWN,
    Verdict.REPLACED: REPLACED,
    Verdict.SUSPENDED: SUSPENDED,
    Verdict.UNKNOWN: REFUSED,
}
VOUCHING = {Point.CREDENTIAL, Point.KEY}
SEALED = {Point.SEAL, Point.SEAL_ROOT}
STATUS = {Point.WITHDRAWN, Point.SUSPENDED, Point.DATES}
FORGED = VOUCHING | SEALED | {Point.FILE, Point.STORED, Point.FACTS, Point.MINUTES}
LOG = {Point.COMMITMENT, Point.INCLUSION, Point.COSIGNED}
WRONG = (
    (FORGED, ALTERED),
    ({Point.LEAF}, ANOTHERS),
    ({Point.KEY_GOOD}, STOLEN),
    (LOG, NOT_PROVEN),
)


def headline(checks: Iterable[Check], standing: Verdict, *, is_pdf: bool) -> Headline:
    """Say the worst that is so. What was not checked is never taken for good."""
    results = {check.point: check.result for check in checks}
    wrong = {point for point, result in results.items() if result is Result.FAIL}
    good = {point for point, result in results.items() if result is Result.PASS}
    for points, said in WRONG:
        if points & wrong:
            return said
    if not (VOUCHING | (SEALED if is_pdf else set())) <= good:
        return NOTHING
    return of_genuine(good, wrong, standing)


def of_genuine(good: set[Point], wrong: set[Point], standing: Verdict) -> Headline:
    """Say how what the issuer signed stands today."""
    if standing is Verdict.WITHDRAWN and Point.REPLACED not in good:
        return GONE
    if standing in STANDINGS:
        return STANDINGS[standing]
    if Point.DATES in wrong:
        return EXPIRED
    if Point.NAME in wrong:
        return MISMATCH
    if not good >= STATUS:
        return UNSURE
    return VALID if Point.KEY_GOOD in good else UNLISTED
