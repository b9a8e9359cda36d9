"""Who may do what, and what a name, a password and a way onward must be."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from uuid import UUID
from zoneinfo import available_timezones

from cpd.kernel.errors import RuleError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
LONGEST_NAME = 144
MOST_MARKS = 6  # on one letter; pointed Hebrew and stacked Tibetan need up to five
LONGEST_MEMBER_NUMBER = 40
LONGEST_KEY = 40
SIGN_IN_IDLE = timedelta(days=7)
SIGN_IN_LONGEST = timedelta(days=30)
SITE = "site"
SITE_ADMINISTRATOR = "site_administrator"

JOINERS = "\u200c\u200d"
FILLERS = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters to Unicode, nothing to the eye
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
WEB_ADDRESS = re.compile(r"://|\bwww\.|@", re.IGNORECASE)
SWAPS = str.maketrans("013457@$!", "oleasta" + "si")
HANGERS_ON = "0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~£€§"
REGIONS = frozenset({
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
    "Indian", "Pacific",
})  # fmt: skip
PROGRAMS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Mac OS X", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


class Role(StrEnum):
    TRAINEE = "trainee"
    PRACTITIONER = "practitioner"
    SUPERVISOR = "supervisor"
    AUTHOR = "author"
    ASSESSOR = "assessor"
    ADMINISTRATOR = "administrator"


EVERY_MEMBER = tuple(Role)


class OrganisationKind(StrEnum):
    PROVIDER = "provider"
    BODY = "body"


class Purpose(StrEnum):
    """What a link in a letter is for."""

    CONFIRM_ADDRESS = "confirm_address"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose, not a password
    NEW_ADDRESS = "new_address"


LINK_HOLDS = {
    Purpose.CONFIRM_ADDRESS: timedelta(days=3),
    Purpose.RESET_PASSWORD: timedelta(hours=1),
    Purpose.NEW_ADDRESS: timedelta(days=1),
}


def checked_name(text: str) -> str:
    """Return the name as it will be printed: NFC, single spaces, nothing that steers or hides.

    The joiners U+200C and U+200D stay where Persian and Indic names need them: between letters.
    """
    if len(text) > 4 * LONGEST_NAME:  # before normalising, which is slow on piled-up marks
        raise RuleError(f"A name can have at most {LONGEST_NAME} characters.")
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise RuleError("Enter the name as it should stand on certificates.")
    if len(name) > LONGEST_NAME:
        raise RuleError(f"A name can have at most {LONGEST_NAME} characters; this has {len(name)}.")
    refuse_unprintable(name)
    if not any(unicodedata.category(mark).startswith("L") for mark in name):
        raise RuleError("A name needs at least one letter.")
    if WEB_ADDRESS.search(name):
        raise RuleError("A name cannot contain a web or e-mail address.")
    return name


def refuse_unprintable(name: str) -> None:
    """Raise RuleError for what no certificate can print, or nobody could see on it."""
    picture = next((mark for mark in name if unicodedata.category(mark) == "So"), None)
    if picture is not None:
        raise RuleError(f"A name cannot contain “{picture}”: certificates print letters only.")
    if most_marks(name) > MOST_MARKS:
        raise RuleError("The name piles too many marks on one letter.")
    if any(is_hidden(name, place) for place in range(len(name))):
        raise RuleError("The name contains an invisible character. Please type it again by hand.")


def most_marks(name: str) -> int:
    """Count the marks on the letter that carries the most of them."""
    most = here = 0
    for mark in name:
        here = here + 1 if unicodedata.category(mark) in {"Mn", "Me"} else 0
        most = max(most, here)
    return most


def is_hidden(name: str, place: int) -> bool:
    """Say whether the character there is one that nobody sees, or that turns the line around."""
    mark = name[place]
    if mark in JOINERS:
        around = name[max(0, place - 1) : place] + name[place + 1 : place + 2]
        return len(around) < 2 or any(unicodedata.category(n)[0] not in "LM" for n in around)
    return mark in FILLERS or unicodedata.category(mark) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def checked_key(text: str) -> str:
    """Return the short name an organisation goes by in commands: it never changes."""
    if not KEY.fullmatch(text) or len(text) > LONGEST_KEY:
        raise RuleError("A key is small letters, digits and hyphens, like northern-register.")
    return text


def checked_member_number(text: str) -> str | None:
    """Return the number a body knows its member by, or None where none was given."""
    number = " ".join(text.split())
    if len(number) > LONGEST_MEMBER_NUMBER:
        raise RuleError(f"A member number can have at most {LONGEST_MEMBER_NUMBER} characters.")
    if not number.isprintable():
        raise RuleError("The member number contains an invisible character. Please type it again.")
    return number or None


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


def checked_time_zone(text: str) -> str:
    if text not in time_zones():
        raise RuleError("Choose a time zone from the list.")
    return text


@cache
def time_zones() -> frozenset[str]:
    """Return the zones people live in: named for a place, and UTC."""
    return frozenset(z for z in available_timezones() if z.split("/")[0] in REGIONS) | {"UTC"}


@cache
def offered_zones() -> frozenset[str]:
    """Return the zones to choose from: one for each place, none of the names it had before."""
    listed = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8").splitlines()
    chief = {line.split("\t")[2] for line in listed if line and not line.startswith("#")}
    return time_zones() & (chief | {"UTC"})


def safe_next(text: str) -> str | None:
    """Return a place on this site to go on to, or None for what a browser may take elsewhere."""
    if not text.startswith("/") or text.startswith("//") or len(text) > 2000:
        return None
    if "\\" in text or not text.isprintable() or any(mark.isspace() for mark in text):
        return None
    return text


def browser_name(agent: str) -> str:
    """Say in words what a User-Agent header tells: “Firefox on Windows”."""
    program = next((word for sign, word in PROGRAMS if sign in agent), "A browser")
    system = next((word for sign, word in SYSTEMS if sign in agent), None)
    return f"{program} on {system}" if system else program


def ends_by_itself(*, began_at: datetime, seen_at: datetime, at: datetime) -> bool:
    """Say whether a sign-in has run out: a week unused, or a month old."""
    return at - seen_at > SIGN_IN_IDLE or at - began_at > SIGN_IN_LONGEST


def may_be_granted(kind: OrganisationKind) -> tuple[Role, ...]:
    """Return the roles an administrator may give in an organisation of this kind.

    A body's own people only look: whoever runs the site and issues certificates is in a provider.
    """
    if kind is OrganisationKind.BODY:
        return (Role.ASSESSOR,)
    return (Role.SUPERVISOR, Role.AUTHOR, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Link:
    """A link as it goes into a letter. Only the token's hash is kept."""

    id: UUID
    token: str = field(repr=False)


@dataclass(frozen=True)
class Registration:
    """What somebody says of themselves when they register."""

    name: str
    email: str
    role: Role
    time_zone: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Profile:
    """What somebody may change of themselves; `version` is the one they had before them."""

    name: str
    time_zone: str
    version: int


@dataclass(frozen=True)
class WhoIsHere:
    """Whoever is signed in, as every view sees them: plain values, nothing that loads more.

    `memberships` pairs an organisation with a role held there now. Whoever `runs_the_site`
    administers its own organisation, and so sees what belongs to no other: its outbox, say.
    """

    id: UUID
    sign_in_id: UUID
    token: str = field(repr=False)
    name: str
    email: str
    time_zone: str
    role: Role
    memberships: tuple[tuple[UUID, Role], ...]
    runs_the_site: bool = False
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    @property
    def roles(self) -> frozenset[str]:
        held = {self.role, *(role for _, role in self.memberships)}
        return frozenset(held | {SITE_ADMINISTRATOR} if self.runs_the_site else held)

    def organisations(self, *roles: str) -> frozenset[UUID]:
        """Return the organisations in which one of these roles is held."""
        return frozenset(where for where, role in self.memberships if role in roles)

    def get_id(self) -> str:
        return self.token
