"""Whether a log is the one that a witness saw before, only longer."""

from dataclasses import dataclass, replace

from cpd.kernel.errors import RuleError
from cpd.transparency.rules.notes import (
    Checkpoint,
    Note,
    base64,
    raw_of,
    read_note,
    read_verifier_key,
)
from cpd.transparency.rules.tree import Span, consistency_spans, is_consistent, proof, root
from cpd.transparency.verifying import checkpoint_signed_by
from cpd.transparency.watching.following import (
    Announced,
    Followed,
    follow,
    published_roots,
    refuse_unless_logged,
    signed_by_one_of,
)
from cpd.transparency.watching.keeping import State
from cpd.transparency.watching.sources import Source, Tiles


class ForkError(RuleError):
    """The log contradicts what it signed before. `evidence` is both, as they were signed."""

    def __init__(self, words: str, before: str, now: str) -> None:
        super().__init__(words)
        self.evidence = f"{before}\n----\n\n{now}"


@dataclass(frozen=True)
class Looked:
    """A log that holds together: its note, what it says, and what to keep of it."""

    note: Note
    found: Checkpoint
    state: State
    changes: tuple[Announced, ...] = ()


def published_keys(source: Source) -> tuple[str, ...]:
    """Return the keys that a log says it is signed with."""
    raw = source.read("keys")
    if raw is None:
        raise RuleError("The log does not say with which key it is signed; give it with --log-key.")
    return tuple(read_verifier_key(line).text for line in raw.decode("utf-8").splitlines())


def look(source: Source, state: State) -> Looked:
    """Read a log and hold it against what was seen before. Refuse one that shrank or forked."""
    raw = source.read("checkpoint")
    if raw is None:
        raise RuleError("There is no checkpoint there.")
    note, followed = read_note(raw), Followed(state)
    if not signed_by_one_of(note, state.log_keys):
        followed = follow(source, state, published_keys(source))
    elif not state.roots:
        followed = Followed(replace(state, roots=published_roots(source)))
    state = followed.state
    found = checkpoint_signed_by(note, *(read_verifier_key(key) for key in state.log_keys))
    if state.size:
        refuse_fork(source, state, found, raw.decode("utf-8"))
    elif root(found.size, Tiles(source, found.size).hashes(Span(0, found.size))) != found.root:
        raise RuleError("The tiles of the log do not give the root that its checkpoint signs.")
    refuse_unless_logged(followed.changes, found, Tiles(source, found.size))
    seen = replace(state, size=found.size, root=base64(found.root), note=raw.decode("utf-8"))
    return Looked(note, found, seen, followed.changes)


def refuse_fork(source: Source, state: State, found: Checkpoint, now: str) -> None:
    if found.size < state.size:
        raise ForkError(
            f"THE LOG HAS SHRUNK: it had {state.size} lines, now it shows {found.size}. "
            "Nothing is cosigned.",
            state.note,
            now,
        )
    spans, before = consistency_spans(state.size, found.size), raw_of(state.root)
    path = proof(spans, Tiles(source, found.size).hashes(*spans))
    if not is_consistent(state.size, found.size, before, found.root, path):
        raise ForkError(
            f"THE LOG HAS FORKED: what it shows now, with {found.size} lines, does not continue "
            f"what it showed when it had {state.size}. Nothing is cosigned.",
            state.note,
            now,
        )
