"""Whose code a stretch of text is, told by its own words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cpd.codes.rules.lines import Kind, Line

_TITLE = re.compile(
    r"\bcode of (?:ethics|practice|conduct)\b|\bethical framework\b|\bethics and standards\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Signature:
    """How a code gives itself away: words it cannot lack, its title, and words of its own."""

    key: str
    needs: re.Pattern[str]
    title: re.Pattern[str]
    own: re.Pattern[str]

    def weight(self, title: str, text: str) -> int:
        return 2 * bool(self.title.search(title)) + bool(self.own.search(text))


def _signature(key: str, needs: str, title: str, own: str) -> Signature:
    needed, named, owned = (re.compile(each, re.IGNORECASE) for each in (needs, title, own))
    return Signature(key, needed, named, owned)


# Of two that fit equally well the first is taken.
SIGNATURES = (
    _signature("plumm-chat", r"chat session", r"chat session", r"via (?:the )?chat session"),
    _signature("plumm", r"\bplumm\b", r"\bplumm\b", r"providers at plumm|by plumm\b"),
    _signature(
        "atrium-practice",
        r"\batrium\b",
        r"code of practice",
        r"\bthis code of practice\b|purpose of the code of practice",
    ),
    _signature("atrium-ethics", r"\batrium\b", r"code of ethics", r"\bthis code of ethics\b"),
    _signature("lahendus", r"\blahendus\.net\b", r"counsellors", r"\blahendus\.net\b"),
    _signature(
        "global",
        r"\bcoaching (?:and|or|and/or) mentoring\b",
        r"global code",
        r"\bcoach(?:es)?(?:,| and| or) mentors?\b",
    ),
    _signature("bacp", r"\bbacp\b", r"\bbacp\b", r"\bbacp\b|appropriate relationship"),
)


def is_title(line: Line) -> bool:
    return line.kind is Kind.HEADING and _TITLE.search(line.text) is not None


def owners(stretches: Sequence[Sequence[Line]]) -> list[str | None]:
    """Name the code each stretch of a text holds.

    A stretch that does not say goes with the one before, unless a title parts them; failing that,
    with the one after. Nothing if no code gives itself away.
    """
    keys = [_owner(stretch) for stretch in stretches]
    whole = "\n".join(_text(stretch) for stretch in stretches)
    present = [signature for signature in SIGNATURES if signature.needs.search(whole)]
    for at, stretch in enumerate(stretches):
        keys[at] = keys[at] or _heaviest(stretch, present)
        if keys[at] is None and at and not _is_titled(stretch):
            keys[at] = keys[at - 1]
    for at in reversed(range(len(stretches) - 1)):
        if keys[at] is None and not _is_titled(stretches[at + 1]):
            keys[at] = keys[at + 1]
    return keys


def _owner(stretch: Sequence[Line]) -> str | None:
    text = _text(stretch)
    return _heaviest(stretch, [each for each in SIGNATURES if each.needs.search(text)])


def _heaviest(stretch: Sequence[Line], signatures: Sequence[Signature]) -> str | None:
    """Weigh the words of a stretch; those a code cannot lack may stand elsewhere in the text."""
    title, text = _last_title(stretch), _text(stretch)
    weights = [(each.weight(title, text), each.key) for each in signatures]
    heaviest, key = max(weights, key=lambda pair: pair[0], default=(0, ""))
    return key if heaviest else None


def _text(stretch: Iterable[Line]) -> str:
    return "\n".join(line.text for line in stretch)


def _is_titled(stretch: Sequence[Line]) -> bool:
    return any(is_title(line) for line in stretch)


def _last_title(stretch: Iterable[Line]) -> str:
    """Give the last title before the first clause: earlier ones are of the whole document."""
    title = ""
    for line in stretch:
        if line.kind in {Kind.NUMBERED, Kind.BULLET}:
            break
        if is_title(line):
            title = line.text
    return title
