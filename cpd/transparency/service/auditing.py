"""Holds the whole log against itself, against what was signed of it, and what was published."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from cpd.kernel.errors import RuleError
from cpd.transparency.models import LogCheckpoint
from cpd.transparency.rules.leaves import Operation
from cpd.transparency.rules.notes import Checkpoint, read_note
from cpd.transparency.rules.tiles import WIDTH, Tile, entries_in, tiles_of
from cpd.transparency.rules.tree import Frontier, leaf_hash
from cpd.transparency.service.checkpoints import (
    ForkedLogError,
    log_keys,
    read_signed,
    root_at,
    with_cosignatures,
)
from cpd.transparency.service.publishing import (
    CHECKPOINT,
    FOLDER,
    entries_of,
    hashes_of,
    published_checkpoint,
)
from cpd.transparency.store import auditing as store
from cpd.transparency.store import checkpoints, leaves
from cpd.transparency.verifying import checkpoint_signed_by
from cpd.web.published import published

AT_ONCE = 1024
MOST_NAMED = 100


leaves_from = store.leaves_from


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: of a line, a checkpoint, a file or a serial, in words."""

    subject: str
    words: str


@dataclass
class Told:
    """What the log tells of certificates after they were issued, by their commitment."""

    since: dict[str, list[str]] = field(default_factory=dict)

    def hear(self, body: str) -> None:
        said = read_leaf(body)
        if said.get("op") not in {Operation.ISSUE, Operation.KEY}:
            self.since.setdefault(said.get("cert", ""), []).append(said.get("op", ""))


def read_leaf(body: str) -> dict[str, str]:
    """Return what a line says as text; nothing if it says nothing that can be read."""
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return {key: str(value) for key, value in said.items()} if isinstance(said, dict) else {}


def audit_log(session: Session, told: Told) -> Iterator[Fault]:
    """Walk the log from its first line to its last, and note what it tells. Reads in parts."""
    yield from walk(session, told)
    yield from beyond(session)
    yield from what_is_published(session)


def walk(session: Session, told: Told) -> Iterator[Fault]:
    tree, signed = Frontier(), Signed(session)
    while some := store.leaves_from(session, tree.size, AT_ONCE):
        begin = tree.size
        kept = store.nodes_made_whole(session, begin, begin + len(some))
        for one in some:
            if one.position != tree.size:
                yield Fault(f"line {tree.size}", "is missing; nothing after it can be checked")
                return
            if leaf_hash(one.body.encode()) != one.sha256:
                yield Fault(f"line {one.position}", "is not what was written: its hash differs")
            else:
                told.hear(one.body)
            for place, found in tree.add(one.sha256):
                if kept.pop(place, None) != found:
                    yield Fault(f"hash {place.level}/{place.position}", "is not that of its lines")
            yield from signed.at(tree)
    many = leaves.size(session)
    if many != tree.size:
        yield Fault("log", f"counts {many} lines, but {tree.size} are there")
    yield from signed.rest(tree.size)


