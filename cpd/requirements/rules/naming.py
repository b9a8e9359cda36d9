"""What entries are called in a sentence: by title, or by what they are, and by their day."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from cpd.requirements.rules import days
from cpd.requirements.rules.logs import LogEntry

MOST_NAMED = 6


class Mention(NamedTuple):
    """An entry as a list names it; `tail` stands after the day."""

    on: date
    name: str
    tail: str = ""

    def __str__(self) -> str:
        return f"{self.name} on {days.said(self.on)}{self.tail}"


def entry_name(entry: LogEntry) -> str:
    if entry.title:
        return f"“{entry.title}”"
    words = f"{entry.format or ''} {entry.kind}".strip().replace("_", " ")
    return words[:1].upper() + words[1:]


def mention(entry: LogEntry, on: date) -> Mention:
    """Name an entry that counts on a day; where it was only recorded then, the day it was done."""
    if entry.start_on <= on <= entry.end_on:
        return Mention(on, entry_name(entry))
    return Mention(entry.start_on, entry_name(entry), f", recorded on {days.said(on)}")


def named(entries: Iterable[Mention]) -> str:
    """Name entries by what they are called and their day, in order, each once, six at most."""
    ordered = sorted(set(entries))
    names = [str(one) for one in ordered[:MOST_NAMED]]
    if len(ordered) > MOST_NAMED:
        names.append(f"{len(ordered) - MOST_NAMED} more")
    return days.listed(names)
