"""Writes a sample into a folder: what is good, and what a verifier must refuse."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from cpd.certificates.minting import written
from cpd.certificates.rules.facts import Design
from cpd.certificates.samples import tampering
from cpd.certificates.samples.log import (
    SampleLog,
    as_json,
    bundle_of,
    cosigned,
    log_of,
)
from cpd.certificates.samples.site import ISSUER, SCRIPTS, Sample, SampleSite
from cpd.certificates.samples.telling import readme
from cpd.credentials import securing, statuses
from cpd.credentials.rules.purposes import StatusPurpose
from cpd.credentials.statuses import StatusSite
from cpd.kernel.errors import RuleError
from cpd.keys.keyring import entry
from cpd.keys.making import pem, throw_away
from cpd.keys.models import SigningKey
from cpd.keys.publishing import method_of
from cpd.keys.revocations import signed_list
from cpd.keys.rules.identity import did_document, key_set
from cpd.keys.rules.purposes import AT_WORK, KeyPurpose
from cpd.keys.rules.ring import Ring
from cpd.keys.service import values_of
from cpd.transparency.rules.notes import base64
from cpd.transparency.verifying import log_key

Files = Iterator[tuple[str, bytes]]


@dataclass(frozen=True)
class Set:
    """All certificates of a sample. The first one is the one that is spoken of by default."""

    site: SampleSite
    issued: dict[str, Sample]
    withdrawn: Sample
    log: SampleLog

    @property
    def first(self) -> Sample:
        return self.issued["certificate"]


def write(folder: Path, base_url: str, at: datetime) -> list[str]:
    """Write everything, and return the names of the files. The folder must be new or empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RuleError(f"{folder} is there already, and not an empty folder.")
    sample, names = made(SampleSite(base_url.rstrip("/"), at)), []
    for files in (papers, keys, lists, log_files, tampered):
        for name, content in files(sample):
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            names.append(name)
    (folder / "README.txt").write_text(readme(names, base_url, at), encoding="utf-8")
    return ["README.txt", *names]


def made(site: SampleSite) -> Set:
    issued = {
        "certificate": site.issue(SCRIPTS["latin"]),
        "certificate-landscape": site.issue(SCRIPTS["latin"], Design.LANDSCAPE),
    }
    for design in Design:
        for script, name in SCRIPTS.items():
            issued[f"certificate-{design}-{script}"] = site.issue(name, design)
    withdrawn = site.issue("Sample Withdrawn")
    everything = [*issued.values(), withdrawn]
    return Set(site, issued, withdrawn, log_of(site, everything, [withdrawn]))


def papers(sample: Set) -> Files:
    for name, one in sample.issued.items():
        yield f"{name}.pdf", one.minted.pdf
    yield "credential.json", sample.first.minted.credential.encode()
    yield "credential.jwt", sample.first.minted.token.encode()
    yield "withdrawn-certificate.pdf", sample.withdrawn.minted.pdf
    yield "withdrawn-credential.json", sample.withdrawn.minted.credential.encode()


def keys(sample: Set) -> Files:
    site = sample.site
    methods = {
        purpose: method_of(SigningKey(**values_of(site.signer.public(purpose), site.at)))
        for purpose in (KeyPurpose.CREDENTIAL, KeyPurpose.TOKEN)
    }
    document = did_document(site.did, list(methods.values()))
    yield "did.json", as_json(document).encode()
    yield "jwks.json", as_json(key_set(site.did, [methods[KeyPurpose.TOKEN]])).encode()
    root = site.keys.root
    yield "root.pem", pem(root.certificate).encode()
    held = {key.public.id: entry(key.public, site.at) for key in site.keys.held.values()}
    current = {purpose: key.public.id for purpose, key in site.keys.held.items()}
    yield "seal.crl", signed_list(root, Ring(current, held, pem(root.certificate)), site.at)