class Signed:
    """The checkpoints, in the order in which the log reaches their length."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.waiting: list[LogCheckpoint] = []
        self.last = -1
        self.fill()

    def fill(self) -> None:
        self.waiting = list(checkpoints.after(self.session, self.last, AT_ONCE))

    def at(self, tree: Frontier) -> Iterator[Fault]:
        while self.waiting and self.waiting[0].size <= tree.size:
            row = self.waiting.pop(0)
            self.last = row.size
            yield from wrong_with(self.session, row, tree)
            if not self.waiting:
                self.session.expunge_all()
                self.fill()

    def rest(self, size: int) -> Iterator[Fault]:
        for row in self.waiting:
            words = f"was signed, but the log has {size} lines: the last ones are missing"
            yield Fault(f"checkpoint {row.size}", words)


def wrong_with(session: Session, row: LogCheckpoint, tree: Frontier) -> Iterator[Fault]:
    subject = f"checkpoint {row.size}"
    try:
        said = read_signed(session, row)
    except RuleError as error:
        yield Fault(subject, str(error))
        return
    if (said.size, said.root) != (row.size, row.root):
        yield Fault(subject, "does not say what is noted beside it")
    if tree.root() != said.root:
        yield Fault(subject, "signs another root than that of the lines: they were changed")


def beyond(session: Session) -> Iterator[Fault]:
    """Ask for subtrees that no lines stand behind."""
    many, nodes = leaves.counted(session)
    expected = many - many.bit_count()
    if nodes != expected:
        yield Fault("log", f"keeps {nodes} hashes over its lines where {expected} belong")


def what_is_published(session: Session) -> Iterator[Fault]:
    row, shown = checkpoints.newest(session), published_checkpoint()
    if row is None and shown is None:
        return
    if shown is None or row is None:
        yield Fault("log/checkpoint", "is not published, or cannot be read")
        return
    if shown.size > leaves.size(session):
        yield from missing(session, shown)
        return
    behind = checkpoints.of_size(session, shown.size)
    if behind is None or behind.root != shown.root:
        yield Fault("log/checkpoint", "is published, but was never signed here")
        return
    if shown.size == row.size and published(CHECKPOINT) != with_cosignatures(session, row).encode():
        yield Fault("log/checkpoint", "differs from what was signed; see cpd log publish")
    for tile in tiles_of(shown.size):
        yield from wrong_with_file(f"{FOLDER}/{tile.path}", hashes_of(session, tile))
        if tile.level == 0:
            yield from wrong_with_file(f"{FOLDER}/{tile.bundle_path}", entries_of(session, tile))
            session.expunge_all()


def wrong_with_file(path: str, expected: bytes) -> Iterator[Fault]:
    found = published(path)
    if found != expected:
        words = "is not published" if found is None else "differs from the log as it is kept"
        yield Fault(path, f"{words}; see cpd log publish")


def audit_kept(session: Session, raw: bytes) -> Iterator[Fault]:
    """Hold the log against a checkpoint that was kept somewhere else."""
    try:
        note = read_note(raw)
        name = note.text.split("\n", 1)[0]
        keys = [key for _, key in log_keys(session, name)]
        found = checkpoint_signed_by(note, *keys)
    except RuleError as error:
        yield Fault("kept checkpoint", str(error))
        return
    if found.size > leaves.size(session):
        yield from missing(session, found)
    elif differs(session, found):
        words = "is of another log than this one: what stood in it was changed since"
        yield Fault("kept checkpoint", words)


def differs(session: Session, found: Checkpoint) -> bool:
    try:
        return root_at(session, found.size) != found.root
    except ForkedLogError:
        return True


def missing(session: Session, found: Checkpoint) -> Iterator[Fault]:
    """Say which lines an older backup lacks; what they told, if they are still published."""
    size = leaves.size(session)
    words = (
        f"had {found.size} lines once, now it has {size}: an older backup was put back. "
        f"Lines {size} to {found.size - 1} are missing"
    )
    yield Fault("log", words)
    shown = published_checkpoint()
    last = min(found.size, shown.size if shown else size)
    for position in range(size, min(last, size + MOST_NAMED)):
        yield Fault(f"line {position}", f"is missing: {told_by(position, shown)}")


def told_by(position: int, shown: Checkpoint | None) -> str:
    """Say what a published line told."""
    unknown = "what it told is not published either"
    if shown is None or position >= shown.size:
        return unknown
    index = position // WIDTH
    tile = Tile(0, index, min(WIDTH, shown.size - index * WIDTH))
    raw = published(f"{FOLDER}/{tile.bundle_path}")
    if raw is None:
        return unknown
    said = read_leaf(entries_in(raw)[position - index * WIDTH].decode("utf-8", "replace"))
    kind = "key" if said.get("op") == Operation.KEY else "certificate"
    whose = said.get("key") or said.get("cert")
    return f"{said.get('op')} of {kind} {whose} at {said.get('t')}"
