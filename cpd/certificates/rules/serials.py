"""Serials that can be read aloud and checked, and tokens that nobody can guess.

Both are written in Crockford's base 32: no I, L, O or U. A serial is ten characters of chance and a
check character: the sum of all eleven, each times its own weight in GF(32), is nothing. So no
single wrong character and no two that changed places can go unseen.
"""

import unicodedata

from cpd.kernel.errors import RuleError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SERIAL_BITS = 50
TOKEN_BITS = 130
LENGTH = 11
GROUPS = (4, 4, 3)
LONGEST_INPUT = 60

_LOOK_ALIKES = str.maketrans("OIL", "011")
_MINUS = "\u2212"  # a sign of arithmetic to Unicode, a dash to whoever pastes it
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, whose powers of x are all the elements but nought


def _powers() -> tuple[int, ...]:
    powers = [1]
    while len(powers) < 31:
        doubled = powers[-1] << 1
        powers.append(doubled ^ _POLYNOMIAL if doubled & 32 else doubled)
    return tuple(powers)


_POWERS = _powers()
_LOGARITHMS = {power: exponent for exponent, power in enumerate(_POWERS)}


def _times(value: int, weight: int) -> int:
    """Multiply by x to the power of `weight`, in GF(32)."""
    return _POWERS[(_LOGARITHMS[value] + weight) % 31] if value else 0


def _sum(characters: str) -> int:
    """Add up the characters by weight; the last one weighs one."""
    total = 0
    for weight, character in enumerate(reversed(characters)):
        total ^= _times(ALPHABET.index(character), weight)
    return total


def _written(number: int, length: int) -> str:
    digits = [ALPHABET[number >> (5 * place) & 31] for place in range(length)]
    return "".join(reversed(digits))


def serial_from(chance: int) -> str:
    """Write 50 bits of chance as a serial: `7K2M-9QX4-R0C`."""
    written = _written(chance, LENGTH - 1)
    return shown(written + ALPHABET[_sum(written + ALPHABET[0])])


def token_from(chance: int) -> str:
    """Write 130 bits of chance as the 26 characters at the end of a verify address."""
    return _written(chance, 26)


def shown(characters: str) -> str:
    first, second, _ = GROUPS
    return "-".join(
        (characters[:first], characters[first : first + second], characters[first + second :])
    )


def read_serial(text: str) -> str:
    """Return a typed serial as it is printed, or say in words what is wrong with it.

    Small letters, spaces and dashes anywhere, O for 0, I and L for 1, and the digits of other
    scripts are all understood.
    """
    typed = _stripped(text[: LONGEST_INPUT * 4]).translate(_LOOK_ALIKES)
    if not typed:
        raise RuleError("Type the serial as it is printed, like 7K2M-9QX4-R0C.")
    strange = next((mark for mark in typed if mark not in ALPHABET), None)
    if strange is not None:
        raise RuleError(_strange(strange))
    if len(typed) != LENGTH:
        raise RuleError(f"A serial has {LENGTH} characters; this has {len(typed)}.")
    if _sum(typed):
        raise RuleError("One character seems wrong: check the serial against the certificate.")
    return shown(typed)


def read_token(text: str) -> str:
    """Return the token at the end of an address, also where a mail program added a full stop."""
    plain = _stripped(text[: LONGEST_INPUT * 4]).translate(_LOOK_ALIKES)
    return "".join(mark for mark in plain if mark in ALPHABET)


def _strange(mark: str) -> str:
    if mark == "U":
        return "A serial never has the letter U. Look again: it may be a V."
    return f"A serial never has the character “{mark}”: only letters A to Z and digits."


def _stripped(text: str) -> str:
    """Leave out what stands between the characters, and make the rest capitals and plain digits."""
    plain = (_plain(mark) for mark in unicodedata.normalize("NFKC", text) if not _separates(mark))
    return "".join(plain).upper()


def _plain(mark: str) -> str:
    digit = unicodedata.decimal(mark, None)
    return mark if digit is None else str(digit)


def _separates(mark: str) -> bool:
    category = unicodedata.category(mark)
    return mark in _MINUS + "._" or category in {"Zs", "Zl", "Zp", "Pd", "Cc", "Cf"}
