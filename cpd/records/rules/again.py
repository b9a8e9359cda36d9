"""What of an entry is written again: in a duplicate, in a template, on another day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from cpd.records.rules.entries import Logged
from cpd.records.rules.fields import LONG
from cpd.records.rules.kinds import PlanState

# What belongs to the one day, or proves it.
ONCE = frozenset({"done_on", "ended_on", "due_on", "plan_state", "taken_to_id", "recused",
                  "attended", "certificate_number", "identity_reason"}) | LONG  # fmt: skip
MOST_TEMPLATES = 50


def without_its_day(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form holds, but for what belongs to one day."""
    return {name: value for name, value in fields.items() if name not in ONCE}


def on_another_day(line: Logged, day: date) -> Logged:
    """Return the same again on another day: as long, with the same people, nothing thought yet."""
    length = line.last_on - line.done_on
    emptied: dict[str, Any] = dict.fromkeys(LONG, "")
    return replace(
        line,
        **emptied,
        done_on=day,
        ended_on=day + length if length else None,
        due_on=None,
        plan_state=PlanState.OPEN if line.plan_state else None,
        taken_to_id=None,
        recused=None if line.recused is None else False,
        attended=None,
        certificate_number=None,
    )
