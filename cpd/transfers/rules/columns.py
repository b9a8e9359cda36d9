"""The columns of a log in a file: ours, and those that other people's files have for the same."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cpd.kernel.spelling import folded


@dataclass(frozen=True)
class Column:
    """A column by its name in our files: what it is called, and what others call it.

    `fills` is the field of the line; empty for what only says where a line comes from.
    """

    name: str
    words: str
    fills: str = ""
    others: tuple[str, ...] = ()


COLUMNS = (
    Column("entry_id", "Id of the entry", "", ("id", "entry", "record id", "uuid")),
    Column("date_start", "Day, or first day", "done_on",
           ("date", "day", "start", "start date", "from", "date of activity", "activity date",
            "date completed", "completed", "completed on", "done on", "session date", "when")),
    Column("date_end", "Last day", "ended_on",
           ("end", "end date", "to", "until", "finish", "last day", "ended on")),
    Column("kind", "Kind", "kind",
           ("type", "entry type", "activity type", "type of activity", "record type", "sort")),
    Column("title", "Title", "title",
           ("name", "activity", "description", "subject", "course", "event", "what",
            "activity title", "title of activity", "name of activity", "course title", "aim")),
    Column("provider", "Provider", "provider",
           ("organisation", "organization", "organiser", "organizer", "training provider",
            "provided by", "publisher", "institution", "trainer")),
    Column("minutes", "Time, in minutes or h:mm", "minutes",
           ("time", "duration", "mins", "min", "length", "duration (minutes)", "minutes claimed",
            "time (minutes)", "h:mm", "hh:mm", "duration (h:mm)", "cpd minutes")),
    Column("hours", "Time, in hours like 2.5", "minutes",
           ("hrs", "h", "cpd hours", "hours claimed", "number of hours", "duration (hours)",
            "time (hours)", "total hours", "hours spent", "points", "ce hours", "credit hours")),
    Column("own_minutes", "Of that on your own work, in minutes", "own_minutes",
           ("own time", "own share", "presenting minutes", "minutes on own work")),
    Column("category", "Category", "category", ("cpd category", "class", "competence area")),
    Column("tags", "Tags", "tags", ("tag", "labels", "keywords", "themes")),
    Column("mode", "How it was done", "mode", ("delivery", "delivery mode", "how", "attendance")),
    Column("format", "Format of supervision", "supervision_format",
           ("supervision format", "supervision type", "type of supervision", "session type")),
    Column("size_contracted", "Size of the group", "contracted",
           ("group size", "size", "contracted", "members of the group", "participants")),
    Column("size_attended", "How many came", "attended",
           ("attended", "number attending", "number present", "present")),
    Column("facilitated", "With a facilitator besides", "facilitated", ("facilitator",)),
    Column("role", "Your part", "part", ("part", "my role", "your role", "role in session")),
    Column("setting", "Setting", "setting", ("place", "location", "venue", "workplace", "where")),
    Column("supervisor", "Supervisor", "supervisor",
           ("supervisor name", "name of supervisor", "supervised by")),
    Column("evidence_ref", "Evidence", "", ("evidence", "proof", "attachment", "file")),
    Column("certificate_no", "Certificate number", "certificate_number",
           ("certificate", "certificate number", "certificate no.", "certificate id")),
    Column("learning_outcomes", "What came of it", "outcomes",
           ("outcome", "outcomes", "what changed", "impact", "benefit", "learning outcome",
            "what i learned", "what i learnt", "learning", "results")),
    Column("reflection", "Reflection", "reflection",
           ("reflections", "notes", "comments", "comment", "reflective account", "thoughts")),
    Column("clauses", "Clauses", "clauses", ("clause", "standards", "code clauses", "references")),
    Column("counts_for", "Counts only for", "counts_for", ("bodies", "counts towards", "body")),
    Column("begins", "Began at", "begins", ("start time", "begin", "began", "time from")),
    Column("ends", "Ended at", "ends", ("end time", "ended", "time to", "finish time")),
    Column("plan", "Plan", "planned", ("planned", "plans", "action plan", "next steps")),
    Column("act", "What you did", "acted", ("acted", "action", "actions", "action taken")),
    Column("evaluate", "How it went", "evaluated", ("evaluation", "evaluated")),
    Column("topic", "Topic", "topic", ("topics", "content", "focus")),
    Column("categories", "Category by body", "categories", ("category by body",)),
    Column("recused", "Left the discussion of a client you know", "recused"),
    Column("supervisor_id", "Id of the supervisor", "supervisor_id"),
    Column("feedback_from", "Feedback from", "feedback_from", ("feedback given by",)),
    Column("due_on", "To be done by", "due_on", ("due", "due date", "deadline", "target date")),
    Column("plan_state", "State of the plan", "plan_state", ("state", "status", "progress")),
    Column("dilemma_sort", "Conflict, dilemma or relationship", "dilemma_sort"),
    Column("taken_to", "Taken to supervision (id of the session)", "taken_to_id"),
    Column("identity_reason", "Why what looks like a client may stay", "identity_reason"),
    Column("withdrawn", "Withdrawn", "", ("deleted",)),
)  # fmt: skip
BY_NAME: Mapping[str, Column] = {one.name: one for one in COLUMNS}
# What our own files say besides; an import makes it anew.
TOLD = ("attested", "source", "version", "logged_at", "changed_at")
MENDING = "to_mend"  # the column that says what is wrong, in a file that is offered to be mended
NOT_READ = frozenset({"evidence_ref", *TOLD, MENDING})
# `hours` is another way to write `minutes`, so no file of ours has it.
WRITTEN = tuple(one.name for one in COLUMNS if one.name != "hours")
HEADS = (*WRITTEN, *TOLD)
# Kinds of column of which a file has one only: each pair fills the same field.
RIVALS = ("minutes", "hours")

Mapped = Mapping[int, str]  # the place of a column in a file, and which of ours it is


def plain(head: str) -> str:
    """Return a heading as headings are compared."""
    return " ".join(re.sub(r"[_\-./]+", " ", folded(head)).split()).strip(" :*")


_MEANT: Mapping[str, str] = {
    **{plain(other): one.name for one in COLUMNS for other in (*one.others, one.words)},
    **{plain(one.name): one.name for one in COLUMNS},
}


def guessed(heads: Sequence[str]) -> dict[int, str]:
    """Say which column each heading most likely is; each of ours once, exact names first."""
    found: dict[int, str] = {}
    exact = {place: head for place, head in enumerate(heads) if head in BY_NAME}
    # Where minutes stand by that name, what else says how long is left aside, as “h:mm” of ours.
    taken = {"minutes", "hours"} if "minutes" in exact.values() else set()
    for place, head in exact.items():
        if head not in found.values():
            found[place] = head
    for place, head in enumerate(heads):
        name = _MEANT.get(plain(head), "")
        if place in found or name in taken | set(found.values()) or head in NOT_READ:
            continue
        if name and not (name in RIVALS and set(RIVALS) & set(found.values())):
            found[place] = name
    return dict(sorted(found.items()))


def left_out(heads: Sequence[str], mapped: Mapped) -> tuple[str, ...]:
    """Name the columns of a file that are not read, those that our own files only tell aside."""
    return tuple(
        head or f"column {place + 1}"
        for place, head in enumerate(heads)
        if (mapped.get(place, "") in {"", "evidence_ref"}) and head not in NOT_READ
    )


def problem_with(mapped: Mapped, *, has_kind: bool) -> str:
    """Say what is wrong with a choice of columns; nothing if it can be read."""
    names = list(mapped.values())
    if twice := next((name for name in names if names.count(name) > 1), ""):
        return f"Two columns are “{BY_NAME[twice].words}”. Choose one of them."
    if set(RIVALS) <= set(names):
        return "One column for the time is enough: minutes or hours."
    if "date_start" not in names:
        return "Choose which column is the day."
    if "title" not in names:
        return "Choose which column is the title."
    if "kind" not in names and not has_kind:
        return "Choose which column is the kind, or say below what every line is."
    return ""
