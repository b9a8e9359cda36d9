"""What somebody has to check a certificate with: published files, and no network."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from cpd.credentials import identities, statuses
from cpd.credentials.rules.reasons import CredentialError
from cpd.credentials.statuses import StatusBits
from cpd.kernel.errors import RuleError
from cpd.keys.rules.trust import KeyFacts
from cpd.transparency.rules.notes import (
    LONGEST_NOTE,
    Note,
    SignatureType,
    VerifierKey,
    read_checkpoint,
    read_note,
    read_verifier_key,
)
from cpd.transparency.verifying import log_key
from cpd.verification.reading import Anchors
from cpd.verification.rules.claims import at, text

MOST_FILES, LARGEST = 2_000, 4 * 1024 * 1024
LOG_KEY = "#log-"


class UnreadableError(RuleError):
    """A file cannot be read, or is not what it was given for."""


@dataclass(frozen=True, kw_only=True)
class Papers:
    """Each of them may be missing; then what it is for is skipped. Nothing in them is vouched for.

    What the DID document and the roots say is believed: they come from the issuer's own address.
    """

    did: bytes | None = None
    roots: tuple[str, ...] = ()
    checkpoints: tuple[bytes, ...] = ()
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
    checkpoint: Path | None = None
    proof: Path | None = None
    status: Path | None = None
    witnesses: tuple[str, ...] = ()


def gather(given: Given) -> Papers:
    """Read what was named, and look for the rest in the folder. Raises UnreadableError."""
    found = list(files_in(given.folder)) if given.folder else []
    documents = [(path, json_in(path)) for path in found if path.stat().st_size <= LARGEST]
    dids = [path for path, said in documents if is_did(said)]
    lists = list(files_in(given.status)) if given.status else []
    lists += [path for path, said in documents if is_list(said)]
    notes = [path for path in found if path.name.startswith("checkpoint")]
    keys = [*keys_in(found), *(read_verifier_key(one) for one in given.witnesses)]
    proofs = [said for _, said in documents if is_proof(said)]
    named = json_in(given.proof) if given.proof else None
    if given.proof and not is_proof(named):
        raise UnreadableError(f"{given.proof} is no proof from the log.")
    did, notes = given.did or first(dids), [given.checkpoint] if given.checkpoint else notes
    return Papers(
        did=contents(did) if did else None,
        roots=roots_of(given.root, found),
        checkpoints=tuple(contents(note, LONGEST_NOTE) for note in notes),
        log_keys=tuple(key for key in keys if key.kind is SignatureType.NOTE),
        proofs=tuple(said for said in proofs if isinstance(said, dict)),
        proof=named if isinstance(named, dict) else None,
        lists=tuple(contents(path) for path in dict.fromkeys(lists)),
        witnesses=tuple(key for key in keys if key.kind is SignatureType.COSIGNATURE),
    )


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
    content = contents(path)
    if content.lstrip()[:1] != b"{":
        return None
    try:
        said: object = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return said


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


def roots_of(named: Path | None, found: list[Path]) -> tuple[str, ...]:
    paths = [named] if named else [path for path in found if path.suffix in {".pem", ".crt"}]
    texts = [contents(path).decode("ascii", "replace") for path in paths]
    return tuple(one for one in texts if "BEGIN CERTIFICATE" in one)


def anchors_in(papers: Papers) -> Anchors:
    """Return what is trusted by these papers. Raises UnreadableError."""
    if papers.did is None:
        return Anchors(roots=papers.roots, log_keys=papers.log_keys, witnesses=papers.witnesses)
    try:
        keys = identities.keys_in(papers.did)
    except CredentialError as error:
        raise UnreadableError(str(error)) from error
    revoked = revocations_in(papers.did)
    stories = {name: story_of(name, revoked) for name in keys}
    log_keys = [log_key(origin_of(name), pem) for name, pem in keys.items() if LOG_KEY in name]
    return Anchors(
        keys={name: pem for name, pem in keys.items() if LOG_KEY not in name},
        stories=stories,
        seals={print_of(pem): stories[name] for name, pem in keys.items()},
        roots=papers.roots,
        log_keys=(*papers.log_keys, *log_keys),
        witnesses=papers.witnesses,
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
                raise UnreadableError("The DID document revokes a key at no real time.") from error
    return found


def story_of(name: str, revoked: Mapping[str, datetime]) -> KeyFacts:
    return KeyFacts(name.rpartition("#")[2], revoked_as_of=revoked.get(name))


def origin_of(method: str) -> str:
    """Return the name of the log of the site whose key this is: `did:web:host` has `host/log`."""
    return unquote(method.partition("#")[0].removeprefix("did:web:")) + "/log"


def print_of(pem: str) -> str:
    key = load_pem_public_key(pem.encode("ascii"))
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return sha256(der).hexdigest()


def lists_in(papers: Papers, anchors: Anchors) -> tuple[list[StatusBits], dict[str, str]]:
    """Return the lists that their issuer signed, and why others are refused, by what they claim."""
    found, refused = [], {}
    for content in papers.lists:
        try:
            found.append(statuses.read(content, anchors.keys))
        except CredentialError as error:
            refused[claimed_address(content)] = error.sentence
    return found, refused


def claimed_address(content: bytes) -> str:
    try:
        return text(at(json.loads(content), "id"))
    except (ValueError, RecursionError):
        return ""


def best_checkpoint(papers: Papers, size: int) -> str | None:
    """Return the one that was given of a log so long, with the most signatures under it."""
    fitting = [
        note for raw in papers.checkpoints if (note := note_in(raw)) and size_of(note) == size
    ]
    best = max(fitting, key=lambda note: len(note.lines), default=None)
    return best.written() if best else None


def note_in(raw: bytes) -> Note | None:
    try:
        return read_note(raw)
    except RuleError:
        return None


def size_of(note: Note) -> int | None:
    try:
        return read_checkpoint(note.text).size
    except RuleError:
        return None
