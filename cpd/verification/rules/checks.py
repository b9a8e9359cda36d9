"""What is looked at when a certificate is checked: each thing for itself, never one yes or no."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    INTEGRITY = "integrity"
    STATUS = "status"
    ISSUER = "issuer"
    CONTENT = "content"
    LOG = "log"


class Result(StrEnum):
    PASS = "pass"  # noqa: S105 - a result
    FAIL = "fail"
    SKIPPED = "skipped"


GROUPS = {
    Group.INTEGRITY: "Was it changed?",
    Group.STATUS: "Does it still hold?",
    Group.ISSUER: "Is it from who it says?",
    Group.CONTENT: "Does it say what was issued?",
    Group.LOG: "Is it in the public log?",
}


class Point(StrEnum):
    """One check, by the id that programs know it by. Ids are never given to another check."""

    FILE = "integrity.file"
    CREDENTIAL = "integrity.credential"
    SEAL = "integrity.seal"
    WITHDRAWN = "status.withdrawn"
    SUSPENDED = "status.suspended"
    REPLACED = "status.replaced"
    DATES = "status.dates"
    ON_DATE = "status.on_date"
    KEY = "issuer.key"
    KEY_GOOD = "issuer.key_good"
    SEAL_ROOT = "issuer.seal_root"
    STORED = "content.stored"
    FACTS = "content.facts"
    MINUTES = "content.minutes"
    NAME = "content.name"
    LEAF = "log.leaf"
    COMMITMENT = "log.commitment"
    INCLUSION = "log.inclusion"
    COSIGNED = "log.cosigned"

    @property
    def group(self) -> Group:
        return Group(self.value.partition(".")[0])


@dataclass(frozen=True)
class About:
    """What a check is called, and what it means to somebody who never heard of such things."""

    title: str
    meaning: str


ABOUT = {
    Point.FILE: About("This very file", "Whether your file is, byte for byte, the one we issued."),
    Point.CREDENTIAL: About(
        "Signature of the credential",
        "The digital form of the certificate carries a signature that breaks if a word changes.",
    ),
    Point.SEAL: About(
        "Seal of the PDF", "The PDF carries a seal that breaks if anything in it changes."
    ),
    Point.WITHDRAWN: About("Not withdrawn", "The issuer can take a certificate back for good."),
    Point.SUSPENDED: About("Not on hold", "The issuer can put one on hold while it looks closer."),
    Point.REPLACED: About("Not replaced", "A mistake is put right by issuing another instead."),
    Point.DATES: About("Within its dates", "It counts from its day of issue to its last day."),
    Point.ON_DATE: About("Held on the day you asked for", "What the record says of that day."),
    Point.KEY: About("Signed with a key of this site", "Only the issuer can sign with its keys."),
    Point.KEY_GOOD: About(
        "The key was not stolen", "If others may have had a key, what it signed needs more proof."
    ),
    Point.SEAL_ROOT: About(
        "The seal is vouched for by our root", "The seal's certificate leads to the one we publish."
    ),
    Point.STORED: About(
        "The record is as it was issued",
        "The stored file and credential still have the fingerprints of the day of issue.",
    ),
    Point.FACTS: About(
        "The facts agree", "Name, title, dates and number in the credential are those on record."
    ),
    Point.MINUTES: About("The minutes add up", "The parts together make up the whole time."),
    Point.NAME: About("The name you typed", "Whether it is the name on the certificate."),
    Point.LEAF: About(
        "Written into the log", "A public log, which only grows, has a line for each certificate."
    ),
    Point.COMMITMENT: About(
        "The line is about this certificate",
        "The log names nobody; a secret number ties the line to this certificate.",
    ),
    Point.INCLUSION: About(
        "The line is really in it", "A short calculation proves that the log holds that line."
    ),
    Point.COSIGNED: About(
        "Witnessed by others", "Somebody else has put their name to the state of the log."
    ),
}
IN_WORDS = {Result.PASS: "Passed", Result.FAIL: "Failed", Result.SKIPPED: "Not checked"}


@dataclass(frozen=True)
class Check:
    """The result of one check; the message says what was found, in a sentence."""

    point: Point
    result: Result
    message: str

    @property
    def title(self) -> str:
        return ABOUT[self.point].title

    @property
    def meaning(self) -> str:
        return ABOUT[self.point].meaning

    @property
    def in_words(self) -> str:
        return IN_WORDS[self.result]

    def to_plain(self) -> dict[str, str]:
        return {
            "id": str(self.point),
            "group": str(self.point.group),
            "result": str(self.result),
            "message": self.message,
        }


def passed(point: Point, message: str) -> Check:
    return Check(point, Result.PASS, message)


def failed(point: Point, message: str) -> Check:
    return Check(point, Result.FAIL, message)


def skipped(point: Point, message: str) -> Check:
    return Check(point, Result.SKIPPED, message)


def judged(point: Point, good: str, bad: str, *, holds: bool) -> Check:
    return passed(point, good) if holds else failed(point, bad)


def skip_all(points: Iterable[Point], message: str) -> tuple[Check, ...]:
    return tuple(skipped(point, message) for point in points)


def in_order(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Return them in the order in which they are always told."""
    places = {point: place for place, point in enumerate(Point)}
    return tuple(sorted(checks, key=lambda check: places[check.point]))
