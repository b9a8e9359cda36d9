"""What somebody has to check a certificate with: published files, and no network."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from cpd.credentials import identities
from cpd.credentials.rules.reasons import CredentialError
from cpd.kernel.errors import RuleError
from cpd.keys.published_roots import StolenRoot
from cpd.keys.rules.trust import KeyFacts
from cpd.transparency.rules.notes import (
    LONGEST_NOTE,
    SignatureType,
    VerifierKey,
    read_checkpoint,
    read_note,
    read_verifier_key,
)
from cpd.transparency.verifying import log_key
from cpd.verification.reading import Anchors
from cpd.verification.rules.claims import at, text
from cpd.verification.seals import is_crl, roots_in, stolen_seals, unlisted

MOST_FILES, LARGEST = 2_000, 4 * 1024 * 1024
LOG_KEY = "#log-"
NO_TIME = "The DID document revokes a key at no real time."


class UnreadableError(RuleError):
    """A file cannot be read, or is not what it was given for."""


@dataclass(frozen=True, kw_only=True)
class Papers:
    """Each of them may be missing; then what it is for is skipped. Nothing in them is vouched for.

    What the DID document and the roots say is believed: they come from the issuer's own address.
    """

    did: bytes | None = None
    roots: tuple[str, ...] = ()
    stolen_roots: tuple[StolenRoot, ...] = ()
    stolen: tuple[bytes, ...] = ()  # lists of stolen seals
    checkpoints: tuple[bytes, ...] = ()
    trusted: bytes | None = None  # the state of the log that was named
    log_keys: tuple[VerifierKey, ...] = ()
    proofs: tuple[Mapping[str, object], ...] = ()
    proof: Mapping[str, object] | None = None  # the one that was named for this very file
    lists: tuple[bytes, ...] = ()
    witnesses: tuple[VerifierKey, ...] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class Given:
    """Where somebody says the papers are."""

    folder: Path | None = None
    did: Path | None = None
    root: Path | None = None
    crl: Path | None = None
    checkpoint: Path | None = None
    proof: Path | None = None
    status: Path | None = None
    witnesses: tuple[str, ...] = ()


def gather(given: Given) -> Papers:
    """Read what was named, and look for the rest in the folder. Raises UnreadableError."""
    found = list(files_in(given.folder)) if given.folder else []
    documents = [(path, json_in(path)) for path in found if path.stat().st_size <= LARGEST]
    dids = [path for path, said in documents if is_did(said)]
    notes = [path for path in found if path.name.startswith("checkpoint")]
    keys = [*keys_in(found), *(read_verifier_key(one) for one in given.witnesses)]
    did = given.did or first(dids)
    roots, stolen_roots = roots_of(given.root, found)
    return Papers(
        did=contents(did) if did else None,
        roots=roots,
        stolen_roots=stolen_roots,
        stolen=crls_of(given.crl, found),
        checkpoints=tuple(contents(note, LONGEST_NOTE) for note in notes),
        trusted=checkpoint_named(given.checkpoint) if given.checkpoint else None,
        log_keys=tuple(key for key in keys if key.kind is SignatureType.NOTE),
        proofs=tuple(said for _, said in documents if isinstance(said, dict) and is_proof(said)),
        proof=proof_named(given.proof) if given.proof else None,
        lists=lists_of(given.status, [path for path, said in documents if is_list(said)]),
        witnesses=tuple(key for key in keys if key.kind is SignatureType.COSIGNATURE),
    )


def checkpoint_named(path: Path) -> bytes:
    content = contents(path, LONGEST_NOTE)
    try:
        checkpoint_in(content)
    except RuleError as error:
        raise UnreadableError(f"{path} is no checkpoint of a log. {error}") from error
    return content


def proof_named(path: Path) -> Mapping[str, object]:
    said = json_in(path)
    if not isinstance(said, dict) or not is_proof(said):
        raise UnreadableError(f"{path} is no proof from the log.")
    return said


def lists_of(named: Path | None, found: list[Path]) -> tuple[bytes, ...]:
    """Read the lists in the folder that was named for them, and those found elsewhere."""
    theirs = [path for path in files_in(named) if is_list(json_in(path))] if named else []
    if named and not theirs:
        raise UnreadableError(f"{named} has no status list in it.")
    return tuple(contents(path) for path in dict.fromkeys([*theirs, *found]))


def keys_in(found: list[Path]) -> Iterator[VerifierKey]:
    """Yield the keys of the log and of witnesses: files with one in each line."""
    for path in found:
        if path.name == "keys" or path.suffix == ".key":
            for line in contents(path, LONGEST_NOTE).decode("utf-8", "replace").splitlines():
                with suppress(RuleError):  # a file of that name may be anything
                    yield read_verifier_key(line)


def first(paths: list[Path]) -> Path | None:
    return min(paths, key=lambda path: (len(path.parts), str(path)), default=None)


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder, not those that were tampered with on purpose."""
    if not folder.is_dir():
        raise UnreadableError(f"{folder} is not a folder.")
    for count, path in enumerate(sorted(folder.rglob("*"))):
        if count > MOST_FILES:
            raise UnreadableError(f"{folder} has too many files to look through.")
        if path.is_file() and "tampered" not in path.relative_to(folder).parts:
            yield path


