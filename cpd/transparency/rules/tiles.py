"""The log as files that never change: tiles of 256 hashes, and bundles of 256 entries.

The layout is that of C2SP tlog-tiles. A tile at level 0 has the hashes of leaves, one above it the
hashes of whole tiles below. The last one of a level may be cut off; its width is in its name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpd.kernel.errors import RuleError
from cpd.transparency.rules.tree import HASH_BYTES, Place, Span, node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
LONGEST_ENTRY = 0xFFFF


@dataclass(frozen=True, order=True)
class Tile:
    """The hashes of `width` subtrees of 256 to the power of `level` leaves."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        return f"tile/{self.level}/{self.name}"

    @property
    def bundle_path(self) -> str:
        """Return where the entries are whose hashes stand in this tile. It must be of level 0."""
        return f"tile/entries/{self.name}"

    @property
    def name(self) -> str:
        return numbered(self.index) + ("" if self.is_whole else f".p/{self.width}")

    @property
    def is_whole(self) -> bool:
        return self.width == WIDTH

    @property
    def whole(self) -> "Tile":
        return Tile(self.level, self.index)

    @property
    def begin(self) -> int:
        """Return the position, in its level, of the first of its hashes."""
        return self.index * WIDTH


def numbered(index: int) -> str:
    """Write a number as folders of three digits: 1234067 is x001/x234/067."""
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))


def widths(size: int) -> Iterator[int]:
    """Return how many hashes each level of tiles has, from the lowest that is not empty up."""
    while size:
        yield size
        size >>= HEIGHT


def tiles_of(size: int, since: int = 0) -> Iterator[Tile]:
    """Return the tiles of a log, without those that were whole when it had `since` leaves."""
    known = list(widths(since))
    for level, width in enumerate(widths(size)):
        first = known[level] // WIDTH if level < len(known) else 0
        for index in range(first, -(-width // WIDTH)):
            yield Tile(level, index, min(WIDTH, width - index * WIDTH))


def tile_of(place: Place, size: int) -> tuple[Tile, Span]:
    """Return in which tile of a log of `size` leaves a subtree is, and which hashes make it up."""
    level, above = divmod(place.level, HEIGHT)
    begin = place.position << above
    index = begin // WIDTH
    width = min(WIDTH, (size >> (HEIGHT * level)) - index * WIDTH)
    first = begin - index * WIDTH
    return Tile(level, index, width), Span(first, first + (1 << above))


def hash_in(tile: bytes, span: Span) -> bytes:
    """Return the hash over hashes of a tile that are a subtree."""
    row = [tile[at * HASH_BYTES : (at + 1) * HASH_BYTES] for at in range(span.begin, span.end)]
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def bundle(entries: Sequence[bytes]) -> bytes:
    """Write entries one after the other, each behind its length."""
    if any(len(entry) > LONGEST_ENTRY for entry in entries):
        raise ValueError("an entry of the log is shorter than 64 KB")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def entries_in(raw: bytes) -> list[bytes]:
    entries, at = [], 0
    while at < len(raw):
        length = int.from_bytes(raw[at : at + 2], "big")
        entry = raw[at + 2 : at + 2 + length]
        if at + 2 + length > len(raw):
            raise RuleError("The bundle of entries is cut off.")
        entries.append(entry)
        at += 2 + length
    return entries
