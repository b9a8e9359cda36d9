"""Every part of a pack that cannot be read: reading alone stops at the first."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from cpd.content_files import BrokenFile, Document, Node, load_all
from cpd.requirements.pack_heads import body, calendar, effective, names, open_point, source
from cpd.requirements.pack_matches import shape
from cpd.requirements.pack_measures import audit, cap, late, measure, reclassified
from cpd.requirements.pack_requirements import requirement
from cpd.requirements.pack_standards import READERS
from cpd.requirements.rules.packs import ORDINARY
from cpd.requirements.values import categories, keyed, plain_words

Read = Callable[[Node], object]

_WHOLE: Mapping[str, Read] = {
    "anchors": names,
    "audit": audit,
    "body": body,
    "calendar": lambda node: calendar(node, ORDINARY),
    "categories": categories,
    "category_words": names,
    "effective": effective,
    "late": late,
    "tags": plain_words,
}


def broken_parts(content: str, name: str) -> Iterator[BrokenFile]:
    """Read each part by itself, and give what is wrong with it."""
    for document in load_all(content, name):
        yield from _of_document(document)


def _of_document(document: Document) -> Iterator[BrokenFile]:
    node = Node.of(document)
    if not isinstance(node.value, dict):
        return
    extends = "extends" in node.value
    for part, read in _parts(node):
        try:
            read(part)
        except BrokenFile as error:
            if not (extends and error.rule == "unknown-period"):  # it may be inherited
                yield error


def _parts(node: Node) -> Iterator[tuple[Node, Read]]:
    """Give each part that stands by itself, and what reads it."""
    fields = keyed(node)
    named = _entries(fields.get("periods"))
    by_item: Mapping[str, Read] = {
        "caps": lambda item: cap(item, named),
        "provenance": source,
        "reclassify": reclassified,
        "requirements": lambda item: requirement(item, named, READERS),
        "unclear": open_point,
    }
    for key, inner in fields.items():
        if key in _WHOLE and inner.value is not None:
            yield inner, _WHOLE[key]
        if key in by_item and isinstance(inner.value, list):
            yield from ((item, by_item[key]) for item in inner.items())
    yield from ((inner, shape) for inner in named.values())
    for id_, inner in _entries(fields.get("measures")).items():
        yield inner, partial(measure, id_)


def _entries(node: Node | None) -> dict[str, Node]:
    return keyed(node) if node is not None and isinstance(node.value, dict) else {}