def contents(path: Path, most: int = LARGEST) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > most:
        raise UnreadableError(f"{path} is larger than anything of this kind.")
    return content


def json_in(path: Path) -> object:
    """Return what a file says if it is JSON, whatever it is called."""
    return json_of(contents(path))


def json_of(content: bytes) -> object:
    if content.lstrip()[:1] != b"{":
        return None
    try:
        said: object = json.loads(content)
        json.dumps(said, ensure_ascii=False).encode()  # half a character is not text
    except (ValueError, RecursionError):
        return None
    return said


def kind_of(content: bytes) -> str:
    """Name what somebody may take for a certificate; empty if it is none of these."""
    said = json_of(content)
    kinds = (
        (is_list, "a status list"),
        (is_did, "a DID document"),
        (is_proof, "a proof of the log"),
    )
    return next((kind for is_it, kind in kinds if is_it(said)), "")


def is_did(said: object) -> bool:
    return (
        text(at(said, "id")).startswith("did:")
        and isinstance(said, dict)
        and ("verificationMethod" in said)
    )


def is_list(said: object) -> bool:
    kinds = at(said, "type")
    return isinstance(kinds, list) and "BitstringStatusListCredential" in kinds


def is_proof(said: object) -> bool:
    return isinstance(said, dict) and {"leaf", "path", "index"} <= said.keys()


def roots_of(
    named: Path | None, found: list[Path]
) -> tuple[tuple[str, ...], tuple[StolenRoot, ...]]:
    """Read certificates that are trusted, and those that no longer are. One named has to be one."""
    paths = [path for path in found if path.suffix in {".pem", ".crt"}]
    texts = {path: contents(path).decode("ascii", "replace") for path in (*paths, named) if path}
    try:
        roots, stolen = roots_in([texts[named]] if named else texts.values(), texts.values())
    except ValueError as error:
        raise UnreadableError(f"A stolen root cannot be read: {error}.") from error
    if named and not (roots or stolen):
        raise UnreadableError(f"{named} is no certificate in PEM.")
    return roots, stolen


def crls_of(named: Path | None, found: list[Path]) -> tuple[bytes, ...]:
    """Read lists of stolen seals. One that was named has to be one."""
    paths = [named] if named else [path for path in found if path.suffix == ".crl"]
    lists = tuple(one for one in map(contents, paths) if is_crl(one))
    if named and not lists:
        raise UnreadableError(f"{named} is no list of stolen seals (CRL).")
    return lists


def anchors_in(papers: Papers, now: datetime) -> Anchors:
    """Return what is trusted by these papers on a day. Raises UnreadableError."""
    known = Anchors(
        roots=papers.roots,
        log_keys=papers.log_keys,
        witnesses=papers.witnesses,
        stolen_roots=papers.stolen_roots,
        stolen_seals=stolen_seals(papers.stolen, papers.roots, now),
        unlisted=unlisted(papers.stolen, papers.roots, now),
    )
    if papers.did is None:
        return known
    try:
        keys = identities.keys_in(papers.did)
    except CredentialError as error:
        raise UnreadableError(str(error)) from error
    revoked = revocations_in(papers.did)
    log_keys = [log_key(origin_of(name), pem) for name, pem in keys.items() if LOG_KEY in name]
    return replace(
        known,
        keys={name: pem for name, pem in keys.items() if LOG_KEY not in name},
        stories={name: story_of(name, revoked) for name in keys},
        log_keys=(*papers.log_keys, *log_keys),
    )


def revocations_in(did: bytes) -> dict[str, datetime]:
    """Return since when keys are not to be trusted, as the DID document says."""
    methods = at(json.loads(did), "verificationMethod")
    found = {}
    for one in methods if isinstance(methods, list) else [methods]:
        if revoked := text(at(one, "revoked")):
            try:
                found[text(at(one, "id"))] = datetime.fromisoformat(revoked)
            except ValueError as error:
                raise UnreadableError(NO_TIME) from error
            if found[text(at(one, "id"))].tzinfo is None:
                raise UnreadableError(NO_TIME)
    return found


def story_of(name: str, revoked: Mapping[str, datetime]) -> KeyFacts:
    return KeyFacts(name.rpartition("#")[2], revoked_as_of=revoked.get(name))


def origin_of(method: str) -> str:
    """Return the name of the log of the site whose key this is: `did:web:host` has `host/log`."""
    return unquote(method.partition("#")[0].removeprefix("did:web:")) + "/log"


@dataclass(frozen=True)
class Fitting:
    """A checkpoint as it was given, and of how long a log it is."""

    written: str
    size: int
    lines: int


def checkpoint_in(raw: bytes) -> Fitting:
    """Read a checkpoint. Raises RuleError. Whose it is, is for the caller."""
    note = read_note(raw)
    return Fitting(note.written(), read_checkpoint(note.text).size, len(note.lines))


def trusted_checkpoint(papers: Papers) -> Fitting | None:
    return checkpoint_in(papers.trusted) if papers.trusted is not None else None


def best_checkpoint(papers: Papers, size: int) -> Fitting | None:
    """Return the one in the folder of a log so long, with the most signatures under it."""
    found = []
    for raw in papers.checkpoints:
        with suppress(RuleError):  # a file of that name may be anything
            found.append(checkpoint_in(raw))
    fitting = [one for one in found if one.size == size]
    return max(fitting, key=lambda one: one.lines, default=None)
