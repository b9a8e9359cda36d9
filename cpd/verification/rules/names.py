"""Whether a typed name is the one on a certificate, and what stands in its place if it is hidden.

A name is compared whatever its case, its accents, its hyphens and the order of its parts, in any
script. An umlaut may also be written out (Müller, Mueller).
"""

import unicodedata

from cpd.kernel.spelling import folded

LONGEST = 300
# Words that stand in many names, and so tell nothing when they are typed alone.
PARTICLES = frozenset(
    {
        "al", "af", "av", "ben", "bin", "bint", "da", "das", "de", "del", "della", "den", "der",
        "di", "do", "dos", "du", "e", "el", "ibn", "la", "le", "los", "och", "of", "og", "san",
        "st", "te", "ten", "ter", "the", "van", "vd", "von", "y", "zu", "zum", "zur",
    }
)  # fmt: skip
WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)
# Optional in writing: vowel points of Hebrew and Arabic, and the forms of alef, yeh and heh.
POINTS = frozenset(map(chr, (*range(0x591, 0x5C8), *range(0x610, 0x61B), *range(0x64B, 0x660))))
ALIKE = str.maketrans(
    {"\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643", "\u0629": "\u0647", "\u0640": None}
)
APOSTROPHES = "'`\u00b4\u2018\u02bb.\u00b7"
WITHOUT_SPACES = ("CJK UNIFIED", "HIRAGANA", "KATAKANA", "HANGUL")


def parts(name: str) -> tuple[str, ...]:
    """Return the parts of a name as they are compared, in order."""
    text = unicodedata.normalize("NFKC", name[:LONGEST])
    plain = folded("".join(one for one in text if unicodedata.category(one) != "Cf"))
    composed = unicodedata.normalize("NFKC", "".join(one for one in plain if one not in POINTS))
    letters = "".join(
        one if _is_of_a_name(one) else "" if one in APOSTROPHES else " "
        for one in composed.translate(ALIKE)
    )
    return tuple(letters.casefold().split())


def _is_of_a_name(mark: str) -> bool:
    return unicodedata.category(mark)[0] in "LMN"


def spellings(name: str) -> set[tuple[str, ...]]:
    """Return the name as compared, with its accents left out and with its umlauts written out."""
    composed = unicodedata.normalize("NFC", name[:LONGEST])
    return {parts(composed), parts(composed.translate(WRITTEN_OUT))}


def is_same_name(typed: str, printed: str) -> bool:
    """Say whether both are the same whole name. The order of the parts does not matter."""
    ways = {tuple(sorted(one)) for one in spellings(printed)}
    given = {tuple(sorted(one)) for one in spellings(typed)}
    joined = {"".join(one) for one in spellings(printed) if _is_unspaced("".join(one))}
    return bool((ways & given) - {()}) or bool(joined & {"".join(p) for p in spellings(typed)})


def is_part_of_name(typed: str, printed: str) -> bool:
    """Say whether what was typed is a surname that the name can have: one or more whole parts.

    Which part is the surname differs between cultures, so any will do; not an initial, nor a word
    like `van` alone. Of a name written without spaces, it is how the name begins.
    """
    return any(
        _is_within(given, whole) for given in spellings(typed) for whole in spellings(printed)
    )


def _is_within(given: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    if not given or not whole:
        return False
    telling = [one for one in given if one not in PARTICLES and (len(one) > 1 or _is_unspaced(one))]
    if not telling:
        return given == whole
    left = list(whole)
    for one in given:
        if one not in left:
            return _is_unspaced(given[0]) and "".join(whole).startswith("".join(given))
        left.remove(one)
    return True


def _is_unspaced(text: str) -> bool:
    return bool(text) and unicodedata.name(text[0], "").startswith(WITHOUT_SPACES)


def initials(name: str) -> str:
    """Return the first letter of each part, with the marks that belong to it: `A.-M. O.`."""
    pieces = unicodedata.normalize("NFC", name[:LONGEST]).split()
    return " ".join(found for piece in pieces if (found := _initials_of(piece)))


def _initials_of(piece: str) -> str:
    hyphens = [one for one in piece if unicodedata.category(one) == "Pd"]
    parted = piece
    for hyphen in hyphens:
        parted = parted.replace(hyphen, "-")
    return "-".join(found for one in parted.split("-") if (found := _initial(one)))


def _initial(word: str) -> str:
    """Return one letter and the marks on it. What is written wide takes no full stop."""
    at = next((n for n, mark in enumerate(word) if unicodedata.category(mark)[0] == "L"), None)
    if at is None:
        return ""
    end = at + 1
    while end < len(word) and unicodedata.category(word[end])[0] == "M":
        end += 1
    letter = word[at:end].upper()
    capital = letter if len(letter) <= end - at else word[at:end]
    wide = unicodedata.east_asian_width(word[at]) in "WF"
    return capital if wide else f"{capital}."
