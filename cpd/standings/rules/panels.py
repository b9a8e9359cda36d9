"""What a page shows of one body: the word, the next day that matters, what is lacking, the bars."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cpd.requirements.rules.answers import Evaluation, Row, Unit, Verdict
from cpd.requirements.rules.days import listed, said_period
from cpd.requirements.rules.days import said as said_day
from cpd.requirements.rules.kinds import Document, Manual, Pack, Requirement
from cpd.requirements.rules.logs import LogEntry
from cpd.requirements.rules.packs import Unclear
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.saying import requirement_name, said
from cpd.standings.rules.answering import Way, is_answerable, ways
from cpd.standings.rules.asking import questions
from cpd.standings.rules.following import Followed
from cpd.standings.rules.mending import Mend, mends, once_each
from cpd.standings.rules.strips import Strip, strip
from cpd.standings.rules.weighing import (
    ORDER,
    TITLES,
    Weighed,
    Word,
    next_due,
    overall,
    pace,
    weighed,
)

_BARRED = frozenset({Verdict.EXEMPT, Verdict.NOT_APPLICABLE, Verdict.NEEDS_EXPLANATION})


@dataclass(frozen=True, kw_only=True)
class Bar:
    """How far a requirement has come: shares of what is asked, in percent, at most all."""

    name: str
    period: str
    claimed: int
    evidenced: int
    text: str
    evidence: str  # in words; empty where all of it is evidenced
    is_met: bool


@dataclass(frozen=True, kw_only=True)
class Panel:
    """How a member stands towards one body today."""

    followed: Followed
    pack: Pack
    evaluation: Evaluation
    rows: tuple[Weighed, ...]
    strip: Strip
    lacking: tuple[str, ...] = ()
    wanting: tuple[Mend, ...] = ()

    @property
    def word(self) -> Word:
        """What is not known of the member asks for an answer before anything else."""
        return standing_word(self.rows, self.lacking)

    @property
    def title(self) -> str:
        return TITLES[self.word]

    @property
    def due(self) -> Weighed | None:
        return next_due(self.rows)

    @property
    def due_day(self) -> date:
        """Return the next day that matters; the end of time where none does."""
        return (self.due.due_on if self.due else None) or date.max

    @property
    def days_left(self) -> int:
        return (self.due_day - self.evaluation.as_of).days

    def _of(self, *words: Word) -> tuple[Weighed, ...]:
        found = [one for one in self.rows if one.word in words]
        return tuple(sorted(found, key=lambda one: one.due_on or date.max))

    @property
    def to_do(self) -> tuple[Weighed, ...]:
        """Return what is open and short or runs out, the nearest day first."""
        is_lacking = (one for one in self._of(Word.DUE, Word.ALL_RIGHT) if _wants_doing(one))
        return tuple(is_lacking)

    @property
    def asks(self) -> tuple[Weighed, ...]:
        """Return what a word of the member settles; what the form asks for is not asked twice."""
        found = self._of(Word.ASKS)
        return tuple(one for one in found if not (self.lacking and one.row.start is None))

    @property
    def not_met(self) -> tuple[Weighed, ...]:
        """Return what was not met, the latest first: the older, the less can be done."""
        found = self._of(Word.NOT_MET)
        return tuple(sorted(found, key=lambda one: one.row.start or date.max, reverse=True))

    @property
    def by_people(self) -> tuple[Weighed, ...]:
        """Return the standards that only a person can judge."""
        return tuple(
            one
            for one in self.rows
            if one.is_now and one.row.kind == "manual" and one.row.verdict is Verdict.NEEDS_REVIEW
        )

    @property
    def bars(self) -> tuple[Bar, ...]:
        found = (bar(one.row, one.name) for one in self.rows if one.is_now)
        return tuple(one for one in found if one is not None)

    @property
    def confidence(self) -> str:
        return confidence(self.pack)

    def pace(self, one: Weighed) -> str:
        return pace(one.row, self.evaluation.as_of)

    @property
    def mends(self) -> tuple[Mend, ...]:
        return once_each(self.wanting)

    def ways(self, one: Weighed) -> tuple[Way, ...]:
        return ways(one.row, self.pack.requirement(one.row.requirement), self.wanting)

    def is_answerable(self, one: Weighed) -> bool:
        return is_answerable(one.row, self.pack.requirement(one.row.requirement))

    def paper(self, one: Weighed) -> str:
        """Return the sort of paper that a row asks for, if it asks for one."""
        asked = self.pack.requirement(one.row.requirement)
        return asked.document if isinstance(asked, Document) else ""


def panel(
    followed: Followed, pack: Pack, evaluation: Evaluation, entries: Collection[LogEntry]
) -> Panel:
    return Panel(
        followed=followed,
        pack=pack,
        evaluation=evaluation,
        rows=weighed(evaluation, pack),
        strip=strip(evaluation, entries),
        lacking=questions(pack).lacking(followed.details),
        wanting=mends(pack, evaluation, entries),
    )


def standing_word(rows: Iterable[Weighed], lacking: tuple[str, ...]) -> Word:
    """Return the overall word; what nobody said of themselves asks for an answer too."""
    word = overall(rows)
    return Word.ASKS if lacking and word is not Word.NOT_MET else word


def standing(
    evaluation: Evaluation, pack: Pack, lacking: tuple[str, ...]
) -> tuple[Word, date | None]:
    """Return the overall word and the next day by which something has to be done."""
    rows = weighed(evaluation, pack)
    due = next_due(rows)
    return standing_word(rows, lacking), due.due_on if due else None


def _wants_doing(one: Weighed) -> bool:
    return one.word is Word.DUE or one.is_lacking


def bar(row: Row, name: str) -> Bar | None:
    """Return the bar of a row that has figures, or None."""
    if not row.required or row.verdict in _BARRED or row.unit not in {Unit.MINUTES, Unit.COUNT}:
        return None
    claimed, evidenced = row.claimed or Fraction(0), row.evidenced or Fraction(0)
    has_tiers = row.evidenced is not None and row.evidenced < claimed
    return Bar(
        name=name,
        period=said_period(Period(row.start, row.end)) if row.start and row.end else "",
        claimed=_percent(claimed, row.required),
        evidenced=_percent(evidenced, row.required)
        if has_tiers
        else _percent(claimed, row.required),
        text=f"{amount(claimed, row.unit)} of {amount(row.required, row.unit)}",
        evidence=_evidence(evidenced, row.unit) if has_tiers else "",
        is_met=claimed >= row.required,
    )


def _evidence(evidenced: Fraction, unit: Unit) -> str:
    return f"{amount(evidenced, unit) if evidenced else 'none'} of it with evidence"


def _percent(part: Fraction, whole: Fraction) -> int:
    """Round down, so that no bar looks full that is not."""
    return min(100, int(part * 100 / whole))


def amount(number: Fraction, unit: Unit) -> str:
    """Say a figure of a row in words."""
    match unit:
        case Unit.MINUTES:
            return said(number)
        case Unit.DAYS:
            return f"{int(number):,} day{'' if number == 1 else 's'}"
        case Unit.COUNT | Unit.NONE:
            return f"{int(number):,}"


_CONFIDENCE: Mapping[str, int] = {"memory": 0, "low": 1, "medium": 2, "high": 3}


def confidence(pack: Pack) -> str:
    """Return how sure the least sure source is; a pack is no surer than that."""
    said_ = [one.confidence for one in pack.provenance if one.confidence in _CONFIDENCE]
    return min(said_, key=_CONFIDENCE.__getitem__, default="")


def by_urgency(panels: Iterable[Panel]) -> list[Panel]:
    """Put what is worst and nearest first."""
    return sorted(panels, key=lambda one: (-ORDER[one.word], one.due_day, one.pack.title))


def summary(panels: Iterable[Panel]) -> str:
    """Say in a sentence or two how all the bodies together stand."""
    by_word: dict[Word, list[str]] = {}
    ordered = by_urgency(panels)
    for one in ordered:
        by_word.setdefault(one.word, []).append(one.pack.body.short)
    said_ = [
        f"{TITLES[word]}: {listed([*dict.fromkeys(names)])}." for word, names in by_word.items()
    ]
    nearest = min(ordered, key=lambda one: one.due_day, default=None)
    if nearest is not None and nearest.due is not None:
        said_.append(f"The next day that matters is {said_day(nearest.due_day)}.")
    return " ".join(said_)


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """One requirement with how it stands now, how it stood before, and what is unclear about it."""

    requirement: Requirement
    name: str
    now: tuple[Weighed, ...]
    before: tuple[Weighed, ...]
    unclear: tuple[Unclear, ...]

    @property
    def paper(self) -> str:
        """The sort of paper it asks for, if it asks for one."""
        return self.requirement.document if isinstance(self.requirement, Document) else ""

    @property
    def is_for_a_person(self) -> bool:
        return isinstance(self.requirement, Manual)


def ruled(panel_: Panel) -> tuple[Ruled, ...]:
    """Return every requirement of the pack, in its order; periods past with the last one first."""
    found = []
    every = weighed(panel_.evaluation, panel_.pack, every_way=True)
    for one in panel_.pack.requirements:
        mine = [each for each in every if each.row.requirement == one.id]
        before = sorted(
            (each for each in mine if not each.is_now),
            key=lambda each: each.row.start or date.min,
            reverse=True,
        )
        found.append(
            Ruled(
                requirement=one,
                name=requirement_name(panel_.pack, one.id),
                now=tuple(each for each in mine if each.is_now),
                before=tuple(before),
                unclear=tuple(u for u in panel_.pack.unclear if u.requirement == one.id),
            )
        )
    return tuple(found)
