"""The words by which a log speaks to a pack: days, grades, categories, tags, papers, events."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cpd.requirements.findings import Desk
from cpd.requirements.known import asked_by
from cpd.requirements.lint_names import matches_of
from cpd.requirements.pack_files import Draft
from cpd.requirements.rules.kinds import Cadence, Pack, Ratio, Requirement
from cpd.requirements.rules.logs import Member
from cpd.requirements.rules.saying import category_name, in_words
from cpd.requirements.rules.volumes import tenure_anchor, tenure_from


@dataclass(frozen=True)
class Words:
    """One sort of words: where they stand in a log, and each with what it means."""

    title: str
    where: str
    meant: Mapping[str, str]


def vocabulary(draft: Draft) -> tuple[Words, ...]:
    """Return the words that a pack looks for; sorts of which it looks for none are left out."""
    pack, known = draft.pack, asked_by(draft.pack)
    matches = [match for _, match in matches_of(Desk(draft))]
    tags = {
        *pack.tags,
        *(tag for one in matches for tag in one.any_tag | one.all_tags | one.no_tag),
    }
    every = (
        Words("Days of the member", "member", days_asked(pack)),
        Words("Grades", "member.grade", _named(_grades(pack))),
        Words("Kinds of leave", "member.leave[].kind", _named(_leave(pack))),
        Words(
            "Categories",
            "entries[].category",
            {one: category_name(pack, one) for one in pack.categories},
        ),
        Words("Tags", "entries[].tags", _named(tags)),
        Words("Modes", "entries[].mode", _named(mode for one in matches for mode in one.modes)),
        Words("Documents", "documents[].document", _named(known.documents)),
        Words("Declarations", "declarations[].declaration", _named(known.declarations)),
    )
    return tuple(one for one in every if one.meant)


def _named(words: Iterable[str]) -> Mapping[str, str]:
    return {word: in_words(word) for word in sorted(set(words))}


def _grades(pack: Pack) -> Iterator[str]:
    for asked in pack.requirements:
        if asked.applies_if:
            yield from asked.applies_if.grades
        if isinstance(asked, Ratio) and isinstance(asked.at_least, tuple):
            yield from (step.only for step in asked.at_least if step.only)


def _leave(pack: Pack) -> Iterator[str]:
    for asked in pack.requirements:
        yield from asked.leave.kinds


def days_asked(pack: Pack) -> Mapping[str, str]:
    """Return where each day stands that something is counted from, with what day it is."""
    of = {name: "" for asked in pack.requirements for name in _days_of(pack, asked)}
    caps = {cap.period.of: "" for cap in pack.caps if cap.period and cap.period.of}
    found = {**of, **caps, **pack.anchors}
    return {place(name): said or in_words(name) for name, said in sorted(found.items())}


def place(name: str) -> str:
    """Return where a day stands in a log."""
    return "member.joined" if name == "joined" else f"member.anchors.{name}"


def missing(pack: Pack, asked: Requirement, member: Member) -> tuple[str, ...]:
    """Return where the days would stand that a requirement is counted from and the log lacks."""
    given = {*member.anchors, *(("joined",) if member.joined else ())}
    return tuple(
        f"{place(name)} ({pack.anchors.get(name) or in_words(name)})"
        for name in _days_of(pack, asked)
        if name not in given and not _is_served(asked, name, member)
    )


def _is_served(asked: Requirement, name: str, member: Member) -> bool:
    """Say whether another day tells since when somebody has been in, where that is asked."""
    return name not in _periods_of(asked) and tenure_from(member) is not None


def _days_of(pack: Pack, asked: Requirement) -> tuple[str, ...]:
    found = list(_periods_of(asked))
    if _counts_tenure(asked):
        found.append(tenure_anchor(pack))
    return tuple(dict.fromkeys(found))


def _periods_of(asked: Requirement) -> tuple[str, ...]:
    shapes = (asked.period, asked.counted_in if isinstance(asked, Cadence) else None)
    return tuple(one.of for one in shapes if one is not None and one.of)


def _counts_tenure(asked: Requirement) -> bool:
    rule = asked.applies_if
    if rule is not None and (rule.not_before_years or rule.before_years):
        return True
    return isinstance(asked, Ratio) and asked.piecewise_by == "tenure"
