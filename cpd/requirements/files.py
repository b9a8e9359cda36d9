"""The packs that come with the program, each read from its file when it is first asked for."""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from cpd.content_files import text_of
from cpd.kernel.errors import RuleError
from cpd.places import PACKS
from cpd.requirements.pack_files import LONGEST_ID, PACK_ID, Draft, Drafts, load_drafts
from cpd.requirements.rules.kinds import Pack


class UnknownPackError(RuleError):
    """No pack goes by that name."""


@cache
def ids() -> tuple[str, ...]:
    """Name every shipped pack. Its file has its name."""
    return tuple(sorted(path.stem for path in PACKS.glob("*.yaml")))


@cache
def drafts(id_: str) -> tuple[Draft, ...]:
    """Return every version of a shipped pack, ascending; none where there is no such pack."""
    return _drafts((), id_)


def _drafts(chain: tuple[str, ...], id_: str) -> tuple[Draft, ...]:
    if id_ in chain or not is_shipped(id_):
        return ()
    path = path_of(id_)
    return load(path, path.name, (*chain, id_)).get(id_, ())


def is_shipped(id_: str) -> bool:
    is_name = len(id_) <= LONGEST_ID and PACK_ID.fullmatch(id_) is not None
    return is_name and (PACKS / f"{id_}.yaml").is_file()


def path_of(id_: str) -> Path:
    """Find the file of a shipped pack."""
    if not is_shipped(id_):
        raise UnknownPackError(f"There is no pack “{id_}”. `cpd rules list` names them all.")
    return PACKS / f"{id_}.yaml"


def load(path: Path, name: str, chain: tuple[str, ...] = ()) -> Drafts:
    """Read a file of packs; what they extend may be shipped. `chain`: whose files led here."""
    return load_text(text_of(path, name), name, chain)


def load_text(content: str, name: str, chain: tuple[str, ...] = ()) -> Drafts:
    find = partial(_drafts, chain) if chain else drafts
    return load_drafts(content, name, find)


def pack(id_: str) -> tuple[Pack, ...]:
    """Return every version of a shipped pack, ascending."""
    path_of(id_)
    return values(drafts(id_))


def packs() -> Mapping[str, tuple[Pack, ...]]:
    """Return all shipped packs by id."""
    return {id_: pack(id_) for id_ in ids()}


def values(found: Sequence[Draft]) -> tuple[Pack, ...]:
    return tuple(draft.pack for draft in found)
