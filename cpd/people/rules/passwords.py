"""What a password must be."""

from collections.abc import Collection

from cpd.kernel.errors import RuleError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
SWAPS = str.maketrans("013457@$!", "oleasta" + "si")
HANGERS_ON = "0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~£€§"


def checked_password(text: str, *, common: Collection[str], about: Collection[str] = ()) -> str:
    """Return the password, or say why it is too easy to guess. Nothing is trimmed.

    `common` holds what guessers try first, in small letters: whole passwords, and stems that are
    found again under digits, signs and the usual swaps (`P4ssw0rd!2024` is `password`).
    """
    if len(text) < SHORTEST_PASSWORD:
        raise RuleError(
            f"Use at least {SHORTEST_PASSWORD} characters. A few words together do well."
        )
    if len(text) > LONGEST_PASSWORD:
        raise RuleError(f"Use at most {LONGEST_PASSWORD} characters.")
    guesses = {repeated_part(guess) for guess in plainer(text)} | plainer(text)
    if len(set(text.casefold())) < 4 or any(guess in common for guess in guesses):
        raise RuleError("This password is on the lists that guessers try first. Choose another.")
    if guesses & {form for word in about if len(word) >= 6 for form in plainer(word)}:
        raise RuleError("Do not use your name or address as the password.")
    return text


def plainer(text: str) -> frozenset[str]:
    """Return the text in small letters, also without signs, without what hangs on, unswapped."""
    small = text.casefold()
    forms = {small, "".join(mark for mark in small if mark.isalnum())}
    forms |= {form.strip(HANGERS_ON) for form in forms}
    forms |= {form.translate(SWAPS) for form in forms}
    return frozenset(form for form in forms if form)


def repeated_part(text: str) -> str:
    """Return what the text says over and over: `abcabc` is `abc`."""
    return text[: (text + text).find(text, 1)]
