"""What a pack sorts entries by, and what each of its words is for, as it is offered to a writer."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.offers import Offer, Word
from cpd.records.rules.tags import KNOWN_TAGS
from cpd.requirements.rules.kinds import (
    Cadence,
    Distinct,
    MaximumShare,
    MinCount,
    Minimum,
    Pack,
    Qualifies,
    Ratio,
    Requirement,
)
from cpd.requirements.rules.packs import ANYTHING, Cap, Match, PeriodShape, PeriodType
from cpd.requirements.rules.saying import (
    cap_name,
    capital,
    category_name,
    in_words,
    inside,
    measure_name,
    requirement_name,
    said,
)
from cpd.standings.rules.looking import kinds_of, looks_at

# A mark that goes with no kind of entry is offered where it may stand for something done.
LOOSE = frozenset({"activity", "reflection"})
SORTABLE = frozenset({"activity", "supervision"})


def offers(packs: Iterable[Pack], kind: EntryKind) -> tuple[Offer, ...]:
    """Return what is offered for an entry of a kind: one offer a body, whatever its grades."""
    by_body: dict[str, list[Pack]] = {}
    for pack in packs:
        by_body.setdefault(body_key(pack), []).append(pack)
    found = (_offer(body, together, kind) for body, together in by_body.items())
    return tuple(one for one in found if one.is_chosen_from or one.notes)


def body_key(pack: Pack) -> str:
    """Return how an entry names the body of a pack: `icf`, whichever grade one holds there."""
    return pack.id.partition(".")[0].casefold()


def aliases(pack: Pack) -> frozenset[str]:
    names = (pack.id, body_key(pack), pack.body.short, pack.body.name)
    return frozenset(name.casefold() for name in names if name)


def _offer(body: str, packs: Sequence[Pack], kind: EntryKind) -> Offer:
    return Offer(
        body=body,
        name=packs[0].body.short or packs[0].title,
        aliases=frozenset().union(*map(aliases, packs)),
        categories=_once(word for pack in packs for word in _categories(pack, kind)),
        tags=_once(word for pack in packs for word in _tags(pack, kind)),
        notes=tuple(dict.fromkeys(note for pack in packs for note in _notes(pack, kind))),
    )


def _once(words: Iterable[Word]) -> tuple[Word, ...]:
    found: dict[str, Word] = {}
    for word in words:
        found.setdefault(word.key, word)
    return tuple(found.values())


def _categories(pack: Pack, kind: EntryKind) -> Iterator[Word]:
    """Yield a body's categories; what holds for all of them alike is a note of the offer."""
    if not _sorts(pack, kind):
        return
    abouts = {key: _said(_about_category(pack, key)) for key in pack.categories}
    alike = len(set(abouts.values())) == 1
    for key, about in abouts.items():
        label = capital(category_name(pack, key))
        yield Word(key=key, label=label, about="" if alike else about)


def _sorts(pack: Pack, kind: EntryKind) -> bool:
    return kind.value in SORTABLE and any(_is_sorted(one, pack, kind) for one in pack.requirements)


def _notes(pack: Pack, kind: EntryKind) -> Iterator[str]:
    if _sorts(pack, kind):
        abouts = {_said(_about_category(pack, key)) for key in pack.categories}
        yield from abouts - {""} if len(abouts) == 1 else ()
        yield from _without_choice(pack, kind)
    yield from looks_at(pack, kind)


def _without_choice(pack: Pack, kind: EntryKind) -> Iterator[str]:
    """Say what an entry is taken as that names no category, or in spite of the one it names."""
    for rule in pack.reclassify:
        when = rule.when
        if when.any_tag or when.all_tags or not _is_for(when, kind, SORTABLE):
            continue
        name = inside(category_name(pack, rule.to))
        why = f": {rule.reason}" if rule.reason and rule.reason != name else ""
        opening = "Where you choose none, it" if when.uncategorised else "It"
        may = "can be" if when.modes or when.formats or when.roles else "is"
        yield f"{opening} {may} taken as {name}{why}."
    if pack.default_category:
        yield f"Where you choose none, it is {inside(category_name(pack, pack.default_category))}."


def _is_sorted(one: Requirement, pack: Pack, kind: EntryKind) -> bool:
    """Say whether a requirement asks for the category of such entries."""
    match one:
        case Minimum():
            limited = _of_cpd(pack, one.measure) and any(cap.on.categories for cap in pack.caps)
            return (limited or bool(one.in_.categories)) and _takes(pack, one.measure, kind)
        case MaximumShare():
            by_category = one.each == "category" or bool(one.on and one.on.categories)
            return by_category and _takes(pack, one.measure, kind)
        case Distinct():
            return one.of == "category" and _is_for(one.select, kind, SORTABLE)
        case _:
            return False


def _takes(pack: Pack, measure: str, kind: EntryKind) -> bool:
    found = pack.measures.get(measure)
    return found is not None and _is_for(found.select, kind)


