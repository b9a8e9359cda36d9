"""What becomes of a key stands in the log, like what becomes of a certificate."""

from cpd.keys.service import KeyCreated, KeyRetired, KeyRevoked
from cpd.transparency.rules.leaves import Leaf, Operation
from cpd.transparency.service.appending import append
from cpd.work import Work


def log_created_key(work: Work, event: KeyCreated) -> None:
    append(work, key_leaf(work, event.key, "created", event.public))


def log_retired_key(work: Work, event: KeyRetired) -> None:
    append(work, key_leaf(work, event.key, "retired", event.public))


def log_revoked_key(work: Work, event: KeyRevoked) -> None:
    leaf = Leaf(
        op=Operation.KEY,
        at=work.at,
        key=event.key,
        event="revoked",
        public=event.public,
        since=event.since,
    )
    append(work, leaf)


def key_leaf(work: Work, key: str, event: str, public: str) -> Leaf:
    return Leaf(op=Operation.KEY, at=work.at, key=key, event=event, public=public)
