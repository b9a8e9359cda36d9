"""Which pack is meant by what somebody typed: the name of a shipped one, or a file of their own."""

from pathlib import Path

from cpd.content_files import BrokenFile
from cpd.requirements import files
from cpd.requirements.findings import Desk
from cpd.requirements.lint_limits import crossing
from cpd.requirements.lint_names import unresolved
from cpd.requirements.pack_files import Draft, Drafts
from cpd.requirements.validating import InputError, Problem


def chosen(typed: str) -> tuple[Draft, ...]:
    """Return every version of one pack. `FILE#id` names one of several in a file."""
    if files.is_shipped(typed):
        return files.drafts(typed)
    name, _, id_ = typed.partition("#")
    path, id_ = (Path(typed), "") if _is_file(typed) else (Path(name), id_)
    if not _is_file(name) and not _is_file(typed):
        raise _wrong(f"There is neither a shipped pack nor a file “{typed}”.")
    try:
        found = files.load(path, path.name)
    except BrokenFile as error:
        place = f"{error.name}, line {error.line}"
        raise InputError([Problem(place, f"{error.message} ({error.rule})")]) from error
    except OSError as error:
        raise _wrong(f"{path.name} cannot be read: {error.strerror}.") from error
    id_ = id_ or _only(found)
    if not id_:
        raise _wrong(f"{path.name} holds several packs; write {path.name}#{next(iter(found))}.")
    if id_ not in found:
        raise _wrong(f"{path.name} holds no pack “{id_}”, but {', '.join(found)}.")
    _refuse_unsound(found[id_])
    return found[id_]


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except OSError:  # no file can have so long a name
        return False


def _refuse_unsound(versions: tuple[Draft, ...]) -> None:
    """Refuse a pack from outside by which nothing can be judged; the linter says the rest."""
    found = [
        Problem(f"{finding.name}, line {finding.line}", f"{finding.message} ({finding.rule})")
        for draft in versions
        for look in (unresolved, crossing)
        for finding in look(Desk(draft))
    ]
    if found:
        raise InputError(list(dict.fromkeys(found)))


def _only(found: Drafts) -> str:
    """Name the one pack of a file that no other pack in it extends."""
    parents = {draft.parent.pack.id for one in found.values() for draft in one if draft.parent}
    left = [id_ for id_ in found if id_ not in parents] or list(found)
    return left[0] if len(left) == 1 else ""


def _wrong(message: str) -> InputError:
    return InputError([Problem("--pack", message)])