def _is_for(select: Match, kind: EntryKind, else_for: frozenset[str] = LOOSE) -> bool:
    """Say whether entries of a kind may be meant."""
    return kind.value in (kinds_of(select) or else_for)


# What a word is for


def _said(lines: Iterable[str]) -> str:
    return " ".join(f"{line}." for line in dict.fromkeys(lines))


def _about_category(pack: Pack, key: str) -> Iterator[str]:
    asked = list(_asked_of(pack, key))
    yield from asked
    yield from (_most(pack, cap) for cap in pack.caps if key in cap.on.categories)
    if not asked:
        yield from (
            f"Counts for “{requirement_name(pack, one.id)}”"
            for one in pack.requirements
            if isinstance(one, Minimum) and one.in_ == ANYTHING and _of_cpd(pack, one.measure)
        )


def _of_cpd(pack: Pack, measure: str) -> bool:
    return _takes(pack, measure, EntryKind.ACTIVITY)


def _asked_of(pack: Pack, key: str) -> Iterator[str]:
    for one in pack.requirements:
        if isinstance(one, Minimum) and key in one.in_.categories:
            yield f"At least {_amount(one)}{_within(one.period)}"
        if isinstance(one, MaximumShare):
            part = f"No more than {_percent(one)} of the {measure_name(pack, one.measure)}"
            if one.on is not None and key in one.on.categories:
                yield part
            if one.each == "category":
                yield f"{part} in any one"
        if isinstance(one, Distinct) and one.of == "category":
            yield f"Counts for “{requirement_name(pack, one.id)}”"


def _tags(pack: Pack, kind: EntryKind) -> Iterator[Word]:
    for key in pack.tags:
        if any(_is_for(match, kind) for match in _matches_with(pack, key)):
            label = KNOWN_TAGS.get(key) or capital(in_words(key))
            yield Word(key=key, label=label, about=_said(_about_tag(pack, key)))


def _matches_with(pack: Pack, tag: str) -> Iterator[Match]:
    """Return what looks for entries with this tag; within a measure, the measure's own."""
    for measure in pack.measures.values():
        yield from (one for one in each_match(measure.select) if bears(one, tag))
        yield from (measure.select for line in measure.credit if bears(line.when, tag))
    for one in pack.requirements:
        if isinstance(one, Minimum) and bears(one.in_, tag) and one.measure in pack.measures:
            yield pack.measures[one.measure].select
        if isinstance(one, MinCount | Cadence | Distinct):
            yield from (each for each in each_match(one.select) if bears(each, tag))
    for match in (*(cap.on for cap in pack.caps), *(rule.when for rule in pack.reclassify)):
        if any(bears(each, tag) for each in each_match(match)):
            yield Match(kinds=frozenset({"activity"}))


def each_match(match: Match) -> Iterator[Match]:
    yield match
    for one in match.any_of:
        yield from each_match(one)


def bears(match: Match, tag: str) -> bool:
    return tag in match.any_tag or tag in match.all_tags


def _about_tag(pack: Pack, key: str) -> Iterator[str]:
    for one in pack.requirements:
        if isinstance(one, Minimum) and bears(one.in_, key):
            within = requirement_name(pack, one.subset_of) if one.subset_of else ""
            inner = f", within “{within}”" if within else ""
            yield f"At least {_amount(one)}{_within(one.period)}{inner}"
        elif _looks_for(one, pack, key):
            yield f"Counts for “{requirement_name(pack, one.id)}”"
    for cap in pack.caps:
        if any(bears(each, key) for each in each_match(cap.on)):
            yield _most(pack, cap)
    for rule in pack.reclassify:
        if bears(rule.when, key):
            yield f"Taken as {inside(category_name(pack, rule.to))}" + (
                " where you name no category" if rule.when.uncategorised else ""
            )


def _looks_for(one: Requirement, pack: Pack, tag: str) -> bool:
    match one:
        case Minimum() | Ratio() | Qualifies():
            found = pack.measures.get(one.measure)
            return found is not None and any(bears(each, tag) for each in each_match(found.select))
        case MinCount() | Cadence() | Distinct():
            return any(bears(each, tag) for each in each_match(one.select))
        case _:
            return False


def _amount(one: Minimum) -> str:
    return said(one.at_least) if isinstance(one.at_least, Fraction) else "what your practice asks"


def _within(shape: PeriodShape | None) -> str:
    if shape is None:
        return ""
    if shape.type is PeriodType.CALENDAR:
        return f" each {shape.unit}"
    if str(shape.length) == "1 year":
        return " a year"
    return f" in {shape.length}" if shape.length else ""


def _percent(one: MaximumShare) -> str:
    number = one.share * 100
    return f"{int(number)}%" if number.denominator == 1 else f"{float(number):.1f}%"


def _most(pack: Pack, cap: Cap) -> str:
    return f"At most {said(cap.most)} of {inside(cap_name(pack, cap))} count"
