"""Opens a file that claims to be a certificate: the PDF, the credential, or the credential's token.

Works without a database and without the network; the file may come from anybody.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from cpd.certificates.examining import examined
from cpd.certificates.rules.seals import LARGEST_UPLOAD, SealReport, SealState
from cpd.credentials import securing, tokens
from cpd.credentials.reading import document_in
from cpd.credentials.rules.reasons import CredentialError, Reason
from cpd.keys.published_roots import StolenRoot
from cpd.keys.rules.trust import KeyFacts
from cpd.transparency.rules.notes import VerifierKey
from cpd.verification.rules.checks import Check, Point, failed, passed, skip_all, skipped
from cpd.verification.rules.claims import Claims, read_claims

TOKEN = re.compile(r"[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*")
STRANGE_KEY = {Reason.UNKNOWN_KEY, Reason.WRONG_ISSUER}
NO_KEYS = "No DID document with the issuer's keys was given."
NO_ROOT = "No root certificate was given."
UNDER_STOLEN_ROOT = (
    passed(Point.SEAL, "The file has not changed since it was sealed."),
    passed(Point.SEAL_ROOT, "A root of the issuer vouches for the seal, but it was stolen."),
)


class Form(StrEnum):
    PDF = "pdf"
    CREDENTIAL = "credential"
    TOKEN = "token"  # noqa: S105 - a kind of file
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Anchors:
    """What is trusted to begin with. `keys` maps `did#key-id` to PEM, `stories` to its life.

    `seals` maps the fingerprint of a key that seals to its life. Without the record there are only
    `stolen_seals`, by the serial number of their certificates; None if no list is at hand.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    stories: Mapping[str, KeyFacts] = field(default_factory=dict)
    seals: Mapping[str, KeyFacts] = field(default_factory=dict)
    stolen_seals: Mapping[str, KeyFacts] | None = None
    unlisted: frozenset[str] = frozenset()  # own roots, by key identifier, whose list is missing
    roots: tuple[str, ...] = ()
    stolen_roots: tuple[StolenRoot, ...] = ()
    log_keys: tuple[VerifierKey, ...] = ()
    witnesses: tuple[VerifierKey, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a file is and says. `claims` are vouched for only if `trouble` is None.

    `root_story` is that of the root above its seal, if that is one that was stolen.
    """

    form: Form
    claims: Claims = field(default_factory=Claims)
    credential: str | None = None
    seal: SealReport | None = None
    method: str = ""
    trouble: CredentialError | None = None
    root_story: KeyFacts | None = None


def opened(content: bytes, anchors: Anchors) -> Opened:
    """Read a file. A PDF is read by a process apart, which takes most of a second."""
    if len(content) > LARGEST_UPLOAD:
        return Opened(form=Form.NONE)
    if content.startswith(b"%PDF-"):
        report = examined(content, anchors.roots)
        seal, story = sealed_under(content, report.seal, anchors)
        return replace(read(Form.PDF, report.credential, anchors, seal), root_story=story)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Opened(form=Form.NONE)
    form = Form.TOKEN if TOKEN.fullmatch(text.strip()) else Form.CREDENTIAL
    return read(form, text, anchors, None)


def sealed_under(
    content: bytes, seal: SealReport, anchors: Anchors
) -> tuple[SealReport, KeyFacts | None]:
    """Look whether a seal that no good root vouches for stands under one that was stolen."""
    if seal.state is SealState.FOREIGN:
        for root in anchors.stolen_roots:
            again = examined(content, (root.pem,)).seal
            if again.whole:
                return again, root.story
    return seal, None


def read(form: Form, text: str | None, anchors: Anchors, seal: SealReport | None) -> Opened:
    if text is None:
        return Opened(form=form, seal=seal)
    try:
        claims, method = vouched_for(form, text, anchors)
    except CredentialError as trouble:
        claims = claims_anyway(form, text)
        is_token = form is Form.TOKEN and bool(key_named_in(text))
        if claims == Claims() and not (is_token or form is Form.PDF):
            return Opened(form=Form.NONE)
        return Opened(
            form=form, seal=seal, credential=text, claims=claims, method=claims.method,
            trouble=trouble,
        )  # fmt: skip
    return Opened(form=form, seal=seal, credential=text, claims=claims, method=method)


def vouched_for(form: Form, text: str, anchors: Anchors) -> tuple[Claims, str]:
    """Return what a credential says and the key that says so. Raises CredentialError."""
    if form is Form.TOKEN:
        return read_claims(tokens.verify(text.strip(), anchors.keys)), key_named_in(text)
    verified = securing.verify(text, anchors.keys)
    return read_claims(verified.document), verified.method


def claims_anyway(form: Form, text: str) -> Claims:
    """Read what is claimed although nothing vouches for it."""
    try:
        return read_claims(payload_of(text) if form is Form.TOKEN else document_in(text))
    except CredentialError:
        return Claims()


def payload_of(token: str) -> object:
    return json_in(token, 1)


def key_named_in(token: str) -> str:
    header = json_in(token, 0)
    named = header.get("kid") if isinstance(header, dict) else None
    return named if isinstance(named, str) else ""


def json_in(token: str, part: int) -> object:
    """Read one part of a token without believing it."""
    piece = token.strip().split(".")[part]
    try:
        raw = urlsafe_b64decode(piece + "=" * (-len(piece) % 4))
        found: object = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found


def file_checks(found: Opened, anchors: Anchors) -> tuple[Check, ...]:
    """Say what the signatures in a file come to."""
    if found.root_story is not None:
        return *credential_checks(found, anchors), *UNDER_STOLEN_ROOT
    return *credential_checks(found, anchors), *seal_checks(found.seal, anchors)


def credential_checks(found: Opened, anchors: Anchors) -> tuple[Check, ...]:
    points = (Point.CREDENTIAL, Point.KEY)
    if found.credential is None:
        return skip_all(points, "There is no credential in this file.")
    if not anchors.keys:
        return skip_all(points, NO_KEYS)
    if found.trouble is None:
        return (
            passed(Point.CREDENTIAL, "Not a word of it was changed since it was signed."),
            passed(Point.KEY, f"It was signed with the key {short(found.method)}."),
        )
    if found.trouble.reason in STRANGE_KEY:
        unclear = "A signature says nothing where its key is not known."
        return skipped(Point.CREDENTIAL, unclear), failed(Point.KEY, found.trouble.sentence)
    if found.trouble.reason is Reason.ALTERED:
        why = "It was altered after it was signed, or somebody else signed it in the issuer's name."
        return failed(Point.CREDENTIAL, why), key_check(found.method, anchors)
    return failed(Point.CREDENTIAL, found.trouble.sentence), key_check(found.method, anchors)


def key_check(method: str, anchors: Anchors) -> Check:
    if method in anchors.keys:
        return passed(Point.KEY, f"It names the key {short(method)}, which is the issuer's.")
    return skipped(Point.KEY, "It names no key that is known.")


def short(method: str) -> str:
    return method.rpartition("#")[2]


def seal_checks(seal: SealReport | None, anchors: Anchors) -> tuple[Check, ...]:
    points = (Point.SEAL, Point.SEAL_ROOT)
    if seal is None:
        return skip_all(points, "This file is not a PDF.")
    if seal.state is SealState.WHOLE:
        root = "The root that the issuer publishes vouches for the seal."
        return passed(Point.SEAL, seal.sentence), passed(Point.SEAL_ROOT, root)
    if seal.state is SealState.FOREIGN and not anchors.roots:
        intact = "The file has not changed since it was sealed."
        return passed(Point.SEAL, intact), skipped(Point.SEAL_ROOT, NO_ROOT)
    if seal.state is SealState.FOREIGN:
        return (
            passed(Point.SEAL, "The file has not changed since it was sealed."),
            failed(Point.SEAL_ROOT, "The seal is that of somebody else."),
        )
    broken = "Where the seal does not hold, it does not matter whose it is."
    return failed(Point.SEAL, seal.sentence), skipped(Point.SEAL_ROOT, broken)