def lists(sample: Set) -> Files:
    for purpose in StatusPurpose:
        is_revocation = purpose is StatusPurpose.REVOCATION
        positions = [sample.withdrawn.place.position] if is_revocation else []
        yield f"status-{purpose}.json", as_json(status_list(sample, purpose, positions)).encode()


def status_list(sample: Set, purpose: StatusPurpose, positions: list[int]) -> dict[str, object]:
    site = sample.site
    where = StatusSite(site.base_url, site.did)
    unsigned = statuses.list_credential(where, purpose, 1, positions, site.at)
    return statuses.signed_list(where, unsigned, site.signer, site.at)


def log_files(sample: Set) -> Files:
    log, site = sample.log, sample.site
    earlier = log.size // 2
    newest = log.checkpoint(site.signer, log.size)
    witnessed, witness = cosigned(newest, "witness.example/sample", site.at)
    yield "log/checkpoint", newest.written().encode()
    yield "log/checkpoint-earlier", log.checkpoint(site.signer, earlier).written().encode()
    yield "log/checkpoint-cosigned", witnessed.encode()
    yield "log/witness.key", witness.encode()
    own = log_key(log.origin, site.signer.public(KeyPurpose.LOG).pem)
    yield "log/keys", f"{own.text}\n".encode()
    yield from log.files().items()
    inclusion = bundle_of(log, sample.first, len(AT_WORK), witnessed)
    yield "log/proof-inclusion.json", inclusion.encode()
    grown = {
        "from": earlier,
        "to": log.size,
        "path": [base64(one) for one in log.consistency(earlier)],
    }
    yield "log/proof-consistency.json", as_json(grown).encode()


def tampered(sample: Set) -> Files:
    for name, content in (*spoilt_pdfs(sample), *spoilt_credentials(sample), *spoilt_log(sample)):
        yield f"tampered/{name}", content


def spoilt_pdfs(sample: Set) -> Files:
    pdf, document = sample.first.minted.pdf, json.loads(sample.first.minted.credential)
    yield "byte-flipped.pdf", tampering.flipped(pdf)
    yield "page-rotated.pdf", tampering.rotated(pdf)
    other = sample.withdrawn.minted.credential
    yield "attachment-swapped.pdf", tampering.with_attachment(pdf, other)
    edited = written(tampering.more_hours(document))
    yield "attachment-edited.pdf", tampering.with_attachment(pdf, edited)


def spoilt_credentials(sample: Set) -> Files:
    document = json.loads(sample.first.minted.credential)
    twins = {
        "hours-edited.json": tampering.more_hours(document),
        "valid-until-changed.json": tampering.later_end(document),
        "unknown-term-added.json": tampering.with_unknown_term(document),
        "proof-stripped.json": tampering.without_proof(document),
        "others-key.json": by_somebody_else(sample, tampering.without_proof(document)),
    }
    for name, twin in twins.items():
        yield name, written(twin).encode()
    token = sample.first.minted.token
    yield "alg-none.jwt", tampering.unsigned_token(token).encode()
    yield "payload-edited.jwt", tampering.edited_token(token).encode()
    lists_of = partial(status_list, sample, StatusPurpose.REVOCATION)
    altered = tampering.other_bits(lists_of([sample.withdrawn.place.position]), lists_of([]))
    yield "status-revocation-altered.json", as_json(altered).encode()


def by_somebody_else(sample: Set, document: dict[str, object]) -> dict[str, object]:
    """Sign it with a stranger's key, under the name of ours."""
    site = sample.site
    return securing.secure(document, throw_away(ISSUER, site.at), site.did, site.at)


def spoilt_log(sample: Set) -> Files:
    """Give our certificate the proof of the next one's leaf."""
    log, first = sample.log, len(AT_WORK)
    checkpoint = log.checkpoint(sample.site.signer, log.size).written()
    right = json.loads(bundle_of(log, sample.first, first, checkpoint))
    others = json.loads(bundle_of(log, sample.first, first + 1, checkpoint))
    swapped = right | {"index": others["index"], "path": others["path"]}
    yield "proof-of-another-leaf.json", as_json(swapped).encode()
