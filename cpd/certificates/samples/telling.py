"""What each file of a sample is, and what a verifier must say of it."""

from collections.abc import Iterable
from datetime import datetime
from fnmatch import fnmatchcase

INTRODUCTION = """\
A sample of everything a site issues, made {day} for the address {base_url}.
The keys were thrown away; nothing here is a certificate of anybody, and nothing was kept.

Given root.pem, seal.crl, did.json, the status lists and log/keys as known of the site, a verifier
must say the following. "Good" is all of: unaltered, signed by the site, not withdrawn, not on hold.
"""
TABLE = (
    ("certificate*.pdf", "good; PDF/A-3a and PDF/UA-1; sealed, certified, nothing after the seal"),
    ("credential.json", "good: the credential that is inside certificate.pdf, byte for byte"),
    ("credential.jwt", "good: the same credential as a token (RS256)"),
    ("withdrawn-certificate.pdf", "whole and sealed by the site, but withdrawn"),
    ("withdrawn-credential.json", "signed by the site, but withdrawn: its bit is set"),
    ("did.json", "the keys that sign credentials and tokens, as did:web publishes them"),
    ("jwks.json", "the key that signs tokens, as a JSON Web Key Set"),
    ("root.pem", "the root under which the seal stands: tell your reader to trust it"),
    ("seal.crl", "the list of stolen seals, signed by the root: empty"),
    ("status-revocation.json", "one bit is set: that of the withdrawn credential"),
    ("status-suspension.json", "no bit is set"),
    ("status-replacement.json", "no bit is set: what is withdrawn was not replaced"),
    ("log/keys", "the key of the log, for reading its checkpoints"),
    ("log/checkpoint", "the log as it is: its length and its root, signed"),
    ("log/checkpoint-earlier", "the same log when it was half as long"),
    ("log/checkpoint-cosigned", "the newest one, with the signature of a witness too"),
    ("log/witness.key", "the key of that witness"),
    ("log/tile/entries/*", "the lines of the log (C2SP tlog-tiles)"),
    ("log/tile/*", "the hashes of its lines (C2SP tlog-tiles)"),
    ("log/proof-inclusion.json", "proves that certificate.pdf is in the log"),
    ("log/proof-consistency.json", "proves that the log only grew since checkpoint-earlier"),
    ("tampered/byte-flipped.pdf", "refuse: altered; the seal does not fit the file"),
    ("tampered/page-rotated.pdf", "refuse: changed after it was sealed, though the seal is intact"),
    ("tampered/attachment-swapped.pdf", "refuse: changed after; another certificate's credential"),
    ("tampered/attachment-edited.pdf", "refuse: changed after; and the credential is altered"),
    ("tampered/hours-edited.json", "refuse: altered after it was signed"),
    ("tampered/valid-until-changed.json", "refuse: altered after it was signed"),
    ("tampered/unknown-term-added.json", "refuse: says something that no signature covers"),
    ("tampered/proof-stripped.json", "refuse: not signed"),
    ("tampered/others-key.json", "refuse: signed with a key that is not the site's"),
    ("tampered/alg-none.jwt", "refuse: not signed"),
    ("tampered/payload-edited.jwt", "refuse: altered after it was signed"),
    ("tampered/status-revocation-altered.json", "refuse the list: altered; never read a bit of it"),
    ("tampered/proof-of-another-leaf.json", "refuse: does not lead to the root of the checkpoint"),
)


def readme(names: Iterable[str], base_url: str, at: datetime) -> str:
    lines = [f"{name:<44} {meaning(name)}" for name in names]
    head = INTRODUCTION.format(day=at.date().isoformat(), base_url=base_url)
    return head + "\n" + "\n".join(lines) + "\n"


def meaning(name: str) -> str:
    """Return what is said of a file; each has its line in the table."""
    return next(said for pattern, said in TABLE if fnmatchcase(name, pattern))
