"""How amounts and names are said to a member. Rounding is for words alone."""

from fractions import Fraction
from math import ceil

from cpd.kernel.hours import spoken
from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.days import listed
from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.packs import ANYTHING, Cap, Match, Rate

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PARTS = {
    Fraction(1, 2): "half the time", Fraction(1, 3): "a third of the time",
    Fraction(1, 4): "a quarter of the time", Fraction(2, 3): "two thirds of the time",
    Fraction(1): "all of the time", Fraction(0): "no time",
}  # fmt: skip
CAPITALS = {
    "cpd": "CPD", "cce": "CCE", "ce": "CE", "opd": "OPD", "dbs": "DBS", "acc": "ACC", "pcc": "PCC",
    "mcc": "MCC", "cbt": "CBT", "emdr": "EMDR",
}  # fmt: skip


def said(amount: Fraction) -> str:
    """Say an amount of minutes, rounded down: 205/2 is “1 hour 42 minutes”."""
    if 0 < amount.numerator < amount.denominator:
        return "less than a minute"
    return spoken(int(amount))


def said_up(amount: Fraction) -> str:
    """Say what is still lacking, rounded up: so much is enough."""
    return spoken(ceil(amount))


def about(amount: Fraction) -> str:
    """Say an amount of minutes, and that there is a part of one more where there is."""
    whole = amount.denominator == 1 or amount < 1
    return said(amount) if whole else f"just over {said(amount)}"


def about_up(amount: Fraction) -> str:
    return said_up(amount) if amount.denominator == 1 else f"just under {said_up(amount)}"


def exactly(amount: Fraction) -> str:
    """Say minutes with their part, where it is a plain one: “22.5 minutes”."""
    if amount.denominator == 1:
        return said(amount)
    if 1000 % amount.denominator == 0:
        return f"{float(amount):.3f}".rstrip("0") + " minutes"
    return f"just over {said(amount)}" if amount > 1 else said(amount)


def in_words(id_: str) -> str:
    """Make a name of an id: `mentor_received` is “mentor received”, `cpd` “CPD”."""
    return " ".join(CAPITALS.get(word, word) for word in id_.replace("-", "_").split("_"))


def first(length: Length) -> str:
    """Say which part of a time is meant: “first year”, “first 5 years”, “first 6 months”."""
    return f"first {str(length).removeprefix('1 ')}"


def requirement_name(pack: Pack, id_: str) -> str:
    """Name a requirement as its pack does, or by its id: `supervisor_ok` is “Supervisor ok”."""
    found = pack.requirement(id_)
    if found is not None and found.name:
        return found.name
    return capital(in_words(id_))


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def inside(name: str) -> str:
    """Write a name as it stands inside a sentence: “Ethics” is “ethics”, “CPD” stays."""
    return name if name[1:2].isupper() or name[1:2].isdigit() else name[:1].lower() + name[1:]


def measure_name(pack: Pack, measure: str) -> str:
    found = pack.measures.get(measure)
    return (found.name if found else "") or in_words(measure)


def category_name(pack: Pack, category: str) -> str:
    if category in pack.category_words:
        return pack.category_words[category]
    return f"category {category}" if len(category) == 1 else in_words(category)


def cap_name(pack: Pack, cap: Cap) -> str:
    if cap.name:
        return cap.name
    if len(cap.on.categories) == 1:
        return category_name(pack, next(iter(cap.on.categories)))
    return in_words(cap.id)


def match_name(pack: Pack, match: Match) -> str:
    """Say what a match asks for, as an adjective does: “live”, “group”, “ethics”."""
    if match == ANYTHING:
        return ""
    words = [category_name(pack, one) for one in sorted(match.categories)]
    for names in (match.any_tag, match.all_tags, match.modes, match.formats):
        words.extend(in_words(name) for name in sorted(names))
    return listed(words, "or")


def rate_words(rate: Rate, number: Fraction, size: int | None) -> str:
    """Say how a session was weighed: “time divided by 6”, “half the time”."""
    if rate is Rate.ONE_BY_SIZE:
        return f"time divided by {size}" if size else "time divided by the size of the group"
    if rate is Rate.TWO_BY_SIZE:
        shares = f"divided by {size}, times two" if size else "divided by the size, times two"
        return f"time {shares}, never more than the time itself"
    if rate is Rate.OWN_MINUTES:
        return "only the time on one's own practice"
    return PARTS.get(number, f"{number} times the time")


def number_word(number: int) -> str:
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}"
