"""The tree over the log, as RFC 6962 hashes it: its root, and proofs that need few hashes.

A place is a whole subtree: `position` counts the subtrees of 2 to the power of `level` leaves. The
hash of a place never changes once its last leaf is there; so it is kept, and everything else - the
root at any length, and every proof - is put together from a few places.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


class Place(NamedTuple):
    level: int
    position: int


class Span(NamedTuple):
    """The leaves from `begin` up to but without `end`."""

    begin: int
    end: int


Hashes = Mapping[Place, bytes]


def leaf_hash(body: bytes) -> bytes:
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def completed(position: int) -> list[Place]:
    """Return the subtrees that are whole once the leaf at `position` is there, lowest first."""
    places, level, at = [], 0, position
    while at & 1:
        level, at = level + 1, at >> 1
        places.append(Place(level, at))
    return places


def halves(place: Place) -> tuple[Place, Place]:
    level, position = place.level - 1, place.position * 2
    return Place(level, position), Place(level, position + 1)


def places_of(span: Span) -> list[Place]:
    """Return the largest whole subtrees that make up a span, from left to right."""
    places, begin = [], span.begin
    while begin < span.end:
        level = (span.end - begin).bit_length() - 1
        if begin:
            level = min(level, (begin & -begin).bit_length() - 1)
        places.append(Place(level, begin >> level))
        begin += 1 << level
    return places


def hash_of(span: Span, hashes: Hashes) -> bytes:
    """Return the tree hash over a span that is a subtree, whole or cut off at its end."""
    found = [hashes[place] for place in places_of(span)]
    if not found:
        return EMPTY_ROOT
    whole = found.pop()
    while found:
        whole = node_hash(found.pop(), whole)
    return whole


def root(size: int, hashes: Hashes) -> bytes:
    return hash_of(Span(0, size), hashes)


def split(span: Span) -> int:
    """Return where a span of two leaves or more is parted: after the largest power of two."""
    return span.begin + (1 << ((span.end - span.begin - 1).bit_length() - 1))


def inclusion_spans(position: int, size: int) -> list[Span]:
    """Return what the proof that a leaf is in the log consists of, lowest first."""
    if not 0 <= position < size:
        raise ValueError(f"there is no leaf {position} among {size}")
    spans, span = [], Span(0, size)
    while span.end - span.begin > 1:
        middle = split(span)
        left, right = Span(span.begin, middle), Span(middle, span.end)
        beside, span = (right, left) if position < middle else (left, right)
        spans.append(beside)
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """Return what the proof that a log of `old` leaves grew to `new` consists of, lowest first."""
    if not 0 <= old <= new:
        raise ValueError(f"a log of {old} leaves does not grow to {new}")
    if old in {0, new}:
        return []
    spans, span, is_known = [], Span(0, new), True
    while span.end != old:
        middle = split(span)
        left, right = Span(span.begin, middle), Span(middle, span.end)
        if old <= middle:
            beside, span = right, left
        else:
            beside, span, is_known = left, right, False
        spans.append(beside)
    return ([] if is_known else [span]) + spans[::-1]


def proof(spans: Sequence[Span], hashes: Hashes) -> list[bytes]:
    return [hash_of(span, hashes) for span in spans]


def needed(*spans: Span) -> set[Place]:
    """Return the places whose hashes it takes to hash these spans."""
    return {place for span in spans for place in places_of(span)}


def is_included(
    leaf: bytes, position: int, size: int, path: Sequence[bytes], expected: bytes
) -> bool:
    """Say whether a path proves that the leaf with this hash is in the log with this root."""
    if not 0 <= position < size:
        return False
    spans, whole = inclusion_spans(position, size), leaf
    if len(spans) != len(path):
        return False
    for span, beside in zip(spans, path, strict=True):
        is_left = span.begin < position
        whole = node_hash(beside, whole) if is_left else node_hash(whole, beside)
    return whole == expected


def is_consistent(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Say whether a path proves that the log with the old root only grew to that with the new."""
    if not 0 <= old <= new:
        return False
    if old in {0, new}:
        return not path and old_root == (new_root if old else EMPTY_ROOT)
    spans = consistency_spans(old, new)
    if len(spans) != len(path):
        return False
    pairs = list(zip(spans, path, strict=True))
    before = after = old_root if spans[0].begin == old else pairs.pop(0)[1]
    for span, beside in pairs:
        if span.begin < old:
            before, after = node_hash(beside, before), node_hash(beside, after)
        else:
            after = node_hash(after, beside)
    return before == old_root and after == new_root


class Frontier:
    """The whole subtrees at the right edge of a log that is read from its beginning."""

    def __init__(self) -> None:
        self.size = 0
        self.edge: list[bytes] = []

    def add(self, leaf: bytes) -> list[tuple[Place, bytes]]:
        """Take the hash of the next leaf, and return the subtrees that it made whole."""
        whole, found = leaf, []
        for place in completed(self.size):
            whole = node_hash(self.edge.pop(), whole)
            found.append((place, whole))
        self.edge.append(whole)
        self.size += 1
        return found

    def root(self) -> bytes:
        return root(self.size, dict(zip(places_of(Span(0, self.size)), self.edge, strict=True)))
