"""A bank as it stands in its files, as a value."""

from collections.abc import Iterator

from cpd.catalogue.rules.items import Answer, Bank, Form, Item, Level, Option
from cpd.catalogue.shapes.nodes import Node

COMMON = "id form level difficulty clause stem"


def bank_of(top: Node, items: tuple[Item, ...] = ()) -> Bank:
    """Read `bank.yaml`; the items are those of the files beside it."""
    top.mark("bank")
    top.keys("format id title codes")
    top.format("cpd-bank/1")
    return Bank(top.id("id"), top.label("title"), top.codes(), items)


def items_of(top: Node, bank_id: str) -> Iterator[Item]:
    """Read `items-*.yaml`."""
    top.keys("format bank items")
    top.format("cpd-items/1")
    if top.has("bank") and top.id("bank") != bank_id:
        top.fault("bank", f"These items stand in the folder of the bank “{bank_id}”.", at="bank")
    for node in top.parts("items"):
        yield _item(node)


def _item(node: Node) -> Item:
    form = node.one_of("form", Form)
    is_number = form is Form.NUMBER
    node.keys(f"{COMMON} answer why clauses" if is_number else f"{COMMON} options")
    item_id = node.id("id")
    if ("item", item_id) in node.reading.lines:
        node.fault("duplicate-id", f"The id “{item_id}” stands twice in this file.", at="id")
    node.mark("item", item_id)
    return Item(
        id=item_id,
        form=form,
        level=node.one_of("level", Level),
        difficulty=node.whole("difficulty", 1, 3),
        clause=node.ref("clause"),
        stem=node.prose("stem"),
        options=tuple(_options(node, item_id)),
        answer=_answer(node.child("answer")) if is_number and node.has("answer") else None,
        why=node.prose("why"),
        clauses=node.citations(),
    )


def _options(node: Node, item_id: str) -> Iterator[Option]:
    met: set[str] = set()
    for part in node.parts("options"):
        part.keys("id text right why clauses")
        option_id = part.id("id")
        if option_id in met:
            told = f"The id “{option_id}” stands twice in “{item_id}”."
            part.fault("duplicate-id", told, at="id")
        met.add(option_id)
        part.mark("option", item_id, option_id)
        text, why = part.prose("text"), part.prose("why")
        yield Option(option_id, text, part.flag("right"), why, part.citations())


def _answer(node: Node) -> Answer:
    node.keys("value", "unit also")
    also = tuple(part.as_text() for part in node.parts("also"))
    return Answer(node.label("value"), node.label("unit"), also)
