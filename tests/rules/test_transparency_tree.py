"""The tree of the log: RFC 6962, told once more by its own definition and by its known roots."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.transparency.rules.tree import (
    EMPTY_ROOT,
    Frontier,
    Place,
    Span,
    completed,
    consistency_spans,
    inclusion_spans,
    is_consistent,
    is_included,
    leaf_hash,
    needed,
    node_hash,
    places_of,
    proof,
    root,
)

# The eight leaves that implementations of RFC 6962 compare notes with, and the roots over them.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIX_TO_EIGHT = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
TWO_TO_FIVE = [
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
]
MOST = 40
BODIES = [f"line {number}".encode() for number in range(MOST)]


def kept(bodies):
    """Return the hashes a log keeps of these leaves, and the root at each length."""
    tree, hashes, roots = Frontier(), {}, [EMPTY_ROOT]
    for position, body in enumerate(bodies):
        hashes[Place(0, position)] = leaf_hash(body)
        hashes |= dict(tree.add(leaf_hash(body)))
        roots.append(tree.root())
    return hashes, roots


HASHES, AT = kept(BODIES)


def defined_root(bodies):
    """Section 2.1 of the RFC, word for word."""
    if not bodies:
        return sha256(b"").digest()
    if len(bodies) == 1:
        return sha256(b"\x00" + bodies[0]).digest()
    half = 1
    while half * 2 < len(bodies):
        half *= 2
    left, right = defined_root(bodies[:half]), defined_root(bodies[half:])
    return sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_everybody_knows(size):
    _, roots = kept(LEAVES[:size])
    assert roots[size].hex() == ROOTS[size - 1]


@pytest.mark.parametrize(
    ("old", "new", "path"), [(6, 8, SIX_TO_EIGHT), (2, 5, TWO_TO_FIVE)], ids=["6 to 8", "2 to 5"]
)
def test_the_proofs_everybody_knows(old, new, path):
    hashes, roots = kept(LEAVES)
    found = proof(consistency_spans(old, new), hashes)
    assert [one.hex() for one in found] == path
    assert is_consistent(old, new, roots[old], roots[new], found)


@pytest.mark.parametrize("size", range(MOST + 1))
def test_the_root_is_the_one_defined(size):
    assert AT[size] == root(size, HASHES) == defined_root(BODIES[:size])


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_leaf_of_every_size_is_proved(size):
    for position in range(size):
        path = proof(inclusion_spans(position, size), HASHES)
        assert len(path) <= size.bit_length()
        assert is_included(leaf_hash(BODIES[position]), position, size, path, AT[size])


@pytest.mark.parametrize("new", range(1, MOST + 1))
def test_every_growth_is_proved(new):
    for old in range(1, new + 1):
        path = proof(consistency_spans(old, new), HASHES)
        assert is_consistent(old, new, AT[old], AT[new], path)


def test_an_empty_log_may_become_any():
    assert is_consistent(0, 9, EMPTY_ROOT, AT[9], [])
    assert not is_consistent(0, 9, AT[1], AT[9], [])
    assert is_consistent(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])


@st.composite
def proofs(draw):
    size = draw(st.integers(2, MOST))
    position = draw(st.integers(0, size - 1))
    return position, size, proof(inclusion_spans(position, size), HASHES)


@given(proofs(), st.data())
def test_a_tampered_proof_of_a_leaf_fails(found, data):
    position, size, path = found
    leaf, whole = leaf_hash(BODIES[position]), AT[size]
    at = data.draw(st.integers(0, len(path) - 1))
    flipped = [*path[:at], bytes([path[at][0] ^ 1]) + path[at][1:], *path[at + 1 :]]
    assert not is_included(leaf, position, size, flipped, whole)
    assert not is_included(leaf, position, size, path[:at] + path[at + 1 :], whole)
    assert not is_included(leaf, position, size, [*path, leaf], whole)
    assert not is_included(leaf_hash(b"another"), position, size, path, whole)
    assert not is_included(leaf, position, size, path, AT[size - 1])
    assert not is_included(leaf, size, size, path, whole)
    assert not is_included(leaf, -1, size, path, whole)
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != position))
    assert not is_included(leaf, other, size, path, whole)


@given(st.integers(1, MOST - 1), st.data())
def test_a_tampered_proof_of_growth_fails(old, data):
    new = data.draw(st.integers(old + 1, MOST))
    path = proof(consistency_spans(old, new), HASHES)
    at = data.draw(st.integers(0, len(path) - 1))
    flipped = [*path[:at], bytes([path[at][0] ^ 1]) + path[at][1:], *path[at + 1 :]]
    assert not is_consistent(old, new, AT[old], AT[new], flipped)
    assert not is_consistent(old, new, AT[old], AT[new], path[:at] + path[at + 1 :])
    assert not is_consistent(old, new, AT[old], AT[new], [*path, AT[old]])
    assert not is_consistent(old, new, AT[old - 1], AT[new], path)
    assert not is_consistent(old, new, AT[old], AT[new - 1], path)
    assert not is_consistent(new, old, AT[new], AT[old], path)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=20), st.data())
def test_a_rewritten_past_cannot_be_proved(bodies, data):
    """Whatever leaf before the old length is another one, no proof of the new tree hides it."""
    old = data.draw(st.integers(1, len(bodies)))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = [*bodies[:changed], bodies[changed] + b"!", *bodies[changed + 1 :], b"more"]
    _, before = kept(bodies)
    hashes, after = kept(rewritten)
    path = proof(consistency_spans(old, len(rewritten)), hashes)
    assert not is_consistent(old, len(rewritten), before[old], after[len(rewritten)], path)


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_places_cover_a_span_once_and_in_order(begin, many):
    at = begin
    for place in places_of(Span(begin, begin + many)):
        assert place.position << place.level == at
        at += 1 << place.level
    assert at == begin + many


def test_a_leaf_makes_whole_what_ends_with_it():
    assert completed(0) == []
    assert completed(5) == [Place(1, 2)]
    assert completed(7) == [Place(1, 3), Place(2, 1), Place(3, 0)]


def test_a_proof_over_a_hundred_thousand_needs_few_places():
    spans = inclusion_spans(31_415, 100_000)
    assert len(spans) <= 17
    assert len(needed(*spans)) <= 17 * 2


@pytest.mark.parametrize("size", [0, 3])
def test_no_proof_of_what_is_not_there(size):
    with pytest.raises(ValueError, match="no leaf 3"):
        inclusion_spans(3, size)
    with pytest.raises(ValueError, match="does not grow"):
        consistency_spans(size + 1, size)


def test_leaves_and_subtrees_are_hashed_apart():
    """Else a subtree could be passed off as a leaf."""
    assert leaf_hash(AT[1] + AT[2]) != node_hash(AT[1], AT[2])
