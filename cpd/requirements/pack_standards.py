"""What a pack file says of requirements that weigh no time: gaps, counts, papers, people."""

from collections.abc import Mapping
from datetime import date

from cpd.content_files import Node
from cpd.requirements.pack_hours import HOURS
from cpd.requirements.pack_matches import match, shape
from cpd.requirements.pack_requirements import Reader, Shared, identifier, lengths
from cpd.requirements.rules.kinds import (
    AnyOf,
    Cadence,
    Declared,
    Distinct,
    Document,
    EveryPeriod,
    Exclude,
    Exclusive,
    Manual,
    MaxGap,
    MinCount,
    Qualifies,
)
from cpd.requirements.rules.packs import ANYTHING, Match
from cpd.requirements.values import (
    Fields,
    any_length,
    category_set,
    choice,
    counting,
    day,
    flag,
    keyed,
    length,
    maybe,
    opened,
    perhaps,
    plain_set,
    plain_word,
    plain_words,
    text,
    word_set,
    words,
)


def _max_gap(fields: Fields, shared: Shared) -> MaxGap:
    return MaxGap(
        **shared,
        measure=text(fields["measure"]),
        gap=length(fields["gap"]),
        ends=maybe(fields, "ends", choice("open", "closed"), "open"),
        consequence=maybe(fields, "consequence", choice("not_met", "needs_explanation"), "not_met"),
        exactly=maybe(fields, "exactly", choice("ok", "flagged"), "ok"),
    )


def _every_period(fields: Fields, shared: Shared) -> EveryPeriod:
    return EveryPeriod(
        **shared,
        measure=text(fields["measure"]),
        at_least=maybe(fields, "at_least", counting, 1),
    )


def _min_count(fields: Fields, shared: Shared) -> MinCount:
    return MinCount(**shared, select=match(fields["select"]), at_least=counting(fields["at_least"]))


def _distinct(fields: Fields, shared: Shared) -> Distinct:
    of = choice("category", "topic", "clause", "provider", "mode")(fields["of"])
    spelled = {"category": category_set, "mode": plain_set}.get(of, word_set)
    return Distinct(
        **shared,
        of=of,
        at_least=perhaps(fields, "at_least", counting),
        among=maybe(fields, "from", spelled, frozenset()),
        select=maybe(fields, "select", match, ANYTHING),
    )


def _cadence(fields: Fields, shared: Shared) -> Cadence:
    if ("tag" in fields) == ("select" in fields):
        raise fields["at_least_every"].broken("cadence", "Write either a tag or a select.")
    tags = maybe(fields, "tag", plain_set, frozenset())
    return Cadence(
        **shared,
        select=maybe(fields, "select", match, Match(any_tag=tags)),
        at_least_every=length(fields["at_least_every"]),
        counted_in=shape(fields["counted_in"]),
    )


def _document(fields: Fields, shared: Shared) -> Document:
    renew = opened(fields, "renew", "", "basis remind")
    return Document(
        **shared,
        document=plain_word(fields["document"]),
        valid_for=perhaps(fields, "valid_for", length),
        last_day=maybe(fields, "last_day", choice("anniversary", "day_before"), "anniversary"),
        continuous=maybe(fields, "continuous", flag, default=False),
        basis=maybe(renew, "basis", choice("issue", "previous_expiry"), "issue"),
        remind=maybe(renew, "remind", lengths, ()),
        version_of=maybe(fields, "version_of", text, ""),
        store=maybe(fields, "store", words, ()),
        never_store=maybe(fields, "never_store", words, ()),
    )


def _declared(fields: Fields, shared: Shared) -> Declared:
    return Declared(
        **shared, events=plain_set(fields["events"]), within=any_length(fields["within"])
    )


def _manual(fields: Fields, shared: Shared) -> Manual:
    return Manual(**shared, ask=text(fields["ask"]), evidence=maybe(fields, "evidence", words, ()))


def _exclude(fields: Fields, shared: Shared) -> Exclude:
    return Exclude(**shared, select=match(fields["select"]), reason=text(fields["reason"]))


def _exclusive(fields: Fields, shared: Shared) -> Exclusive:
    across = plain_words(fields["across"])
    if len(across) < 2:
        raise fields["across"].broken("across", "Two roles or more were expected here.")
    return Exclusive(
        **shared,
        across=across,
        select=match(fields["select"]),
        allow_shared=perhaps(fields, "allow_shared", match),
    )


def _any_of(fields: Fields, shared: Shared) -> AnyOf:
    return AnyOf(**shared, of=tuple(identifier(item) for item in fields["of"].items()))


def _qualifies(fields: Fields, shared: Shared) -> Qualifies:
    needs = opened(fields, "needs", "", "accredited_by accredited_before")
    maybe(fields, "subject", choice("supervisor"), "supervisor")
    return Qualifies(
        **shared,
        measure=maybe(fields, "measure", text, "supervision"),
        accredited_by=maybe(needs, "accredited_by", _bodies, frozenset()),
        accredited_before=maybe(needs, "accredited_before", _days_by_body, {}),
        valid_on=maybe(fields, "valid_on", choice("entry_date"), "entry_date"),
        independent_of=maybe(fields, "independent_of", plain_set, frozenset()),
        lookback=perhaps(fields, "lookback", length),
    )


def _bodies(node: Node) -> frozenset[str]:
    return frozenset(name.casefold() for name in words(node))


def _days_by_body(node: Node) -> Mapping[str, date]:
    """Read before which day an accreditation must have begun, by body in small letters."""
    return {key.casefold(): day(inner) for key, inner in keyed(node).items()}


READERS: Mapping[str, Reader] = {
    **HOURS,
    "max_gap": Reader("measure gap", "ends consequence exactly", _max_gap),
    "every_period": Reader("measure period", "at_least", _every_period),
    "min_count": Reader("select at_least", "", _min_count),
    "distinct": Reader("of", "at_least from select", _distinct),
    "cadence": Reader("at_least_every counted_in", "select tag", _cadence),
    "document": Reader(
        "document",
        "valid_for last_day continuous renew version_of store never_store",
        _document,
    ),
    "declaration": Reader("events within", "", _declared),
    "manual": Reader("ask", "evidence", _manual),
    "exclude": Reader("select reason", "", _exclude),
    "exclusive": Reader("across select", "allow_shared", _exclusive),
    "any_of": Reader("of", "", _any_of),
    "qualifies": Reader("", "subject needs measure valid_on independent_of lookback", _qualifies),
}
