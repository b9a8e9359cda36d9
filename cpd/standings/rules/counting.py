"""How one entry counted for one body: for what, how much of it, and why not more."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cpd.requirements.rules.answers import Credit, Evaluation
from cpd.requirements.rules.days import said as said_day
from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.logs import LogEntry
from cpd.requirements.rules.saying import exactly, requirement_name, said
from cpd.standings.rules.following import Followed
from cpd.standings.rules.mending import Mend, mend_of
from cpd.standings.rules.strips import worth


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What an entry brought to one requirement. `lost` is what a limit took, in words."""

    name: str
    says: str
    minutes: str
    lost: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One body's answer about one entry."""

    followed: Followed
    pack: Pack
    headline: str
    is_whole: bool
    counted: tuple[Counted, ...]
    mend: Mend | None = None


def answer(followed: Followed, pack: Pack, evaluation: Evaluation, entry: LogEntry) -> Answer:
    credits_ = evaluation.credits.get(entry.id, ())
    most = worth(evaluation, entry.id)
    return Answer(
        followed=followed,
        pack=pack,
        headline=headline(entry, credits_, most, evaluation),
        is_whole=most >= entry.minutes > 0,
        counted=tuple(_counted(one, pack) for one in credits_),
        mend=mend_of(pack, evaluation, entry),
    )


def headline(
    entry: LogEntry, credits_: Sequence[Credit], most: Fraction, evaluation: Evaluation
) -> str:
    """Say in one sentence how much of the entry counted."""
    if entry.start_on > evaluation.as_of:
        return f"It is dated {said_day(entry.start_on)}, so it does not count yet."
    if not credits_:
        return "No rule of this body counts an entry like this one."
    whole = Fraction(entry.minutes)
    if not entry.minutes:
        return "It counts as one, whatever time it took."
    if most >= whole:
        return f"All of it counted: {said(whole)}."
    if not most:
        return f"None of its {said(whole)} counted."
    part = exactly(most)
    return f"{part[:1].upper()}{part[1:]} counted of {said(whole)}."


def _counted(credit: Credit, pack: Pack) -> Counted:
    requirement = pack.requirement(credit.requirement)
    lost = credit.before_caps - credit.minutes
    return Counted(
        name=requirement_name(pack, credit.requirement),
        says=requirement.says if requirement is not None else "",
        minutes=exactly(credit.minutes),
        lost=f"A limit took {exactly(lost)} of {exactly(credit.before_caps)}." if lost > 0 else "",
        reason=credit.reason[:1].upper() + credit.reason[1:],
    )
