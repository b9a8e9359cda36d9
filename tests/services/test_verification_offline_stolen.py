"""Offline, a stolen key is believed only for the very file that a witness saw in time."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from cpd.certificates import documents, minting, sealing
from cpd.cli.verifying import verify
from cpd.keys import revocations
from cpd.keys.making import new_key, new_keys, new_root, pem
from cpd.keys.published_roots import PublishedRoot
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.rules.ring import Ring
from cpd.keys.signing import LocalSigner
from tests.factories.forging import a_stolen_credential, a_stolen_token, invented_line
from tests.factories.offline import a_proof, published_in
from tests.factories.transparency import AWitness
from tests.factories.verification import MADE_AT, a_minted
from tests.signers import a_signer, the_keys

STOLEN = MADE_AT + timedelta(hours=2)
FORGERIES = {"credential": a_stolen_credential, "token": a_stolen_token}


@pytest.fixture
def with_witness(tmp_path):
    """Publish with stolen keys, and a witness that cosigned at an instant; return the folder."""

    def made(at=STOLEN - timedelta(hours=1), *, seal=None, **changed):
        folder = tmp_path / "with"
        folder.mkdir()
        published_in(folder, revoked=STOLEN, stolen_seal=seal)
        witness = AWitness()
        right = a_proof()
        right["checkpoint"] = witness.cosigned(right["checkpoint"], at).decode()
        (folder / "checkpoint").write_text(right["checkpoint"])
        (folder / "proof.json").write_text(json.dumps(right | changed))
        (folder / "witness.key").write_text(witness.key.text)
        return folder

    return made


def ask(content, folder, *more):
    file = folder.parent / "file"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    args = [str(file), "--json", "--at", "2026-03-03", "--with", str(folder), *more]
    done = CliRunner().invoke(verify, args)
    said = json.loads(done.stdout)
    return done.exit_code, said, {check["id"]: check["result"] for check in said["checks"]}


@pytest.mark.parametrize("form", ["pdf", "credential", "token"])
def test_what_a_witness_saw_in_time_stays_good(with_witness, form):
    code, said, results = ask(getattr(a_minted()[1], form), with_witness())
    assert (code, said["verdict"]) == (0, "valid")
    assert results["issuer.key_good"] == "pass"


@pytest.mark.parametrize("form", ["pdf", "credential", "token"])
def test_what_it_saw_only_later_does_not(with_witness, form):
    code, said, results = ask(getattr(a_minted()[1], form), with_witness(STOLEN))
    assert (code, said["verdict"], results["issuer.key_good"]) == (1, "unknown", "fail")
    assert said["headline"].startswith("Its key may have been stolen")


@pytest.mark.parametrize("form", FORGERIES)
def test_a_real_holders_proof_does_not_speak_for_a_thiefs_file(with_witness, form):
    code, said, results = ask(FORGERIES[form](), with_witness())
    assert (code, said["verdict"], said["facts"]) == (1, "unknown", None)
    assert results["integrity.credential"] == "pass"
    assert (results["log.leaf"], results["issuer.key_good"]) == ("fail", "fail")
    messages = [check["message"] for check in said["checks"]]
    assert "The log has its line, but for another file." in messages


@pytest.mark.parametrize("form", FORGERIES)
def test_nor_with_a_key_that_was_never_stolen(tmp_path, form):
    there = tmp_path / "with"
    there.mkdir()
    code, said, results = ask(FORGERIES[form](), published_in(there))
    assert (code, said["file"], results["log.leaf"]) == (1, "altered", "fail")
    assert said["headline"].startswith("Not what was issued")


def test_a_line_that_a_thief_made_up_is_never_there(with_witness):
    """No key of the log is at hand, so nothing proves that the log has that line."""

    forged = a_stolen_credential()
    folder = with_witness(leaf=invented_line(forged), index=0, path=[])
    did = json.loads((folder / "did.json").read_text())
    did["verificationMethod"] = [m for m in did["verificationMethod"] if "#log-" not in m["id"]]
    (folder / "did.json").write_text(json.dumps(did))
    code, said, results = ask(forged, folder)
    assert (code, said["verdict"]) == (1, "unknown")
    assert (results["log.inclusion"], results["log.leaf"]) == ("skipped", "skipped")
    assert results["issuer.key_good"] == "fail"


def test_an_invented_line_does_not_lead_to_the_signed_root(with_witness):

    forged = a_stolen_token()
    code, _, results = ask(forged, with_witness(leaf=invented_line(forged)))
    assert code == 1
    assert (results["log.inclusion"], results["log.leaf"]) == ("fail", "skipped")
    assert results["issuer.key_good"] == "fail"


def test_a_list_that_a_thief_may_have_signed_is_refused(with_witness, tmp_path):
    folder = with_witness()
    old = tmp_path / "old"
    old.mkdir()
    for path in published_in(old).glob("revocation-1.json"):
        (folder / path.name).write_bytes(path.read_bytes())
    code, said, results = ask(a_minted()[1].credential, folder)
    assert (code, results["status.withdrawn"]) == (1, "fail")
    assert "the status list is refused" in said["headline"]


def test_a_seal_that_was_stolen_is_known_by_the_list_that_the_root_signs(with_witness):
    code, said, results = ask(a_minted()[1].pdf, with_witness(seal=STOLEN))
    assert (code, said["verdict"], results["issuer.key_good"]) == (0, "valid", "pass")


def test_a_page_drawn_anew_with_a_stolen_seal_is_refused(with_witness):
    """A genuine credential is inside; only the PDF is the thief's."""
    order, minted = a_minted()
    page = documents.render(minting.sheet_of(order, minted.credential))
    forged = sealing.seal(page, a_signer(), MADE_AT + timedelta(seconds=1))
    assert forged != minted.pdf
    code, said, results = ask(forged, with_witness(seal=STOLEN))
    assert (code, said["verdict"]) == (1, "unknown")
    assert (results["log.leaf"], results["issuer.key_good"]) == ("fail", "fail")
    assert (results["integrity.seal"], results["integrity.credential"]) == ("pass", "pass")


