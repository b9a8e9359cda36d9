"""What a draft may be: how large, how many, how old, and when it is worth keeping."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.records.rules.kinds import EntryKind

MOST_DRAFTS = 20
LARGEST_DRAFT = 64 * 1024  # bytes
LARGEST_SEQ = 2**53
KEPT_FOR = timedelta(days=90)
BROUGHT_BACK_WITHIN = timedelta(days=1)
PLACE = re.compile(r"[0-9a-f]{32}")
# What a form fills in by itself, or what is chosen with one tap: nobody misses that.
CHOSEN = frozenset({"done_on", "part", "plan_state", "dilemma_sort", "mode", "supervision_format"})
LONGEST_HEADING = 80


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What stands in a form that is not saved. A change of an entry says which one it is over.

    `seq` grows with every change; a browser that does not count sends none.
    """

    kind: EntryKind
    fields: Mapping[str, Any]
    seq: int | None = None
    entry_id: UUID | None = None
    entry_version: int | None = None


def checked_place(place: str) -> str:
    if not PLACE.fullmatch(place):
        raise NotFoundError("There is no such form.")
    return place


def is_blank(fields: Mapping[str, Any]) -> bool:
    """Say whether nothing was written yet."""
    return not any(
        value.strip() if isinstance(value, str) else value
        for name, value in fields.items()
        if name not in CHOSEN
    )


def refuse_too_large(fields: Mapping[str, Any]) -> None:
    if len(json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")) > LARGEST_DRAFT:
        raise RuleError(
            "This is too long to be kept as a draft. Save the entry now; it can be changed later."
        )


def refuse_too_many(drafts: int) -> None:
    if drafts >= MOST_DRAFTS:
        raise RuleError(
            f"You have {MOST_DRAFTS} drafts. Finish one in your log or throw one away, "
            "and this one is kept too."
        )


def refuse_written_before(seen: int | None, version: int) -> None:
    """Refuse a first draft over a version that no longer stands: it was saved, or changed."""
    if seen != version:
        raise RuleError(
            "This entry was saved meanwhile, so what you type here is no longer kept as a draft. "
            "Save it: you will see both versions."
        )


def next_seq(before: int | None, at: datetime) -> int:
    """Return a number above that of what was kept before, for a browser that does not count."""
    return max((before or 0) + 1, int(at.timestamp() * 1000))


def heading(fields: Mapping[str, Any]) -> str:
    """Return the words somebody knows their draft by: its title, or how it begins."""
    for name in ("title", "reflection", "planned", "acted", "outcomes", "evaluated"):
        text = " ".join(str(fields.get(name) or "").split())
        if text:
            is_long = len(text) > LONGEST_HEADING
            return text[:LONGEST_HEADING].rstrip() + "…" if is_long else text
    return ""
