"""The attested facts in words, for pages and letters alike."""

from dataclasses import replace

from cpd.attestations.models import AttestationRequest
from cpd.attestations.rules.facts import Facts, from_json
from cpd.kernel.hours import spoken
from cpd.records.rules.kinds import EntryKind, Part, SupervisionFormat
from cpd.web.filters import on

KINDS = {
    EntryKind.SUPERVISION: "Supervision",
    EntryKind.PRACTICE: "Practice with clients",
    EntryKind.ACTIVITY: "Professional development",
}
PARTS = {
    Part.RECEIVED: "received",
    Part.DELIVERED: "given to others",
    Part.PRESENTED: "presented to others",
}
FORMATS = {
    SupervisionFormat.INDIVIDUAL: "One to one",
    SupervisionFormat.GROUP: "In a group",
    SupervisionFormat.PEER: "Among peers",
}


def said(facts: Facts) -> tuple[tuple[str, str], ...]:
    """Return what is attested as pairs of a word and its value, in the order of a page."""
    what = KINDS.get(facts.kind, facts.kind.value.capitalize())
    if facts.part is not None:
        what = f"{what}, {PARTS[facts.part]}"
    pairs = (
        ("What", what),
        ("Title", facts.title),
        ("Day", days(facts)),
        ("Time", spoken(facts.minutes)),
        ("Format", facts.supervision_format and FORMATS[facts.supervision_format]),
        ("Size of the group", sizes(facts)),
        ("Led by somebody", None if facts.facilitated is None else yes_or_no(facts.facilitated)),
    )
    return tuple((word, value) for word, value in pairs if value)


def days(facts: Facts) -> str:
    if facts.ended_on is None or facts.ended_on == facts.done_on:
        return on(facts.done_on)
    return f"{on(facts.done_on)} to {on(facts.ended_on)}"


def sizes(facts: Facts) -> str:
    agreed = f"{facts.contracted} agreed" if facts.contracted else ""
    came = f"{facts.attended} came" if facts.attended else ""
    return ", ".join(part for part in (agreed, came) if part)


def yes_or_no(truth: bool) -> str:  # noqa: FBT001 - the word for it
    return "Yes" if truth else "No"


def in_a_line(facts: Facts) -> str:
    """Say it in one line: “Supervision, 3 March 2026, 1 hour”."""
    what = facts.title or KINDS.get(facts.kind, "")
    return ", ".join((what, days(facts), spoken(facts.minutes)))


def for_letters(facts: Facts) -> Facts:
    """Leave out the title: a letter to an address that was typed carries no words of the typist."""
    return replace(facts, title=None)


def facts_of(request: AttestationRequest) -> Facts:
    return from_json(request.facts)
