"""Holds every certificate against the log: its line, its files, its place in the status lists."""

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy.orm import Session

from cpd.certificates.store import auditing as store
from cpd.certificates.store.auditing import Row
from cpd.transparency.rules.leaves import Operation, commitment
from cpd.transparency.service import Fault, Told, leaves_from, read_leaf

AT_ONCE = 1024
GONE = {Operation.WITHDRAW, Operation.REPLACE, Operation.ERASE}


def audit_certificates(session: Session, told: Told) -> Iterator[Fault]:
    """Say what is wrong with certificates, after `told` has heard the whole log."""
    unheard = dict(told.since)
    for row in store.rows(session):
        ops = unheard.pop(commitment(row.salt, row.serial), []) if row.salt else []
        for words in wrong_with(row, ops):
            yield Fault(row.serial, words)
    for number, position in store.marked_without_certificate(session):
        yield Fault(f"status list {number}", f"place {position} is set, but no certificate has it")
    yield from strangers(session, told, unheard)


def wrong_with(row: Row, ops: list[str]) -> Iterator[str]:
    if row.erased_at is not None:
        yield from wrong_with_erased(row)
        return
    yield from wrong_with_files(row)
    yield from wrong_with_line(row)
    yield from wrong_with_standing(row, ops)


def wrong_with_erased(row: Row) -> Iterator[str]:
    if row.pdf is not None or row.credential is not None or row.token is not None:
        yield "was erased, but a file of it is still there"
    if row.salt is not None or row.position is not None:
        yield "was erased, but can still be linked to its line in the log"
    if row.status_list is not None and row.revoked_bit is None:
        yield "was erased, but the status list does not say so"


def wrong_with_files(row: Row) -> Iterator[str]:
    if row.pdf is None:
        yield "the stored file is missing"
    elif sha256(row.pdf).hexdigest() != row.sha256:
        yield "the stored PDF is not the issued one"
    if row.credential is not None and (
        sha256(row.credential.encode()).hexdigest() != row.credential_sha256
    ):
        yield "the stored credential is not the issued one"


def wrong_with_line(row: Row) -> Iterator[str]:
    """Compare with the line it was issued with. Before signing there were none."""
    if row.position is None:
        if row.credential is not None:
            yield "was issued without a line in the log"
        return
    if row.line is None:
        yield f"its line {row.position} is not in the log"
        return
    said = read_leaf(row.line)
    if said.get("op") != Operation.ISSUE:
        yield f"line {row.position} does not tell of a certificate that was issued"
    if row.salt is None or said.get("cert") != commitment(row.salt, row.serial):
        yield f"line {row.position} is that of another certificate"
    for what in wrong_prints(row, said):
        yield f"line {row.position} has another fingerprint of the {what}"


def wrong_prints(row: Row, said: dict[str, str]) -> Iterator[str]:
    """Name what has another hash than its line. Older lines do not name the token."""
    if said.get("pdf") != row.sha256:
        yield "PDF"
    if said.get("vc") != row.credential_sha256:
        yield "credential"
    if "jwt" in said and said["jwt"] != (row.token and sha256(row.token.encode()).hexdigest()):
        yield "token"


def wrong_with_standing(row: Row, ops: list[str]) -> Iterator[str]:
    """Compare what happened to it since with the log; and both with the status lists."""
    is_logged = bool(row.position is not None or ops)
    holds = [op for op in ops if op in {Operation.SUSPEND, Operation.REINSTATE}]
    is_held = bool(holds) and holds[-1] == Operation.SUSPEND
    states = (
        ("withdrawn", row.withdrawn_at is not None, Operation.WITHDRAW in ops),
        ("replaced", row.replaced_at is not None, Operation.REPLACE in ops),
        ("put on hold", row.suspended_at is not None, is_held),
    )
    for word, is_kept, is_told in states if is_logged else ():
        if is_kept and not is_told:
            yield f"is {word}, but the log does not say so"
        if is_told and not is_kept:
            yield f"the log says it is {word}; the certificate does not"
    if row.status_list is None:
        return
    is_gone = row.withdrawn_at is not None or row.replaced_at is not None
    if is_gone != (row.revoked_bit is not None):
        yield "its place in the list of the withdrawn does not agree with it"
    if (row.suspended_at is not None) != (row.suspended_bit is not None):
        yield "its place in the list of those on hold does not agree with it"


def strangers(session: Session, told: Told, unheard: dict[str, list[str]]) -> Iterator[Fault]:
    """Ask for lines that no certificate stands behind; of those erased none does."""
    begin = 0
    while some := leaves_from(session, begin, AT_ONCE):
        begin = some[-1].position + 1
        theirs = store.positions(session, some[0].position, begin)
        for one in some:
            said = read_leaf(one.body)
            of = said.get("cert", "")
            if said.get("op") == Operation.KEY or Operation.ERASE in told.since.get(of, []):
                continue
            if said.get("op") == Operation.ISSUE:
                is_known = one.position in theirs
            else:
                is_known = of not in unheard
            if not is_known:
                words = f"tells of a certificate ({said.get('op')}) that is not there"
                yield Fault(f"line {one.position}", words)
