"""Where a register and the text it paraphrases differ."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from cpd.codes.rules.clauses import FoundClause
from cpd.codes.rules.reading import FoundCode
from cpd.codes.rules.registers import Clause, Code, Numbering, natural
from cpd.codes.rules.words import words

# So many words in a row, the same as in the source, are copied and not paraphrased.
COPIED_RUN = 8


@dataclass(frozen=True)
class Copied:
    """A clause whose paraphrase repeats the source, and the words it repeats."""

    number: str
    words: str


@dataclass(frozen=True)
class Difference:
    """What a text has without a row in the register, and the register without a clause in it."""

    clauses_without_a_row: tuple[str, ...]
    rows_without_a_clause: tuple[str, ...]
    copied: tuple[Copied, ...]

    @property
    def is_none(self) -> bool:
        return not (self.clauses_without_a_row or self.rows_without_a_clause or self.copied)


def difference(code: Code, found: FoundCode) -> Difference:
    pairs = _paired(code, found)
    seen = Counter(clause.number for clause in found.clauses)
    paired = Counter(clause.number for _, clause in pairs)
    met = {row.number for row, _ in pairs}
    extra = [*(seen - paired).elements(), *_parts_beyond(pairs, of_register=False)]
    missing = [row.number for row in code.clauses if row.number not in met]
    missing += _parts_beyond(pairs, of_register=True)
    return Difference(
        tuple(sorted(extra, key=natural)),
        tuple(sorted(missing, key=natural)),
        tuple(_copied(pairs)),
    )


def matched(code: Code, found: FoundCode) -> Mapping[str, FoundClause]:
    """Tell which clause of the text stands behind each row, by the number of the row."""
    return {row.number: clause for row, clause in _paired(code, found)}


def copied_run(ours: str, source: str) -> str:
    """Give the first run of words taken over from the source; nothing if there is none."""
    runs = {tuple(run) for run in _runs(words(source))}
    return next((" ".join(run) for run in _runs(words(ours)) if tuple(run) in runs), "")


def _paired(code: Code, found: FoundCode) -> list[tuple[Clause, FoundClause]]:
    if code.numbering is Numbering.OURS:
        return _paired_by_sense(code, found)
    first = {clause.number: clause for clause in reversed(found.clauses)}
    return [(row, first[row.number]) for row in code.clauses if row.number in first]


def _paired_by_sense(code: Code, found: FoundCode) -> list[tuple[Clause, FoundClause]]:
    """Pair a code without numbers of its own, series by series.

    Where the counts agree, order decides. Where they do not, one clause too few would shift all
    numbers after it: then what the paraphrases say decides which clauses belong together.
    """
    texts = {letter: list(group) for letter, group in groupby(found.clauses, _series)}
    pairs: list[tuple[Clause, FoundClause]] = []
    for letter, group in groupby(code.clauses, _series):
        rows, clauses = list(group), texts.get(letter, [])
        if len(rows) == len(clauses):
            pairs += zip(rows, clauses, strict=True)
        else:
            pairs += _aligned(rows, clauses)
    return pairs


def _series(clause: Clause | FoundClause) -> str:
    return clause.number[:1]


def _aligned(
    rows: Sequence[Clause], clauses: Sequence[FoundClause]
) -> list[tuple[Clause, FoundClause]]:
    """Pair both lists in their order, as far as the shorter goes, where they share most words."""
    likeness = _likeness(rows, clauses)
    best = [[0.0] * (len(clauses) + 1) for _ in range(len(rows) + 1)]
    for i in reversed(range(len(rows))):
        for j in reversed(range(len(clauses))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + likeness[i][j])
    pairs = []
    i = j = 0
    while i < len(rows) and j < len(clauses):
        if best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            pairs.append((rows[i], clauses[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(rows: Sequence[Clause], clauses: Sequence[FoundClause]) -> list[list[float]]:
    """Weigh how much each row shares with each clause; a word counts more the rarer it is.

    Being paired at all weighs more than any words.
    """
    ours = [_stems(f"{row.heading} {row.paraphrase}") for row in rows]
    theirs = [_stems(clause.whole) for clause in clauses]
    spread = Counter(stem for stems in [*ours, *theirs] for stem in stems)
    paired = 1.0 + sum(spread.values())
    return [
        [paired + sum(2 / spread[stem] for stem in one & other) for other in theirs] for one in ours
    ]


def _stems(text: str) -> set[str]:
    """Give the beginnings of the longer words: `confid` for confidence and confidential."""
    return {word[:6] for word in words(text) if len(word) > 3}


def _parts_beyond(
    pairs: Iterable[tuple[Clause, FoundClause]], *, of_register: bool
) -> Iterator[str]:
    """Yield the lettered parts only one side has, of clauses that both have."""
    for row, clause in pairs:
        ours = Counter(part.letter for part in row.parts)
        theirs = Counter(part.letter for part in clause.parts)
        beyond = ours - theirs if of_register else theirs - ours
        yield from (row.number + letter for letter in beyond.elements())


def _copied(pairs: Iterable[tuple[Clause, FoundClause]]) -> Iterator[Copied]:
    for row, clause in pairs:
        ours = [row.heading, row.paraphrase, *(part.paraphrase for part in row.parts)]
        runs = (copied_run(text, clause.whole) for text in ours)
        if run := next(filter(None, runs), ""):
            yield Copied(row.number, run)


def _runs(of: Sequence[str]) -> Iterator[Sequence[str]]:
    return (of[at : at + COPIED_RUN] for at in range(len(of) - COPIED_RUN + 1))
