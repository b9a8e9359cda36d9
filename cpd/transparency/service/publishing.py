"""The log as files for everybody: tiles, entries, and the checkpoint last."""

import shutil

from sqlalchemy.orm import Session

from cpd.db import own_session
from cpd.kernel.errors import RuleError
from cpd.transparency.models import LogCheckpoint
from cpd.transparency.rules.notes import Checkpoint, read_checkpoint, read_note
from cpd.transparency.rules.tiles import HEIGHT, Tile, bundle, tiles_of
from cpd.transparency.service.checkpoints import (
    ForkedLogError,
    good_keys,
    refuse_other,
    root_at,
    with_cosignatures,
)
from cpd.transparency.service.succeeding import CHANGES, changes_published
from cpd.transparency.store import checkpoints, leaves
from cpd.web.published import one_at_a_time, place, publish, published

FOLDER = "log"
CHECKPOINT = "log/checkpoint"
KEYS = "log/keys"


def publish_log(*, anew: bool = False) -> int:
    """Publish what was signed since the last time, or everything; return how many files changed.

    The checkpoint comes last: whoever reads it finds the tiles that belong to it.
    """
    with one_at_a_time("log"), own_session() as session:
        row = checkpoints.newest(session)
        if row is None:
            return 0
        refuse_older_than_published(session)
        since = published_checkpoint()
        begin = 0 if anew or since is None else since.size
        changed = publish_tiles(session, row, begin)
        changed += publish(CHANGES, changes_published(session, begin, row.size))
        keys = "".join(f"{key.text}\n" for key in good_keys(session))
        changed += publish(KEYS, keys.encode())
        return changed + publish(CHECKPOINT, with_cosignatures(session, row).encode())


def published_checkpoint() -> Checkpoint | None:
    """Return what the published checkpoint says; none if there is none, or none to be read."""
    raw = published(CHECKPOINT)
    try:
        return read_checkpoint(read_note(raw).text) if raw else None
    except RuleError:
        return None


def refuse_older_than_published(session: Session) -> None:
    """Refuse a log that is shorter than the one that everybody has seen, or not the same."""
    shown, size = published_checkpoint(), leaves.size(session)
    if shown is None:
        return
    if shown.size > size:
        raise ForkedLogError(
            f"The log has {size} lines, but {shown.size} are published: an older backup was put "
            "back. Nothing may be issued until the whole log is back; cpd log audit says what is "
            "missing."
        )
    now = Checkpoint(shown.origin, size, root_at(session, size))
    refuse_other(session, now, shown.size, shown.root)


def publish_tiles(session: Session, row: LogCheckpoint, since: int) -> int:
    changed = 0
    for tile in tiles_of(row.size, since):
        changed += publish(f"{FOLDER}/{tile.path}", hashes_of(session, tile))
        if tile.level == 0:
            changed += publish(f"{FOLDER}/{tile.bundle_path}", entries_of(session, tile))
        if tile.is_whole:
            drop_cut_off(tile)
    return changed


def hashes_of(session: Session, tile: Tile) -> bytes:
    begin, end = tile.begin, tile.begin + tile.width
    if tile.level == 0:
        return b"".join(leaves.leaf_hashes(session, begin, end))
    found = leaves.node_hashes(session, tile.level * HEIGHT, begin, end)
    return b"".join(found[position] for position in range(begin, end))


def entries_of(session: Session, tile: Tile) -> bytes:
    kept = leaves.leaves(session, tile.begin, tile.begin + tile.width)
    return bundle([leaf.body.encode("ascii") for leaf in kept])


def drop_cut_off(tile: Tile) -> None:
    """Delete what stood for a tile while it was not whole; a reader then takes the whole one."""
    paths = [tile.path, *([tile.bundle_path] if tile.level == 0 else [])]
    for path in paths:
        shutil.rmtree(place(f"{FOLDER}/{path}.p"), ignore_errors=True)
