"""What bodies sort an entry by, in a form: a choice for each body, and boxes for tags."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Protocol

from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.widgets import CheckboxInput, ListWidget

from cpd.kernel.errors import RuleError
from cpd.records.rules.offers import Offer, chosen, offered_tags, parted, settled
from cpd.records.rules.tags import KNOWN_TAGS
from cpd.records.rules.texts import listed, pairs


class CheckboxListField(SelectMultipleField):
    """Several of a list, each with its own box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def grouped(self) -> list[tuple[str, list[Any]]]:
        """Return the boxes under what stands before the colon of their value: a code."""
        return [
            (code, list(boxes)) for code, boxes in groupby(self, lambda one: one.data.split(":")[0])
        ]

    def boxes(self) -> dict[str, Any]:
        """Return the boxes by what they stand for."""
        return {one.data: one for one in self}


class ChoicesField(SelectMultipleField):
    """What an entry is to each body: `icf:core`. The page draws a list to choose from for each."""

    def of(self, offer: Offer) -> str:
        """Return what is chosen for this body; whatever it is, it is shown."""
        try:
            return offer.stood(chosen(self.data or ()))
        except RuleError:
            return ""


class Sorted(Protocol):
    """A form that sorts an entry for bodies."""

    offers: Sequence[Offer]
    category_choices: ChoicesField
    tag_ticks: CheckboxListField


def fit_to_offers(form: Sorted, offers: Sequence[Offer]) -> None:
    """Give a form the boxes of what is offered, and of what everybody may tick."""
    form.offers = offers
    words = {word.key: word.label for word in offered_tags(offers).values()} | KNOWN_TAGS
    form.tag_ticks.choices = [SelectChoice(key, label) for key, label in words.items()]


def fill_in(offers: Sequence[Offer], data: Mapping[str, Any]) -> dict[str, Any]:
    """Part what a line says of itself into what is chosen, what is ticked and what is typed."""
    return {**data, **_categories(offers, data), **_tags(offers, data)}


def _categories(offers: Sequence[Offer], data: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        said = chosen(data.get("category_choices") or ()) | pairs(data.get("categories") or "")
    except RuleError:  # half typed, in a draft: it stays as it is
        return {}
    choices, rest = parted(offers, said)
    text = ", ".join(f"{body}: {word}" for body, word in rest.items())
    return {"category_choices": choices, "categories": text}


def _tags(offers: Sequence[Offer], data: Mapping[str, Any]) -> Mapping[str, Any]:
    boxed = {*offered_tags(offers), *KNOWN_TAGS}
    every = dict.fromkeys((*(data.get("tag_ticks") or ()), *listed(data.get("tags") or "")))
    return {
        "tag_ticks": [one for one in every if one in boxed],
        "tags": ", ".join(one for one in every if one not in boxed),
    }


def categories_of(
    offers: Sequence[Offer], choices: Iterable[str], typed: str, stood: Mapping[str, str]
) -> dict[str, str]:
    return settled(offers, chosen(choices), pairs(typed), stood)
