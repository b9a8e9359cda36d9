import re
from collections import Counter
from dataclasses import fields
from enum import StrEnum
from uuid import UUID

import cpd.app  # noqa: F401 - so that every event of the product is known
from cpd.kernel.events import Event
from tests.architecture.lists import as_lines

KIND = re.compile(r"[a-z]+\.[a-z]+(-[a-z]+)*")
# Facts that are text: names of ours. Nothing that somebody wrote, and nothing that opens a door.
NAMES = {"module", "paper", "serial", "by_serial", "sha256", "content_hash", "code", "edition",
         "purpose", "pack", "key", "public", "since", "name", "verifier_key"}  # fmt: skip


def events() -> list[type[Event]]:
    found = sorted(Event.__subclasses__(), key=lambda event: event.__name__)
    return [event for event in found if event.__module__.startswith("cpd.")]


def may_stand_in_the_trail(kind: type, name: str) -> bool:
    return kind in {UUID, int, bool} or issubclass(kind, StrEnum) or name in NAMES


def test_the_trail_holds_ids_numbers_and_names_of_ours():
    telling = [
        f"{event.__name__}.{field.name}"
        for event in events()
        for field in fields(event)
        if not may_stand_in_the_trail(field.type, field.name)
    ]
    assert events()
    assert not telling, as_lines(telling)


def test_every_kind_of_event_is_of_one_form_and_its_own():
    kinds = Counter(event.kind for event in events())
    assert [kind for kind in kinds if not KIND.fullmatch(kind)] == []
    assert [kind for kind, count in kinds.items() if count > 1] == []
