"""What stands at the top of an answer: one title and one sentence for each thing it can be."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from cpd.certificates.rules.facts import minutes_in_words
from cpd.certificates.rules.validity import REASONS, Verdict
from cpd.verification.rules.answers import Answer, FileIs, PublicFacts
from cpd.verification.rules.checks import GROUPS, Check, Result
from cpd.verification.rules.standing import said


@dataclass(frozen=True)
class Banner:
    """The verdict in words, its sign and its colour. None of the signs stands for two verdicts."""

    kind: str
    title: str
    text: str
    tone: str
    sign: str


@dataclass(frozen=True)
class Page:
    banner: Banner
    minutes: str
    tally: str
    groups: tuple[tuple[str, tuple[Check, ...]], ...]


LOOK_CLOSER = Banner(
    "doubtful",
    "Something about this certificate is wrong",
    "A check of the record failed: see below which one. Do not rely on it; ask the issuer.",
    "bad",
    "✕",
)
OF_FILES = {
    FileIs.ALTERED: Banner(
        "altered",
        "This file was altered",
        "It is not as it was issued, and proves nothing. Below is what differs from the record.",
        "bad",
        "≠",
    ),
    FileIs.NOT_OURS: Banner(
        "foreign",
        "This file is not one of ours",
        "No certificate that was issued here is this file, nor does it lead to one.",
        "quiet",
        "?",
    ),
}


def page_of(answer: Answer) -> Page:
    groups = groupby(answer.checks, key=lambda check: check.point.group)
    return Page(
        banner=banner_of(answer),
        minutes=minutes_in_words(answer.facts.minutes) if answer.facts else "",
        tally=tally_of(answer.checks),
        groups=tuple((GROUPS[group], tuple(checks)) for group, checks in groups),
    )


def tally_of(checks: Iterable[Check]) -> str:
    counts = Counter(check.result for check in checks)
    bad = counts[Result.FAIL]
    return (
        f"{counts[Result.PASS]} passed, {bad or 'none'} failed, "
        f"{counts[Result.SKIPPED] or 'none'} not checked."
    )


def banner_of(answer: Answer) -> Banner:
    if answer.file in OF_FILES:
        return OF_FILES[answer.file]
    if not answer.is_sound:
        return LOOK_CLOSER
    return BANNERS[answer.verdict](answer)


def printed(answer: Answer) -> PublicFacts:
    if answer.facts is None:
        raise LookupError(f"a verdict of {answer.verdict} needs facts")
    return answer.facts


def valid(answer: Answer) -> Banner:
    facts = printed(answer)
    text = f"It was issued by {facts.issuer} and holds to the end of {said(facts.expires_on)}."
    return Banner("valid", "This certificate is valid", text, "good", "✓")


def expired(answer: Answer) -> Banner:
    facts = printed(answer)
    text = (
        f"It is genuine, and was valid from {said(facts.issued_on)} to {said(facts.expires_on)}. "
        "The learning was done; it no longer counts as current."
    )
    return Banner(
        "expired", f"This certificate expired on {said(facts.expires_on)}", text, "notice", "!"
    )


def replaced(_answer: Answer) -> Banner:
    text = "It is genuine, but another was issued in its place. Ask the holder for the current one."
    return Banner("replaced", "This certificate was replaced", text, "calm", "→")


def withdrawn(answer: Answer) -> Banner:
    on = f" on {said(answer.withdrawn_on)}" if answer.withdrawn_on else ""
    why = f" {REASONS[answer.reason]}" if answer.reason else ""
    text = f"The issuer took it back{why}. It no longer counts as proof of anything."
    return Banner("withdrawn", f"This certificate was withdrawn{on}", text, "bad", "✕")


def suspended(_answer: Answer) -> Banner:
    text = (
        "The issuer is looking into something. Until that is settled it does not count; nothing "
        "is said against its holder. Look again later."
    )
    return Banner("suspended", "This certificate is on hold", text, "notice", "‖")


def erased(_answer: Answer) -> Banner:
    text = (
        "There was a certificate with this number. Its holder asked for the record to be erased, "
        "so nothing can be said of it any more, for or against."
    )
    return Banner("erased", "Record erased at the holder\u2019s request", text, "quiet", "∅")


def unknown(_answer: Answer) -> Banner:
    text = "No certificate with this number was issued here. Without one, the paper proves nothing."
    return Banner("unknown", "No such certificate", text, "quiet", "?")


BANNERS = {
    Verdict.VALID: valid,
    Verdict.EXPIRED: expired,
    Verdict.REPLACED: replaced,
    Verdict.WITHDRAWN: withdrawn,
    Verdict.SUSPENDED: suspended,
    Verdict.ERASED: erased,
    Verdict.UNKNOWN: unknown,
}
