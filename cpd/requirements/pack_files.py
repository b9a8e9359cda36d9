"""Which packs a YAML file holds: one document a version, each perhaps an extension of another."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TypeAlias

from cpd.content_files import BrokenFile, Document, Node, load_all
from cpd.requirements.pack_heads import (
    body,
    calendar,
    effective,
    names,
    provenance,
    unclear,
)
from cpd.requirements.pack_matches import shape
from cpd.requirements.pack_measures import audit, cap, late, measure, reclassified
from cpd.requirements.pack_requirements import requirement
from cpd.requirements.pack_standards import READERS
from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.packs import Body, Measure, Reclassify
from cpd.requirements.spelling import category_key, key
from cpd.requirements.values import (
    Fields,
    categories,
    category,
    choice,
    counting,
    keyed,
    maybe,
    plain_word,
    plain_words,
    text,
    words,
)

MAX_CHAIN = 5
NEEDED = "cpd_rules id version effective"
ALLOWED = (
    "title body grade anchors status extends without provenance unclear calendar categories"
    " category_words default_category tags reclassify periods measures caps allocation"
    " requirements late audit"
)
LONGEST_ID = 60
PACK_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")


@dataclass(frozen=True)
class Draft:
    """A pack with what is only known of its file: names of periods, lines, what it extends."""

    pack: Pack
    document: Document
    named: Mapping[str, Node] = field(default_factory=dict)
    parent: "Draft | None" = None

    @property
    def digest(self) -> str:
        """Sum up what the document says, so that no published one changes unseen."""
        base = f"{self.parent.pack.id}@{self.parent.pack.version}" if self.parent else ""
        said = json.dumps([base, self.document.value], sort_keys=True, ensure_ascii=True)
        return sha256(said.encode("ascii")).hexdigest()


Drafts: TypeAlias = Mapping[str, tuple[Draft, ...]]
Find: TypeAlias = Callable[[str], Sequence[Draft]]  # all versions of a shipped pack, or none


def load_drafts(content: str, name: str, find: Find) -> Drafts:
    """Read every pack of a file, by id, versions ascending."""
    documents = load_all(content, name)
    if not documents:
        raise BrokenFile(name, 1, "empty", "The file holds no pack.")
    drafts = _File(documents, find).all()
    by_id: dict[str, tuple[Draft, ...]] = {}
    for draft in drafts:
        earlier = by_id.get(draft.pack.id, ())
        if earlier and draft.pack.version <= earlier[-1].pack.version:
            raise draft.document.broken(
                ("version",), "version", "Versions of a pack stand in ascending order."
            )
        by_id[draft.pack.id] = (*earlier, draft)
    return by_id


class _File:
    """The documents of one file, each read when it is needed, so that extending has no order."""

    def __init__(self, documents: Sequence[Document], find: Find) -> None:
        self.heads = [_head(document) for document in documents]
        self.find = find
        self.done: dict[tuple[str, int], Draft] = {}

    def all(self) -> list[Draft]:
        return [self.draft(head, 0) for head in self.heads]

    def draft(self, head: "_Head", depth: int) -> Draft:
        if (found := self.done.get(head.key)) and found.document is head.document:
            return found
        parent = self.parent(head, depth) if "extends" in head.fields else None
        draft = _draft(head, parent)
        return self.done.setdefault(head.key, draft)

    def parent(self, head: "_Head", depth: int) -> Draft:
        """Find what is extended: of this file or shipped, the latest that was effective then."""
        node = head.fields["extends"]
        id_ = text(node)
        if depth >= MAX_CHAIN:
            raise node.broken("extends", "The packs extend each other in a circle or too long.")
        here = [
            other
            for other in self.heads
            if other.id == id_ and (id_ != head.id or other.version < head.version)
        ]
        if here:
            return self.draft(_latest(here, head), depth + 1)
        shipped = [
            draft for draft in self.find(id_) if id_ != head.id or draft.pack.version < head.version
        ]
        if not shipped:
            raise node.broken("unknown-pack", f"There is no pack “{id_}” to extend.")
        since = effective(head.fields["effective"]).since
        held = [draft for draft in shipped if draft.pack.effective.since <= since]
        return (held or shipped[:1])[-1]


@dataclass(frozen=True)
class _Head:
    """The little of a document that must be known before it can be extended."""

    document: Document
    fields: Fields
    id: str
    version: int

    @property
    def key(self) -> tuple[str, int]:
        return self.id, self.version


def _head(document: Document) -> _Head:
    fields = Node.of(document).fields(NEEDED, ALLOWED)
    if fields["cpd_rules"].value != 1:
        raise fields["cpd_rules"].broken("format", "This is read: cpd_rules: 1.")
    id_ = text(fields["id"])
    if PACK_ID.fullmatch(id_) is None or len(id_) > LONGEST_ID:
        raise fields["id"].broken("id", "An id is lower-case words with a dot or hyphen between.")
    return _Head(document, fields, id_, counting(fields["version"]))


def _latest(heads: Sequence[_Head], child: _Head) -> _Head:
    since = effective(child.fields["effective"]).since
    held = [head for head in heads if effective(head.fields["effective"]).since <= since]
    return max(held or heads[:1], key=lambda head: head.version)


def _draft(head: _Head, parent: Draft | None) -> Draft:
    fields = head.fields
    base = parent.pack if parent else _blank(head)
    named = dict(parent.named) if parent else {}
    named |= maybe(fields, "periods", _periods, {})
    kin = base.id.partition(".")[0] == head.id.partition(".")[0]
    stub = base.body if kin else _blank(head).body
    sources = maybe(fields, "provenance", provenance, ())
    pack = replace(
        base,
        id=head.id,
        version=head.version,
        title=maybe(fields, "title", text, head.id),
        body=maybe(fields, "body", body, stub),
        effective=effective(fields["effective"]),
        status=maybe(fields, "status", choice("unofficial", "endorsed_by_body"), "unofficial"),
        grade=maybe(fields, "grade", plain_word, ""),
        provenance=tuple(dict.fromkeys((*sources, *base.provenance))),
        calendar=maybe(
            fields, "calendar", lambda node: calendar(node, base.calendar), base.calendar
        ),
        tags=maybe(fields, "tags", plain_words, base.tags),
        reclassify=maybe(fields, "reclassify", _reclassify, base.reclassify),
        allocation=maybe(fields, "allocation", choice("maxflow"), base.allocation),
        late=maybe(fields, "late", late, base.late),
        audit=maybe(fields, "audit", audit, base.audit),
        anchors={**base.anchors, **maybe(fields, "anchors", _anchors, {})},
        measures={**base.measures, **maybe(fields, "measures", _measures, {})},
    )
    pack = _with_categories(pack, fields)
    return Draft(_with_lists(pack, fields, named), head.document, named, parent)


def _blank(head: _Head) -> Pack:
    short = head.id.partition(".")[0]
    return Pack(
        id=head.id,
        version=head.version,
        title="",
        body=Body(name=short, short=short),
        effective=effective(head.fields["effective"]),
    )


def _with_categories(pack: Pack, fields: Fields) -> Pack:
    own = maybe(fields, "category_words", _category_words, None)
    said = pack.category_words if own is None else own
    return replace(
        pack,
        categories=maybe(fields, "categories", categories, pack.categories),
        category_words={**maybe(fields, "categories", _as_written, {}), **said},
        default_category=maybe(fields, "default_category", category, pack.default_category),
    )


def _category_words(node: Node) -> Mapping[str, str]:
    return {category_key(name): said for name, said in names(node).items()}


def _as_written(node: Node) -> Mapping[str, str]:
    """Keep the capitals of categories, which are compared without them."""
    return {
        category_key(name): name.replace("_", " ")
        for name in words(node)
        if len(name) > 1 and not name.islower()
    }


def _with_lists(pack: Pack, fields: Fields, named: Mapping[str, Node]) -> Pack:
    """Add caps and requirements; one of the same id takes the place of the inherited one."""
    caps = {one.id: one for one in pack.caps}
    own_caps = maybe(fields, "caps", Node.items, [])
    caps |= {one.id: one for one in (cap(node, named) for node in _once(own_caps))}
    left_out = _left_out(pack, fields)
    asked = {one.id: one for one in pack.requirements if one.id not in left_out}
    own = [requirement(node, named, READERS) for node in _once(_requirements(fields))]
    asked |= {one.id: one for one in own}
    replaced = {one.id for one in own} | left_out
    inherited = tuple(one for one in pack.unclear if one.requirement not in replaced)
    return replace(
        pack,
        caps=tuple(caps.values()),
        requirements=tuple(asked.values()),
        unclear=(*maybe(fields, "unclear", unclear, ()), *inherited),
    )


def _left_out(pack: Pack, fields: Fields) -> frozenset[str]:
    """Return the inherited requirements that do not hold here."""
    left_out = frozenset(maybe(fields, "without", words, ()))
    for id_ in sorted(left_out):
        if pack.requirement(id_) is None:
            raise fields["without"].broken("unknown-name", f"What is extended asks for no {id_}.")
    return left_out


def _requirements(fields: Fields) -> list[Node]:
    return maybe(fields, "requirements", Node.items, [])


def _once(nodes: Sequence[Node]) -> Sequence[Node]:
    """Refuse a second one of the same id."""
    seen: set[object] = set()
    for node in nodes:
        id_ = node.value.get("id") if isinstance(node.value, dict) else None
        if isinstance(id_, str) and id_ in seen:
            raise node.broken("duplicate", f"The id {id_} stands here twice.")
        seen.add(id_ if isinstance(id_, str) else None)
    return nodes


def _anchors(node: Node) -> Mapping[str, str]:
    return {key(name): said for name, said in names(node).items()}


def _measures(node: Node) -> Mapping[str, Measure]:
    return {id_: measure(id_, inner) for id_, inner in keyed(node).items()}


def _periods(node: Node) -> Mapping[str, Node]:
    found = keyed(node)
    for inner in found.values():
        shape(inner)
    return found


def _reclassify(node: Node) -> tuple[Reclassify, ...]:
    return tuple(reclassified(item) for item in node.items())
