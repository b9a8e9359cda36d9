"""What a pack file says of requirements that weigh time: minima, ratios, shares, caps."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from cpd.content_files import Node
from cpd.requirements.pack_matches import match
from cpd.requirements.pack_measures import eligible
from cpd.requirements.pack_requirements import Reader, Shared, identifier
from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.kinds import CapPerWindow, MaximumShare, Minimum, Ratio
from cpd.requirements.rules.packs import ANYTHING, PeriodShape, PeriodType
from cpd.requirements.rules.terms import Band, Bands, Carry, Joiner, RatioStep
from cpd.requirements.values import (
    Fields,
    category,
    choice,
    counting,
    day,
    flag,
    given,
    length,
    maybe,
    minutes,
    opened,
    perhaps,
    plain_set,
    plain_word,
    ratio,
    share,
    text,
    words,
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COMBINE = re.compile(r"max_with\(([\w.-]+)\)")


def _minimum(fields: Fields, shared: Shared) -> Minimum:
    best = perhaps(fields, "aggregate", _best)
    if best is not None and shared["period"] is None:
        unit = text(fields["aggregate"].fields("unit", "mean_of_best of_last")["unit"])
        shared["period"] = PeriodShape(type=PeriodType.CALENDAR, unit=unit)
    extension = opened(fields, "extension", "max", "moves_next_cycle hours_used_once")
    maybe(extension, "hours_used_once", flag, default=True)  # they always are
    maybe(fields, "check", choice("as_of"), "as_of")
    return Minimum(
        **shared,
        measure=text(fields["measure"]),
        at_least=_at_least(fields["at_least"]),
        in_=maybe(fields, "in", match, ANYTHING),
        subset_of=maybe(fields, "subset_of", text, ""),
        averaging=maybe(fields, "averaging", choice("none", "over_parent", "regular_mean"), "none"),
        joiner=maybe(fields, "joiner", joiner, Joiner()),
        scale_by=maybe(fields, "scale_by", choice("fte"), ""),
        scale_floor=perhaps(fields, "scale_floor", minutes),
        scale_below=perhaps(fields, "scale_below", share),
        carry=perhaps(fields, "carry", _carry) if _carries(fields) else None,
        debt_source=maybe(fields, "debt", _debt, ""),
        surplus_to=perhaps(fields, "surplus", _surplus),
        best=best,
        entry_valid_for=perhaps(fields, "entry_valid_for", length),
        extension_most=perhaps(extension, "max", length),
        extension_moves_next=maybe(extension, "moves_next_cycle", flag, default=False),
        eligible=perhaps(fields, "eligible", eligible),
    )


def _at_least(node: Node) -> Fraction | Bands:
    if not isinstance(node.value, dict):
        return minutes(node)
    fields = node.fields("bands")["bands"].fields("on table", "beyond")
    return Bands(
        on=text(fields["on"]),
        table=tuple(_band(item) for item in fields["table"].items()),
        beyond=maybe(fields, "beyond", choice("needs_review"), "needs_review"),
    )


def _band(node: Node) -> Band:
    fields = node.fields("value", "from over below up_to")
    for one, other in (("from", "over"), ("below", "up_to")):
        if one in fields and other in fields:
            raise fields[other].broken("band", f"A band has one of {one} and {other}, not both.")
    return Band(
        value=minutes(fields["value"]),
        from_=perhaps(fields, "from", minutes),
        over=perhaps(fields, "over", minutes),
        below=perhaps(fields, "below", minutes),
        up_to=perhaps(fields, "up_to", minutes),
    )


def joiner(node: Node) -> Joiner:
    fields = node.fields("method", "by reduce per_month count")
    method = choice("none", "table", "months", "days", "undecided")(fields["method"])
    for needs, key in (("table", "reduce"), ("months", "per_month")):
        if method == needs and given(fields, key) is None:
            raise node.broken("joiner", f"The method {method} needs the key {key}.")
    maybe(fields, "by", choice("month_joined"), "")
    reduce = maybe(fields, "reduce", lambda inner: inner.fields("", " ".join(_MONTHS)), {})
    return Joiner(
        method=method,
        reduce={_MONTHS.index(month) + 1: minutes(inner) for month, inner in reduce.items()},
        per_month=perhaps(fields, "per_month", minutes),
        count=maybe(fields, "count", choice("both_end_months"), "both_end_months"),
    )


def _carries(fields: Fields) -> bool:
    return "carry" in fields and fields["carry"].value != "none"


def _carry(node: Node) -> Carry:
    fields = node.fields("max", "periods use exclude_tags")
    return Carry(
        most=minutes(fields["max"]),
        periods=maybe(fields, "periods", counting, 1),
        use=maybe(fields, "use", choice("carried_first"), "carried_first"),
        exclude_tags=maybe(fields, "exclude_tags", plain_set, frozenset()),
    )


def _debt(node: Node) -> str:
    fields = node.fields("source", "add_to_next_period")
    if not maybe(fields, "add_to_next_period", flag, default=True):
        raise fields["add_to_next_period"].broken("debt", "A debt is added to the next period.")
    return plain_word(fields["source"])


def _surplus(node: Node) -> tuple[str, str]:
    to = node.fields("to")["to"].fields("measure", "category")
    return text(to["measure"]), maybe(to, "category", category, "")


def _best(node: Node) -> tuple[int, int]:
    fields = node.fields("mean_of_best of_last", "unit")
    choice("year", "month", "quarter")(fields["unit"]) if "unit" in fields else ""
    best, last = counting(fields["mean_of_best"]), counting(fields["of_last"])
    if best > last:
        raise node.broken("aggregate", f"There are no best {best} of {last}.")
    return best, last


def _ratio(fields: Fields, shared: Shared) -> Ratio:
    by = maybe(fields, "piecewise_by", choice("tenure", "date"), "")
    steps = maybe(fields, "steps", _unit_steps, ())
    if ("at_least" in fields) == bool(steps):
        raise fields["measure"].broken("ratio", "A ratio has at_least, or steps with per.")
    return Ratio(
        **shared,
        measure=text(fields["measure"]),
        to=text(fields["to"]),
        at_least=maybe(fields, "at_least", lambda node: _pieces(node, by), ()),
        piecewise_by=by,
        combine=maybe(fields, "combine", _combined, ""),
        per=maybe(fields, "per", _per, ()),
        steps=steps,
        unit=maybe(fields, "unit", minutes, Fraction(60)),
        joiner=maybe(fields, "joiner", joiner, Joiner()),
        scale_by=maybe(fields, "scale_by", choice("fte"), ""),
    )


def _pieces(node: Node, by: str) -> Fraction | tuple[RatioStep, ...]:
    if not isinstance(node.value, list):
        return ratio(node)
    if not by:
        raise node.broken("ratio", "Several ratios need piecewise_by: tenure or date.")
    return tuple(_piece(item, by) for item in node.items())


def _piece(node: Node, by: str) -> RatioStep:
    fields = node.fields("ratio", "from below since only")
    found: Length | None = None
    below: Length | None = None
    before: date | None = None
    since = perhaps(fields, "since", day)
    if by == "date":
        since = perhaps(fields, "from", day) or since
        before = perhaps(fields, "below", day)
    else:
        found = perhaps(fields, "from", length)
        below = perhaps(fields, "below", length)
    return RatioStep(
        ratio=ratio(fields["ratio"]),
        from_=found,
        below=below,
        since=since,
        before=before,
        only=maybe(fields, "only", plain_word, ""),
    )


def _combined(node: Node) -> str:
    found = _COMBINE.fullmatch(text(node))
    if found is None:
        raise node.broken("combine", "Write max_with(ID of a minimum).")
    return found[1]


def _per(node: Node) -> tuple[str, ...]:
    found = words(node)
    if found not in {("week",), ("week", "setting")}:
        raise node.broken("per", "Write [week] or [week, setting].")
    return found


def _unit_steps(node: Node) -> tuple[tuple[Fraction, Fraction | None, int], ...]:
    """Read how many units are due: over so much practice, up to and with so much."""
    steps = []
    for item in node.items():
        fields = item.fields("units", "over up_to")
        over = maybe(fields, "over", minutes, Fraction(0))
        steps.append((over, perhaps(fields, "up_to", minutes), counting(fields["units"])))
    return tuple(steps)


def _maximum_share(fields: Fields, shared: Shared) -> MaximumShare:
    if ("each" in fields) == ("on" in fields):
        raise fields["share"].broken("share", "A share is of each category, or on a match.")
    return MaximumShare(
        **shared,
        measure=text(fields["measure"]),
        share=share(fields["share"]),
        of=choice("required", "credited")(fields["of"]),
        each=maybe(fields, "each", choice("category"), ""),
        on=perhaps(fields, "on", match),
        at_least=perhaps(fields, "at_least", minutes),
        of_requirement=maybe(fields, "of_requirement", identifier, ""),
    )


def _cap_per_window(fields: Fields, shared: Shared) -> CapPerWindow:
    listed = fields["exceptions"].items() if "exceptions" in fields else []
    if len(listed) > 1:
        raise listed[1].broken("exceptions", "There can be one exception.")
    exception = listed[0].fields("window entries max") if listed else {}
    return CapPerWindow(
        **shared,
        measure=text(fields["measure"]),
        window=choice("week", "month")(fields["window"]),
        most=minutes(fields["max"]),
        reject_over=perhaps(fields, "reject_over", minutes),
        exception_window=maybe(exception, "window", choice("week", "month"), ""),
        exception_entries=maybe(exception, "entries", counting, 0),
        exception_most=perhaps(exception, "max", minutes),
    )


HOURS: Mapping[str, Reader] = {
    "minimum": Reader(
        "measure at_least",
        "in subset_of averaging joiner scale_by scale_floor scale_below carry debt surplus"
        " aggregate entry_valid_for check extension eligible",
        _minimum,
    ),
    "ratio": Reader(
        "measure to", "at_least piecewise_by combine per steps unit joiner scale_by", _ratio
    ),
    "maximum_share": Reader("measure share of", "each on at_least of_requirement", _maximum_share),
    "cap_per_window": Reader("measure window max", "exceptions reject_over", _cap_per_window),
}
