"""What can be done with the log: append to it, prove, sign how long it is, have it witnessed."""

from cpd.transparency.service.appending import append, append_all
from cpd.transparency.service.auditing import (
    Fault,
    Told,
    audit_kept,
    audit_log,
    leaves_from,
    read_leaf,
)
from cpd.transparency.service.checkpoints import (
    JOB,
    ForkedLogError,
    checkpoint,
    log_keys,
    origin,
    root_at,
)
from cpd.transparency.service.following import (
    log_created_key,
    log_retired_key,
    log_revoked_key,
)
from cpd.transparency.service.proving import Proof, consistency, proof_bundle, proof_of
from cpd.transparency.service.publishing import (
    publish_log,
    published_checkpoint,
    refuse_older_than_published,
)
from cpd.transparency.service.succeeding import rotate_log_key
from cpd.transparency.service.telling import Standing, standing, trouble
from cpd.transparency.service.witnessing import (
    WitnessAdded,
    WitnessRemoved,
    add_witness,
    cosign,
    cosigned_before,
    present_witnesses,
    remove_witness,
)

__all__ = [
    "JOB",
    "Fault",
    "ForkedLogError",
    "Proof",
    "Standing",
    "Told",
    "WitnessAdded",
    "WitnessRemoved",
    "add_witness",
    "append",
    "append_all",
    "audit_kept",
    "audit_log",
    "checkpoint",
    "consistency",
    "cosign",
    "cosigned_before",
    "leaves_from",
    "log_created_key",
    "log_keys",
    "log_retired_key",
    "log_revoked_key",
    "origin",
    "present_witnesses",
    "proof_bundle",
    "proof_of",
    "publish_log",
    "published_checkpoint",
    "read_leaf",
    "refuse_older_than_published",
    "remove_witness",
    "root_at",
    "rotate_log_key",
    "standing",
    "trouble",
]
