"""Names in a text that may be a client's: those that the words beside them make one."""
# ruff: noqa: RUF001 - dashes and apostrophes of every kind are what this file looks for

import re
from collections.abc import Iterator

from cpd.records.rules.identity_numbers import Span
from cpd.records.rules.identity_words import CUES, GIVEN, NAMED, NOBODY, TITLES

_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_CAPITALISED = re.compile(_WORD)
_INITIALS = re.compile(r"(?:[^\W\d_]\. ?){1,2}(?=[^\W\d_]{2})")
_NEXT_WORD = re.compile(rf"[ \t]+({_WORD})")
_NEXT_LETTER = re.compile(r"[ \t]+[^\W\d_]\b\.?")
_CUE = re.compile(
    rf"(?<![\w-])(?P<cue>{CUES})(?:['’]s)?(?!\w)(?P<gap>[ \t]*[(:,–-]?[ \t]*|[ \t]+)"
    rf"(?P<named>(?:{NAMED})[ \t:]+|[“\"'])?(?=[^\W\d_])",
    re.IGNORECASE,
)
_TITLE = re.compile(rf"(?<![\w-])(?:{TITLES})\.?[ \t]+(?=[^\W\d_])", re.IGNORECASE)
_ROOM = re.compile(
    r"(?<!\w)(?:sessions?|appointment|work|working|intake|assessment|saw|seeing|counselled|coached|"
    r"treating|treated)[ \t]+(?:with[ \t]+|of[ \t]+)?(?=[^\W\d_])",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"['’]s[ \t]+(?:mother|father|mum|dad|husband|wife|partner|ex|son|daughter|divorce|depression|"
    r"anxiety|trauma|panic|diagnosis|therapy|abuse|addiction|grief|bereavement|medication|self-harm|"
    r"risk|disclosure|treatment|goals?)\b",
    re.IGNORECASE,
)
_SUPERVISION = re.compile(
    r"supervis|training|course|workshop|peer|reading|lecture|talk", re.IGNORECASE
)


def names(text: str, *, is_about_clients: bool = False) -> Iterator[Span]:
    """Yield likely names of clients. Where a text is about clients only, any given name is one."""
    yield from after_cues(text)
    yield from after_titles(text)
    yield from in_the_room(text)
    if is_about_clients:
        yield from given_names(text)


def after_cues(text: str) -> Iterator[Span]:
    for found in _CUE.finditer(text):
        start = found.end()
        is_sure = bool(found["named"]) or (found["cue"].islower() and found["gap"].isspace())
        span = name_at(text, start, only_given=not is_sure)
        if span is not None:
            yield span


def after_titles(text: str) -> Iterator[Span]:
    for found in _TITLE.finditer(text):
        if not found[0][:1].isupper():  # “ms” and “pan” are words, too
            continue
        span = name_at(text, found.end(), only_given=False)
        if span is not None:
            yield found.start(), span[1]


def in_the_room(text: str) -> Iterator[Span]:
    """Yield given names that stand beside words of the consulting room, and not of a classroom."""
    for found in _ROOM.finditer(text):
        line = text[max(0, found.start() - 40) : found.start()]
        span = name_at(text, found.end(), only_given=True)
        if span is not None and not _SUPERVISION.search(line):
            yield span
    for found in _TROUBLE.finditer(text):
        word = re.search(rf"(?<!\w){_WORD}$", text[max(0, found.start() - 40) : found.start()])
        if word and word[0][:1].isupper() and word[0].casefold() in GIVEN:
            yield found.start() - len(word[0]), found.start()


def given_names(text: str) -> Iterator[Span]:
    for found in _CAPITALISED.finditer(text):
        if found[0][:1].isupper() and found[0].casefold() in GIVEN:
            yield found.span()


def name_at(text: str, start: int, *, only_given: bool) -> Span | None:
    """Return the span of a name that begins here, if one does: “Anna”, “John D.”, “J. Smith”."""
    initials = _INITIALS.match(text, start)
    word = _CAPITALISED.match(text, initials.end() if initials else start)
    if word is None or not is_name(word[0], only_given=only_given and not initials):
        return None
    if initials and not text[start].isupper():
        return None
    stop = word.end()
    more = _NEXT_WORD.match(text, stop)
    if more and is_name(more[1], only_given=False):
        return start, more.end()
    letter = _NEXT_LETTER.match(text, stop)
    if letter and letter[0].strip()[0].isupper() and letter[0].strip(" .\t") != "I":
        return start, letter.end()
    return start, stop


def is_name(word: str, *, only_given: bool) -> bool:
    bare = re.sub(r"['’]s$", "", word)
    if len(bare) < 2 or not bare[0].isupper() or bare.isupper():
        return False
    folded = bare.casefold()
    return folded in GIVEN or (not only_given and folded not in NOBODY)
