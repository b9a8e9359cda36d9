"""What is wrong or doubtful in files of packs: one list of findings, in the order of the files."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from cpd.codes.files import register
from cpd.content_files import BrokenFile, text_of
from cpd.places import PACKS
from cpd.requirements.files import load
from cpd.requirements.findings import ERROR, Desk, Finding, broken
from cpd.requirements.lint_limits import limits
from cpd.requirements.lint_names import names
from cpd.requirements.lint_shapes import broken_parts
from cpd.requirements.lint_sources import sources
from cpd.requirements.lint_tables import tables
from cpd.requirements.pack_files import Draft
from cpd.requirements.publishing import PUBLISHED, changed, missing
from cpd.requirements.validating import as_text, problems


def lint(paths: list[Path]) -> list[Finding]:
    """Examine files, or all that are shipped. Findings of one place stand once."""
    found = [finding for path in paths or shipped() for finding in sorted(set(_file(path)))]
    return found if paths else [*found, *_gone()]


def shipped() -> list[Path]:
    return sorted(PACKS.glob("*.yaml"))


def _gone() -> Iterator[Finding]:
    for version in missing():
        message = f"{version} is published, and its document is gone. Put it back."
        yield Finding(PUBLISHED.name, 1, ERROR, "published", message)


def _file(path: Path) -> Iterator[Finding]:
    is_shipped = path.resolve().parent == PACKS
    try:
        drafts = load(path, path.name)
    except BrokenFile as error:
        yield broken(error)
        yield from map(broken, _more(path))
        return
    for versions in drafts.values():
        for draft in versions:
            yield from examine(draft)
        yield from _ages(versions)
        if is_shipped:
            yield from _as_shipped(path, versions)


def _more(path: Path) -> list[BrokenFile]:
    """Find what else cannot be read; of a file that is no YAML there is nothing to find."""
    try:
        return list(broken_parts(text_of(path, path.name), path.name))
    except BrokenFile:
        return []


def examine(draft: Draft) -> Iterator[Finding]:
    desk = Desk(draft)
    for path, message in problems("pack", draft.document.value):
        yield desk.error(path, "schema", f"{as_text(path)}: {message}.")
    yield from sources(desk)
    yield from names(desk, _clauses)
    yield from limits(desk)
    yield from tables(desk)


def _clauses() -> Mapping[str, frozenset[str]]:
    """Tell what can be cited of each code, in any of its editions."""
    known = register().known_clauses()
    return {code: frozenset().union(*editions.values()) for code, editions in known.items()}


def _ages(versions: tuple[Draft, ...]) -> Iterator[Finding]:
    for earlier, later in pairwise(versions):
        if later.pack.effective.since < earlier.pack.effective.since:
            yield Desk(later).error(
                ("effective",), "versions", "a later version begins before an earlier one."
            )


def _as_shipped(path: Path, versions: tuple[Draft, ...]) -> Iterator[Finding]:
    for draft in versions:
        desk = Desk(draft)
        if draft.pack.id != path.stem:
            yield desk.error(("id",), "file-name", f"{path.name} holds the pack of its name only.")
        if changed(draft):
            yield desk.error(
                ("version",),
                "published",
                f"version {draft.pack.version} is published and has changed. Put it back,"
                " and write the change as a new version.",
            )
        yield from _nameless(desk)


def _nameless(desk: Desk) -> Iterator[Finding]:
    for one in desk.draft.pack.requirements:
        if not one.name and desk.is_own("requirements", one.id):
            yield desk.warning(
                desk.of("requirements", one.id), "no-name", f"{one.id} has no name for a member."
            )
