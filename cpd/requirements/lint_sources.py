"""Whether a pack says where it was read, and all that a reader or a person must know of it."""

from collections.abc import Iterator

from cpd.requirements.findings import Desk, Finding
from cpd.requirements.rules.kinds import Document, Minimum


def sources(desk: Desk) -> Iterator[Finding]:
    yield from _heads(desk)
    yield from _provenance(desk)
    yield from _documents(desk)
    yield from _periods(desk)


def _heads(desk: Desk) -> Iterator[Finding]:
    if not desk.says(("title",)):
        yield desk.warning((), "missing-title", "the pack has no title.")
    if not desk.says(("body",)) and desk.draft.pack.body.name == desk.draft.pack.body.short:
        yield desk.warning((), "missing-body", "the pack does not say whose it is: body.")
    if not desk.draft.pack.requirements:
        yield desk.error((), "empty", "the pack requires nothing.")


def _provenance(desk: Desk) -> Iterator[Finding]:
    pack = desk.draft.pack
    if not desk.says(("provenance",)):
        yield desk.warning((), "missing-provenance", "nothing says where the rules were read.")
        return
    for at, source in enumerate(pack.provenance):
        path = ("provenance", at)
        if not source.url or not desk.says(path):
            continue
        if not source.confidence:
            yield desk.warning(path, "missing-confidence", "a source without its confidence.")
        if source.seen is None:
            yield desk.warning(path, "missing-date", "a source without the day it was seen.")


def _documents(desk: Desk) -> Iterator[Finding]:
    for asked in desk.draft.pack.requirements:
        if not isinstance(asked, Document) or not desk.is_own("requirements", asked.id):
            continue
        path = desk.of("requirements", asked.id, "last_day")
        if asked.valid_for and not desk.says(path):
            yield desk.warning(
                path,
                "last-day",
                f"{asked.id} does not say its last day: anniversary or day_before.",
            )


def _periods(desk: Desk) -> Iterator[Finding]:
    for asked in desk.draft.pack.requirements:
        whole = isinstance(asked, Minimum) and asked.period is None and not asked.entry_valid_for
        if whole and desk.is_own("requirements", asked.id):
            path = desk.of("requirements", asked.id)
            yield desk.warning(
                path, "no-period", f"{asked.id} has no period, so the whole log is one."
            )
