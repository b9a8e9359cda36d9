"""What no source settles: a row that hangs on it is for a person to judge."""

from dataclasses import replace

from cpd.requirements.rules.answers import Row, Verdict
from cpd.requirements.rules.kinds import Pack

_CLOSED = frozenset({Verdict.MET, Verdict.NOT_MET})


def unsettled(row: Row, pack: Pack) -> Row:
    """Turn a yes or no that rests on a blocking doubt into a question; open stays open."""
    doubts = [one for one in pack.unclear if one.blocks and one.requirement == row.requirement]
    if not doubts:
        return row
    lines = tuple(f"Not published: {one.about}. It is read as: {one.reading}." for one in doubts)
    first, rest = row.explanation[:1], row.explanation[1:]
    if row.verdict not in _CLOSED:
        return replace(row, explanation=(*first, *lines, *rest))
    asked = "A person must confirm this before it counts as an answer."
    verdict = Verdict.NEEDS_REVIEW
    return replace(row, verdict=verdict, explanation=(*first, asked, *lines, *rest))
