"""Tiles and bundles: what C2SP tlog-tiles says of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.kernel.errors import RuleError
from cpd.transparency.rules.tiles import (
    Tile,
    bundle,
    entries_in,
    hash_in,
    numbered,
    tile_of,
    tiles_of,
)
from cpd.transparency.rules.tree import Frontier, Place, Span, leaf_hash, needed, root


@pytest.mark.parametrize(
    ("number", "path"),
    [(0, "000"), (7, "007"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")],
)
def test_a_number_is_folders_of_three_digits(number, path):
    assert numbered(number) == path


def test_a_path_says_level_index_and_width():
    assert Tile(0, 1234067).path == "tile/0/x001/x234/067"
    assert Tile(1, 0, 17).path == "tile/1/000.p/17"
    assert Tile(0, 3, 5).bundle_path == "tile/entries/003.p/5"


def test_the_tiles_of_seventy_thousand():
    """The example of the paper."""
    tiles = list(tiles_of(70_000))
    assert sum(tile.level == 0 and tile.is_whole for tile in tiles) == 273
    assert [tile for tile in tiles if not tile.is_whole] == [
        Tile(0, 273, 112),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]


def test_a_whole_tile_is_the_first_hash_of_one_above():
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []


@given(st.integers(0, 200_000), st.integers(0, 3_000))
def test_what_is_published_next_is_what_was_not_whole_before(since, more):
    whole_before = {tile for tile in tiles_of(since) if tile.is_whole}
    assert set(tiles_of(since + more, since)) == set(tiles_of(since + more)) - whole_before


def kept(size):
    tree, hashes = Frontier(), {}
    for number in range(size):
        leaf = leaf_hash(str(number).encode())
        hashes[Place(0, number)] = leaf
        hashes |= dict(tree.add(leaf))
    return hashes, tree.root()


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 700, 1100])
def test_every_place_is_found_in_a_tile(size):
    hashes, whole = kept(size)
    files = {
        tile: b"".join(hashes[Place(tile.level * 8, tile.begin + at)] for at in range(tile.width))
        for tile in tiles_of(size)
    }
    found = {}
    for place in needed(Span(0, size)) | {place for place in hashes if place.level in {3, 8, 9}}:
        tile, span = tile_of(place, size)
        found[place] = hash_in(files[tile], span)
        assert found[place] == hashes[place]
    assert root(size, found) == whole


@given(st.lists(st.binary(max_size=400), max_size=20))
def test_a_bundle_gives_back_its_entries(entries):
    assert entries_in(bundle(entries)) == entries


@pytest.mark.parametrize("raw", [b"\x00", b"\x00\x05abc"])
def test_a_bundle_that_is_cut_off_is_refused(raw):
    with pytest.raises(RuleError, match="cut off"):
        entries_in(raw)


def test_an_entry_has_a_largest_length():
    with pytest.raises(ValueError, match="64 KB"):
        bundle([b"x" * 65_536])
