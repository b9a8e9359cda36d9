"""`cpd certificate verify`: nothing but files, and the right reason for each way to be wrong."""

import json
import socket
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from cpd.cli.verifying import verify
from tests.factories.offline import a_proof, published_in
from tests.factories.verification import MADE_AT, a_forged, a_minted, an_order

DAY = "2026-03-03"


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refused(*_args, **_more):
        raise AssertionError("a check offline asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.fixture
def folder(tmp_path):
    there = tmp_path / "with"
    there.mkdir()
    return published_in(there)


def ask(content, folder, *more, day=DAY):
    """Write the file down and check it; return the exit code, the verdict, and each result."""
    file = folder.parent / "file"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    args = [str(file), "--json", *(["--at", day] if day else []), *more]
    done = CliRunner().invoke(verify, args)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    if done.exit_code == 2:
        return 2, done.stderr, {}
    said = json.loads(done.stdout)
    results = {check["id"]: check["result"] for check in said["checks"]}
    return done.exit_code, said, results


def message(said, name):
    return next(check["message"] for check in said["checks"] if check["id"] == name)


def failed(results):
    return {name for name, result in results.items() if result == "fail"}


# --- what is good


@pytest.mark.parametrize("form", ["pdf", "credential", "token"])
def test_what_was_issued_is_valid_in_each_of_its_forms(folder, form):
    code, said, results = ask(getattr(a_minted()[1], form), folder, "--with", str(folder))
    assert (code, said["verdict"], failed(results)) == (0, "valid", set())
    passes = {"status.withdrawn", "status.suspended", "status.dates", "issuer.key",
              "issuer.key_good", "content.minutes", "log.commitment", "log.inclusion"}  # fmt: skip
    assert {name for name in passes if results[name] != "pass"} == set()
    is_pdf = form == "pdf"
    assert (results["integrity.seal"] == "pass") is is_pdf
    assert (results["issuer.seal_root"] == "pass") is is_pdf
    assert (results["integrity.file"], results["log.leaf"]) == ("pass", "pass")
    facts = an_order().facts
    assert (said["facts"]["name"], said["facts"]["minutes"]) == (facts.name, facts.minutes)


def test_each_paper_can_be_named_by_itself(folder):
    more = []
    for option in (
        "did:did.json",
        "root:root.pem",
        "crl:seal.crl",
        "checkpoint:checkpoint",
        "proof:proof.json",
    ):
        name, _, file = option.partition(":")
        more += [f"--{name}", str(folder / file)]
    code, _, results = ask(a_minted()[1].pdf, folder, *more, "--status", str(folder))
    assert (code, failed(results), results["status.withdrawn"]) == (0, set(), "pass")


def test_what_there_is_nothing_to_check_with_is_skipped_and_says_so(folder):
    code, said, results = ask(a_minted()[1].pdf, folder)
    assert (code, said["verdict"]) == (1, "unknown")
    assert said["headline"] == "Nothing vouches for this file: see what is missing."
    assert set(results.values()) == {"skipped", "pass"}
    assert "No DID document" in message(said, "integrity.credential")
    assert "No root certificate" in message(said, "issuer.seal_root")
    assert "No proof from the log" in message(said, "log.inclusion")
    _, said, _ = ask(a_minted()[1].credential, folder, "--did", str(folder / "did.json"))
    assert "No status list" in message(said, "status.withdrawn")


def test_a_credential_that_a_wallet_wrote_anew_is_still_valid(folder):
    written = json.dumps(json.loads(a_minted()[1].credential), separators=(",", ":"))
    code, said, _ = ask(written, folder, "--with", str(folder))
    assert (code, said["verdict"]) == (0, "valid")


@pytest.mark.parametrize(
    ("name", "result"), [("lovas ni bhriain siobhan", "pass"), ("Ann Lee", "fail")]
)
def test_a_name_can_be_compared(folder, name, result):
    more = ("--with", str(folder), "--name", name)
    code, _, results = ask(a_minted()[1].credential, folder, *more)
    assert results["content.name"] == result
    assert code == (0 if result == "pass" else 1)


def test_it_is_said_in_words_as_well(folder):
    file = folder.parent / "file.pdf"
    file.write_bytes(a_minted()[1].pdf)
    done = CliRunner().invoke(verify, [str(file), "--with", str(folder), "--at", DAY])
    assert done.exit_code == 0
    assert done.stdout.startswith("Valid.\n")
    assert "passed   integrity.seal: The seal is ours" in done.stdout
    assert "Was it changed?" in done.stdout


# --- what has ended


@pytest.mark.parametrize(
    ("lists", "verdict", "wrong"),
    [
        ({"withdrawn": {42}}, "withdrawn", {"status.withdrawn"}),
        ({"on_hold": {42}}, "suspended", {"status.suspended"}),
        ({"withdrawn": {41, 43}}, "valid", set()),
    ],
    ids=["withdrawn", "on hold", "its neighbours"],
)
def test_the_lists_are_read_at_its_place(tmp_path, lists, verdict, wrong):
    there = tmp_path / "lists"
    there.mkdir()
    published_in(there, **lists)
    code, said, results = ask(a_minted()[1].pdf, there, "--with", str(there))
    assert (said["verdict"], failed(results)) == (verdict, wrong)
    assert code == (0 if verdict == "valid" else 1)


@pytest.mark.parametrize(
    ("lists", "verdict", "wrong", "word"),
    [
        ({"replaced": {42}}, "replaced", "status.replaced", "Replaced by a corrected one"),
        ({"replaced": {41}, "withdrawn": {42}}, "withdrawn", "status.withdrawn", "Withdrawn."),
        ({"withdrawn": {42}}, "withdrawn", "status.withdrawn", "Withdrawn or replaced."),
    ],
    ids=["replaced", "withdrawn", "no list of replacements"],
)
def test_replaced_and_withdrawn_are_told_apart(tmp_path, lists, verdict, wrong, word):
    there = tmp_path / "lists"
    there.mkdir()
    published_in(there, **lists)
    code, said, results = ask(a_minted()[1].credential, there, "--with", str(there))
    assert (code, said["verdict"], failed(results)) == (1, verdict, {wrong})
    assert said["headline"].startswith(word)


def test_an_older_list_of_replacements_does_not_say_that_it_was_none(tmp_path):
    """It may have been replaced since. What it says of bits that are set stays true."""
    old, there = tmp_path / "old", tmp_path / "now"
    for folder in (old, there):
        folder.mkdir()
    published_in(old, replaced={41})
    published_in(there, withdrawn={41, 42}, at=MADE_AT + timedelta(hours=1))
    (there / "old.json").write_bytes((old / "replacement-1.json").read_bytes())
    _, said, results = ask(a_minted()[1].credential, there, "--with", str(there))
    assert said["headline"] == "Withdrawn or replaced."
    assert results["status.replaced"] == "skipped"
    published_in(old, replaced={42})
    (there / "old.json").write_bytes((old / "replacement-1.json").read_bytes())
    assert ask(a_minted()[1].credential, there, "--with", str(there))[1]["verdict"] == "replaced"


def test_one_that_ran_out_is_genuine_and_over(folder):
    code, said, results = ask(a_minted()[1].pdf, folder, "--with", str(folder), day="2028-01-06")
    assert (code, said["verdict"], failed(results)) == (1, "expired", {"status.dates"})
    assert "ran out on" in message(said, "status.withdrawn")


def test_a_stolen_key_needs_a_witness(tmp_path):
    there = tmp_path / "stolen"
    there.mkdir()
    published_in(there, revoked=MADE_AT - timedelta(days=1))
    code, said, results = ask(a_minted()[1].pdf, there, "--with", str(there))
    assert (code, said["verdict"], failed(results)) == (1, "unknown", {"issuer.key_good"})


# --- what was tampered with


def changed(path, value):
    document = json.loads(a_minted()[1].credential)
    *way, last = path
    node = document
    for step in way:
        node = node[step]
    node[last] = value
    return json.dumps(document, ensure_ascii=False)


def flipped(pdf):
    return pdf[:5000] + bytes([pdf[5000] ^ 1]) + pdf[5001:]


def tampered():
    _, minted = a_minted()
    head, body, signature = minted.token.split(".")
    return {
        "hours": (changed(("credentialSubject", "result", 0, "value"), "750"),
                  "integrity.credential"),
        "the end": (changed(("validUntil",), "2038-01-05T23:59:59Z"), "integrity.credential"),
        "an unknown term": (changed(("honours",), "summa"), "integrity.credential"),
        "another place in the lists": (
            changed(("credentialStatus", "statusListIndex"), "43"), "integrity.credential"),
        "another issuer": (changed(("issuer", "id"), "did:web:evil.example"), "issuer.key"),
        "forged credential": (a_forged().credential, "issuer.key"),
        "forged PDF": (a_forged().pdf, "issuer.seal_root"),
        "a byte of the PDF": (flipped(minted.pdf), "integrity.seal"),
        "more behind the PDF": (minted.pdf + b"\n%%EOF\n", "integrity.seal"),
        "a PDF cut short": (minted.pdf[:-2000], "integrity.seal"),
        "a token's body": (f"{head}.{body[:-4]}AAAA.{signature}", "integrity.credential"),
        "a token without its signature": (f"{head}.{body}.AAAA", "integrity.credential"),
    }  # fmt: skip


@pytest.mark.parametrize("case", ["hours", "the end", "an unknown term",
    "another place in the lists", "another issuer", "forged credential", "forged PDF",
    "a byte of the PDF", "more behind the PDF", "a PDF cut short", "a token's body",
    "a token without its signature"])  # fmt: skip
def test_what_was_tampered_with_is_rejected_for_the_right_reason(folder, case):
    content, reason = tampered()[case]
    code, said, results = ask(content, folder, "--with", str(folder))
    assert (code, said["verdict"]) == (1, "unknown")
    assert reason in failed(results)


@pytest.mark.parametrize("case", ["path", "place", "length", "salt", "line", "checkpoint"])
def test_a_proof_that_does_not_hold_is_found_out(folder, case):
    right = a_proof()
    change, reason = {
        "path": ({"path": ["A" * 43 + "="]}, "log.inclusion"),
        "place": ({"index": 0}, "log.inclusion"),
        "length": ({"size": 3}, "log.inclusion"),
        "salt": ({"salt": "00" * 32}, "log.commitment"),
        "line": ({"leaf": right["leaf"].replace('"op":"issue"', '"op":"withdraw"')}, "log.leaf"),
        "checkpoint": (
            {"checkpoint": right["checkpoint"].replace("\n2\n", "\n3\n")},
            "log.inclusion",
        ),
    }[case]
    (folder / "checkpoint").unlink()  # or the right one would be taken
    (folder / "proof.json").write_text(json.dumps(a_proof(**change)))
    named = ("--proof", str(folder / "proof.json"))
    code, said, results = ask(a_minted()[1].pdf, folder, "--with", str(folder), *named)
    assert (code, said["verdict"]) == (1, "unknown")
    assert reason in failed(results)


# --- what cannot be read


def test_what_cannot_be_read_ends_with_two(folder):
    runner = CliRunner()
    assert runner.invoke(verify, [str(folder / "missing.pdf")]).exit_code == 2
    assert runner.invoke(verify, [str(folder)]).exit_code == 2
    (folder / "did.json").write_text('{"id": "did:web:x", "verificationMethod": 7}')
    code, words, _ = ask(a_minted()[1].pdf, folder, "--with", str(folder))
    assert code == 2
    assert "not the DID document" in words


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"\xff\xfe{\0}\0", b"[]", b"{}", b"a.b.c", b"e30.e30.AA.AA", b'{"id": 1, "id": 2}'],
)
def test_what_is_no_certificate_ends_with_two(folder, content):
    code, words, _ = ask(content, folder, "--with", str(folder))
    assert (code, words) == (2, "cpd: This is neither a PDF nor a credential that can be read.\n")


def test_a_pdf_of_rubbish_is_not_valid(folder):
    code, said, _ = ask(b"%PDF-1.7 no", folder, "--with", str(folder))
    assert (code, said["verdict"]) == (1, "unknown")


def test_the_day_is_today_unless_said_otherwise(folder):
    _, said, _ = ask(a_minted()[1].credential, folder, day=None)
    assert datetime.fromisoformat(said["as_of"]).year >= 2026
