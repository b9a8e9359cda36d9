"""Bytes as text in the alphabet of Bitcoin, as DID documents carry keys: `z` and base 58."""

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519 = b"\xed\x01"  # what a public key of this kind begins with (multicodec)


def base58(value: bytes) -> str:
    """Return the text of some bytes. Each zero byte in front is a `1` in front."""
    number, digits = int.from_bytes(value, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = ALPHABET[digit] + digits
    return "z" + ALPHABET[0] * (len(value) - len(value.lstrip(b"\0"))) + digits
