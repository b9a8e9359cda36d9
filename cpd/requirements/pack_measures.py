"""What a pack file says of measures: what is counted, how it is weighed, and what caps it."""

import re
from collections.abc import Mapping
from fractions import Fraction

from cpd.content_files import Node
from cpd.requirements.pack_matches import match, meant, shape
from cpd.requirements.rules.packs import (
    ANYTHING,
    Audit,
    Cap,
    CreditLine,
    Eligible,
    Late,
    Measure,
    Rate,
    Reclassify,
)
from cpd.requirements.values import (
    Fields,
    category,
    choice,
    choices,
    day,
    flag,
    given,
    keyed,
    length,
    maybe,
    minutes,
    opened,
    perhaps,
    share,
    text,
)

_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4})?|\d{1,4}/[1-9]\d{0,3}")
_EVIDENCE = ("evidence", "attestation", "verification", "reflection")
OWN_PERIOD = "cycle"  # a cap that says so has the period of the requirement it limits


def measure(id_: str, node: Node) -> Measure:
    fields = node.fields(
        "select",
        "name credit size min_entry max_entry unit_minutes unit_table use_minutes remainder_to"
        " eligible",
    )
    size = opened(fields, "size", "", "count_by")
    rest = opened(fields, "remainder_to", "measure")
    use = maybe(fields, "use_minutes", choice("minutes", "own_minutes"), "minutes")
    credit = maybe(fields, "credit", _lines, (CreditLine(when=ANYTHING),))
    by_own = use == "own_minutes" or any(line.rate is Rate.OWN_MINUTES for line in credit)
    if rest and not by_own:
        raise fields["remainder_to"].broken(
            "remainder", "Only own_minutes leave a remainder: use them, or rate a line by them."
        )
    return Measure(
        id=id_,
        select=match(fields["select"]),
        credit=credit,
        count_by=maybe(size, "count_by", choice("contracted", "attended"), "contracted"),
        min_entry=maybe(fields, "min_entry", _by_format, {}),
        max_entry=maybe(fields, "max_entry", _by_format, {}),
        unit_minutes=_unit(fields),
        use_minutes=use,
        remainder_to=maybe(rest, "measure", text, ""),
        eligible=maybe(fields, "eligible", eligible, Eligible()),
        name=maybe(fields, "name", text, ""),
    )


def _lines(node: Node) -> tuple[CreditLine, ...]:
    return tuple(_line(item) for item in node.items())


def _line(node: Node) -> CreditLine:
    fields = node.fields("when rate", "exclude_from_size reason")
    kind, number = rate(fields["rate"])
    return CreditLine(
        when=match(fields["when"]),
        rate=kind,
        number=number,
        exclude_from_size=maybe(fields, "exclude_from_size", choice("facilitator"), ""),
        reason=maybe(fields, "reason", text, ""),
    )


def rate(node: Node) -> tuple[Rate, Fraction]:
    """Read a weight of the closed list: a number, or one of three words."""
    written = str(node.value) if type(node.value) is int else "".join(node.text().split())
    for known in (Rate.ONE_BY_SIZE, Rate.TWO_BY_SIZE, Rate.OWN_MINUTES):
        if written == known.replace(" ", ""):
            return known, Fraction(1)
    if _NUMBER.fullmatch(written) is None:
        raise node.broken(
            "rate",
            f"{node.value} is no rate. Write a number like 1, 1/2 or 3, or one of:"
            " 1/size, min(1, 2/size), own_minutes.",
        )
    return Rate.NUMBER, Fraction(written)


def _by_format(node: Node) -> Mapping[str, Fraction]:
    if isinstance(node.value, dict):
        fields = node.fields("", "individual group peer any")
        return {key: minutes(inner) for key, inner in fields.items()}
    return {"any": minutes(node)}


def _unit(fields: Fields) -> Fraction | None:
    """Read how many minutes make an hour of theirs: `50min`, or `{1h: 50min}`."""
    node = given(fields, "unit_table")
    if node is None:
        return perhaps(fields, "unit_minutes", minutes)
    if given(fields, "unit_minutes"):
        raise node.broken("unit", "Write unit_minutes or unit_table, not both.")
    return minutes(node.fields("1h")["1h"])


def eligible(node: Node) -> Eligible:
    fields = node.fields("", "claimed evidenced")
    return Eligible(
        claimed=maybe(fields, "claimed", choices(*_EVIDENCE), frozenset()),
        evidenced=maybe(fields, "evidenced", choices(*_EVIDENCE), Eligible().evidenced),
    )


def cap(node: Node, named: Mapping[str, Node]) -> Cap:
    fields = node.fields("id on max", "measure period name")
    own = given(fields, "period") is None or fields["period"].value in {OWN_PERIOD} - set(named)
    return Cap(
        id=text(fields["id"]),
        on=match(fields["on"]),
        most=minutes(fields["max"]),
        measure=maybe(fields, "measure", text, ""),
        period=None if own else shape(meant(fields["period"], named)),
        name=maybe(fields, "name", text, ""),
    )


def reclassified(node: Node) -> Reclassify:
    fields = node.fields("when to", "reason")
    return Reclassify(
        when=match(fields["when"]),
        to=category(fields["to"]),
        reason=maybe(fields, "reason", text, ""),
    )


def late(node: Node) -> Late:
    fields = node.fields("grace", "renewable_until surcharge surcharge_before next_cycle_starts")
    fee = opened(fields, "surcharge", "from fee")
    before = opened(fields, "surcharge_before", "until per_month_after_grace")
    return Late(
        grace=length(fields["grace"]),
        renewable_until=perhaps(fields, "renewable_until", length),
        fee=maybe(fee, "fee", text, ""),
        fee_from=perhaps(fee, "from", day),
        surcharge_until=perhaps(before, "until", day),
        surcharge=maybe(before, "per_month_after_grace", _amounts, {}),
        next_cycle_starts=maybe(
            fields, "next_cycle_starts", choice("previous_expiry", "submission"), "previous_expiry"
        ),
    )


def _amounts(node: Node) -> Mapping[str, Fraction]:
    return {key: minutes(inner) for key, inner in keyed(node).items()}


def audit(node: Node) -> Audit:
    fields = node.fields(
        "", "population eligible fraction rounding reply_within keep_evidence include_empty_logs"
    )
    who = opened(fields, "eligible", "", "registered_for")
    since = opened(who, "registered_for", "more_than")
    return Audit(
        population=maybe(fields, "population", text, ""),
        registered_for=perhaps(since, "more_than", length),
        fraction=perhaps(fields, "fraction", share),
        rounding=maybe(fields, "rounding", choice("up", "down", "nearest"), "up"),
        reply_within=perhaps(fields, "reply_within", length),
        keep_evidence=perhaps(fields, "keep_evidence", length),
        include_empty_logs=maybe(fields, "include_empty_logs", flag, default=True),
    )