@pytest.mark.parametrize("list_of", ["nobody", "a stranger"])
def test_without_a_list_of_stolen_seals_a_pdf_is_not_sure(with_witness, list_of):
    folder = with_witness()
    if list_of == "nobody":
        (folder / "seal.crl").unlink()
    else:
        stranger = revocations.signed_list(new_keys("x", MADE_AT).root, Ring({}, {}, ""), MADE_AT)
        (folder / "seal.crl").write_bytes(stranger)
    code, said, results = ask(a_minted()[1].pdf, folder)
    assert (code, said["verdict"], results["issuer.key_good"]) == (1, "unsure", "skipped")
    assert "no list of stolen seals" in said["headline"]
    assert ask(a_minted()[1].credential, folder)[0] == 0


# --- a stolen root: whoever has it can make seals that no list knows


def another_root(folder, *, is_stolen):
    """Publish a second root with a list of its own; say of the first whether it was stolen."""
    fresh = new_root("Clause & Hour", MADE_AT, "root-2")
    old = (folder / "root.pem").read_text()
    since = STOLEN if is_stolen else None
    first = PublishedRoot(old, "root-1", is_current=False, revoked_as_of=since)
    (folder / "root.pem").write_text(first.written() + pem(fresh.certificate))
    (folder / "new.crl").write_bytes(revocations.signed_list(fresh, Ring({}, {}, ""), MADE_AT))
    return folder


@pytest.mark.parametrize(
    ("at", "expected"),
    [(STOLEN - timedelta(hours=1), (0, "valid", "pass")), (STOLEN, (1, "unknown", "fail"))],
    ids=["seen in time", "seen too late"],
)
def test_under_a_stolen_root_counts_what_a_witness_saw_in_time(with_witness, at, expected):
    folder = another_root(with_witness(at), is_stolen=True)
    code, said, results = ask(a_minted()[1].pdf, folder)
    assert (code, said["verdict"], results["issuer.key_good"]) == expected
    assert results["issuer.seal_root"] == "pass"
    messages = {check["id"]: check["message"] for check in said["checks"]}
    assert "The key of the root" in messages["issuer.key_good"]
    assert "but it was stolen" in messages["issuer.seal_root"]


def test_a_seal_that_a_thief_made_under_a_stolen_root_is_refused(with_witness):
    """It is in no list: nobody but the thief knows of it."""
    folder = another_root(with_witness(), is_stolen=True)
    own = new_key("seal-9", KeyPurpose.SEAL, the_keys().root, MADE_AT)
    thief = LocalSigner({**a_signer().held, KeyPurpose.SEAL: own})
    order, minted = a_minted()
    page = documents.render(minting.sheet_of(order, minted.credential))
    forged = sealing.seal(page, thief, MADE_AT + timedelta(seconds=1))
    code, said, results = ask(forged, folder)
    assert (code, said["verdict"]) == (1, "unknown")
    assert (results["integrity.seal"], results["issuer.key_good"]) == ("pass", "fail")


@pytest.mark.parametrize("is_named", [False, True])
def test_an_older_file_of_roots_does_not_bring_a_stolen_one_back(tmp_path, is_named):
    """It lies beside the newer one in many a folder; and the thief sends no proof along."""
    folder = tmp_path / "with"
    folder.mkdir()
    published_in(folder)
    older = (folder / "root.pem").read_bytes()
    another_root(folder, is_stolen=True)
    (folder / "root-of-last-year.pem").write_bytes(older)
    (folder / "proof.json").unlink()
    order, minted = a_minted()
    page = documents.render(minting.sheet_of(order, minted.credential))
    forged = sealing.seal(page, a_signer(), MADE_AT + timedelta(seconds=1))
    named = ["--root", str(folder / "root-of-last-year.pem")] if is_named else []
    code, said, results = ask(forged, folder, *named)
    assert (code, said["verdict"], results["issuer.key_good"]) == (1, "unknown", "fail")


def test_each_root_needs_a_list_of_its_own(with_witness):
    folder = another_root(with_witness(seal=STOLEN), is_stolen=False)
    assert ask(a_minted()[1].pdf, folder)[0] == 0
    (folder / "seal.crl").unlink()
    code, said, results = ask(a_minted()[1].pdf, folder)
    assert (code, said["verdict"], results["issuer.key_good"]) == (1, "unsure", "skipped")


@pytest.mark.parametrize("since", ["soon", "2026-03-01"])
def test_a_stolen_root_of_no_real_time_is_said_to_be_so(with_witness, since):
    folder = another_root(with_witness(), is_stolen=True)
    text = (folder / "root.pem").read_text()
    real = STOLEN.strftime("%Y-%m-%dT%H:%M:%SZ")
    (folder / "root.pem").write_text(text.replace(real, since))
    done = CliRunner().invoke(verify, [str(folder / "did.json"), "--with", str(folder)])
    assert done.exit_code == 2
    assert "A stolen root cannot be read" in done.stderr
