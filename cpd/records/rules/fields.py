"""Which fields a kind of entry has, and what they are called."""

from collections.abc import Mapping

from cpd.records.rules.kinds import EntryKind, Part

_EVERY = frozenset({"kind", "done_on", "title", "minutes", "reflection", "clauses", "counts_for",
                    "identity_reason", "tags", "category", "categories"})  # fmt: skip
_CLOCK = frozenset({"ended_on", "begins", "ends"})
_CYCLE = frozenset({"planned", "acted", "evaluated", "outcomes"})
_SUPERVISED = frozenset({"supervision_format", "contracted", "attended", "facilitated", "recused",
                         "supervisor", "supervisor_id"})  # fmt: skip

HELD: Mapping[EntryKind, frozenset[str]] = {
    EntryKind.ACTIVITY: _EVERY | _CLOCK | _CYCLE
    | {"own_minutes", "provider", "topic", "mode", "part", "certificate_number", "setting"},
    EntryKind.SUPERVISION: _EVERY | _CLOCK | _CYCLE | _SUPERVISED
    | {"own_minutes", "topic", "mode", "part", "setting"},
    EntryKind.PRACTICE: _EVERY | _CLOCK | {"mode", "setting"},
    EntryKind.REFLECTION: _EVERY | _CYCLE | {"topic"},
    EntryKind.FEEDBACK: _EVERY | {"feedback_from", "acted", "outcomes"},
    EntryKind.PLAN: _EVERY | _CYCLE | {"due_on", "plan_state"},
    EntryKind.DILEMMA: _EVERY | {"dilemma_sort", "taken_to_id", "acted", "outcomes"},
}  # fmt: skip
REFLECTED = (EntryKind.ACTIVITY, EntryKind.SUPERVISION)  # kinds one is expected to reflect on
PARTS: Mapping[EntryKind, tuple[Part, ...]] = {
    EntryKind.ACTIVITY: (Part.RECEIVED, Part.PRESENTED),
    EntryKind.SUPERVISION: (Part.RECEIVED, Part.DELIVERED),
}
# What a passed module has credited, and nobody changes.
CREDITED = frozenset({"kind", "done_on", "ended_on", "begins", "ends", "minutes", "own_minutes",
                      "title", "mode", "provider", "part", "certificate_number"})  # fmt: skip

# In the order of the form.
FIELD_WORDS = {
    "minutes": "Time",
    "done_on": "Day",
    "ended_on": "Last day",
    "begins": "Began",
    "ends": "Ended",
    "own_minutes": "Of that on your own work",
    "title": "Title",
    "part": "Your part",
    "supervision_format": "Format",
    "contracted": "Size of the group",
    "attended": "How many came",
    "facilitated": "With a facilitator besides",
    "recused": "Left the discussion of a client you know",
    "supervisor": "Supervisor",
    "feedback_from": "From",
    "dilemma_sort": "What it is",
    "due_on": "To be done by",
    "plan_state": "State",
    "provider": "Provider",
    "mode": "How it was done",
    "setting": "Setting",
    "topic": "Topic",
    "category": "Category",
    "categories": "Category by body",
    "tags": "Tags",
    "certificate_number": "Certificate number",
    "counts_for": "Counts only for",
    "reflection": "Reflection",
    "planned": "Plan",
    "acted": "What you did",
    "evaluated": "How it went",
    "outcomes": "What came of it",
    "clauses": "Clauses",
    "taken_to_id": "Taken to supervision",
    "identity_reason": "Why what looks like a client may stay",
}
LONG = frozenset({"reflection", "planned", "acted", "evaluated", "outcomes"})
SPECIAL_WORDS: Mapping[tuple[EntryKind, str], str] = {
    (EntryKind.FEEDBACK, "reflection"): "What was said",
    (EntryKind.FEEDBACK, "outcomes"): "What you changed because of it",
    (EntryKind.FEEDBACK, "acted"): "What you make of it",
    (EntryKind.PLAN, "reflection"): "Why it matters",
    (EntryKind.PLAN, "planned"): "How you mean to do it",
    (EntryKind.PLAN, "title"): "Aim",
    (EntryKind.DILEMMA, "reflection"): "What pulls in which direction",
}


def word_for(kind: EntryKind, name: str) -> str:
    return SPECIAL_WORDS.get((kind, name), FIELD_WORDS[name])
