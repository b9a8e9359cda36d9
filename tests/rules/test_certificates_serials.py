import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.certificates.rules.serials import (
    ALPHABET,
    SERIAL_BITS,
    TOKEN_BITS,
    read_serial,
    serial_from,
    token_from,
)
from cpd.kernel.errors import RuleError

chances = st.integers(0, 2**SERIAL_BITS - 1)
serials = chances.map(serial_from)
places = st.integers(0, 10)
marks = st.sampled_from(ALPHABET)


def bare(serial):
    return serial.replace("-", "")


@given(serials)
def test_a_serial_is_in_three_groups_and_reads_as_itself(serial):
    assert re.fullmatch(
        r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{3}", serial
    )
    assert read_serial(serial) == serial


@given(chances, chances)
def test_different_chance_gives_different_serials(one, other):
    assert (serial_from(one) == serial_from(other)) == (one == other)


@given(serials, places, marks)
def test_every_single_wrong_character_is_caught(serial, place, mark):
    typed = bare(serial)[:place] + mark + bare(serial)[place + 1 :]
    if typed == bare(serial):
        assert read_serial(typed) == serial
    else:
        with pytest.raises(RuleError, match="One character seems wrong"):
            read_serial(typed)


@given(serials, places, places)
def test_every_swap_of_two_characters_is_caught(serial, one, other):
    typed = list(bare(serial))
    typed[one], typed[other] = typed[other], typed[one]
    if "".join(typed) == bare(serial):
        return
    with pytest.raises(RuleError, match="One character seems wrong"):
        read_serial("".join(typed))


KNOWN = serial_from(0b1_00001_00000_01010_11111_00000_00001_11110_00010_10000_0)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(KNOWN.lower(), id="small letters"),
        pytest.param(bare(KNOWN), id="no dashes"),
        pytest.param(f"  {KNOWN} ", id="spaces around"),
        pytest.param(" ".join(bare(KNOWN)), id="a space after each"),
        pytest.param(KNOWN.replace("-", "\u2013"), id="long dashes"),
        pytest.param(KNOWN.replace("-", "\u2212"), id="minus signs"),
        pytest.param(KNOWN.replace("-", "\u00a0"), id="hard spaces"),
        pytest.param(f"\u200b{KNOWN}\n", id="what pasting brings along"),
        pytest.param(KNOWN.replace("0", "O"), id="O for nought"),
        pytest.param(KNOWN.replace("1", "I"), id="I for one"),
        pytest.param(KNOWN.replace("1", "l"), id="a small l for one"),
        pytest.param(
            KNOWN.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789ABCDEFGH"}),
            id="full-width",
        ),
        pytest.param(
            KNOWN.translate({ord("0") + n: 0x0660 + n for n in range(10)}), id="Arabic digits"
        ),
    ],
)
def test_a_serial_is_understood_however_it_was_typed(typed):
    assert read_serial(typed) == KNOWN


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the serial as it is printed"),
        ("  - ", "Type the serial as it is printed"),
        ("7K2M", "has 11 characters; this has 4"),
        (KNOWN + "0", "has 11 characters; this has 12"),
        (KNOWN[:-1] + "U", "never has the letter U"),
        (KNOWN[:-1] + "é", "never has the character “É”"),
        (KNOWN[:-1] + "😀", "only letters A to Z and digits"),
        ("A" * 200_000, "has 11 characters"),
    ],
)
def test_what_is_wrong_is_said_in_words(typed, sentence):
    with pytest.raises(RuleError, match=re.escape(sentence)):
        read_serial(typed)


@given(st.integers(0, 2**TOKEN_BITS - 1))
def test_a_token_is_26_characters_for_130_bits(chance):
    token = token_from(chance)
    assert len(token) == 26
    assert set(token) <= set(ALPHABET)
    assert sum(ALPHABET.index(mark) << 5 * n for n, mark in enumerate(reversed(token))) == chance
