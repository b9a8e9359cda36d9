"""What a record and a file come to, with real signatures, seals and a log."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from cpd.certificates.rules.life import NameShown
from cpd.certificates.rules.validity import ReasonClass, Verdict
from cpd.credentials import tokens
from cpd.keys.models import SigningKey
from cpd.keys.rules.purposes import KeyPurpose
from cpd.transparency import service as log
from cpd.transparency.store import checkpoints
from cpd.verification.rules.answers import FileIs
from cpd.verification.rules.checks import Point, Result
from cpd.verification.service.checking import (
    HELD,
    Depth,
    answer_for,
    examine_file,
    examine_prints,
)
from tests.conftest import TODAY
from tests.factories.certificates import a_certificate
from tests.factories.forging import (
    DID,
    a_changed,
    a_stolen_credential,
    a_stolen_token,
    resigned,
)
from tests.factories.transparency import AWitness
from tests.factories.verification import (
    MADE_AT,
    a_forged,
    a_minted,
    a_signed_certificate,
    an_order,
    kept_of,
)
from tests.signers import a_signer


@pytest.fixture
def signed(app, work):
    return a_signed_certificate(app, work)


@pytest.fixture
def ask(app, session):
    """Ask in the app, as a view does: `ask(certificate)`, `ask(b"...")`."""

    def asked(about, at=TODAY, **how):
        with app.app_context():
            if isinstance(about, bytes):
                return examine_file(session, about, at)
            return answer_for(session, about, at, **how)

    return asked


def results(answer):
    return {check.point: check.result for check in answer.checks}


def wrong(answer):
    return {check.point for check in answer.failed}


def message(answer, point):
    return next(check.message for check in answer.checks if check.point is point)


# --- the record


def test_a_signed_certificate_passes_every_check_but_those_nobody_can_make(ask, signed):
    answer = ask(signed, depth=Depth.SEAL)
    assert answer.verdict is Verdict.VALID
    skipped = {point for point, result in results(answer).items() if result is Result.SKIPPED}
    assert wrong(answer) == set()
    assert skipped == {Point.FILE, Point.COSIGNED}
    assert set(results(answer)) == set(Point) - {Point.ON_DATE, Point.NAME}
    assert answer.key == "credential-2026-03-01"


def test_the_seal_is_only_looked_at_when_asked_for(ask, signed):
    assert results(ask(signed))[Point.SEAL] is Result.SKIPPED


def test_how_it_stands_is_of_now_and_the_record_of_when_it_was_looked_at(ask, signed, session):
    first = ask(signed)
    later = TODAY + timedelta(minutes=9)
    signed.withdrawn_at, signed.reason_class, signed.reason = later, ReasonClass.CONDUCT, "Words."
    session.flush()
    answer = ask(signed, at=later)
    assert (first.verdict, answer.verdict) == (Verdict.VALID, Verdict.WITHDRAWN)
    assert (answer.as_of, answer.checked_at) == (later, TODAY)
    again = TODAY + timedelta(minutes=10)
    assert ask(signed, at=again).checked_at == again


def test_a_certificate_of_an_older_release_says_what_cannot_be_checked(ask, session):
    answer = ask(a_certificate(session))
    assert answer.verdict is Verdict.VALID
    assert answer.is_sound
    assert results(answer)[Point.STORED] is Result.PASS
    for point in (Point.CREDENTIAL, Point.SEAL, Point.KEY, Point.LEAF, Point.INCLUSION):
        assert results(answer)[point] is Result.SKIPPED
        assert "before this site signed its certificates" in message(answer, point)


def test_a_file_that_was_changed_in_the_database_is_found_out(ask, app, work):
    _, minted = a_minted()
    file = kept_of(minted) | {"pdf": minted.pdf[:-1] + b"x"}
    answer = ask(a_signed_certificate(app, work, file=file), depth=Depth.SEAL)
    assert wrong(answer) >= {Point.STORED, Point.LEAF, Point.SEAL}
    assert answer.verdict is Verdict.VALID
    assert not answer.is_sound


def test_facts_that_were_changed_in_the_database_are_found_out(ask, app, work):
    order, _ = a_minted()
    facts = replace(order.facts, minutes=750)
    answer = ask(a_signed_certificate(app, work, facts=facts))
    assert wrong(answer) == {Point.FACTS}
    assert "differ in: minutes." in message(answer, Point.FACTS)


def test_a_line_of_the_log_about_another_certificate_is_found_out(ask, signed):
    signed.salt = b"\0" * 32
    answer = ask(signed)
    assert wrong(answer) == {Point.COMMITMENT}


def test_a_stolen_key_needs_a_witness_from_before(ask, signed, session):
    name = a_signer().public(KeyPurpose.CREDENTIAL).id
    key = session.get(SigningKey, name)
    key.revoked_at, key.revoked_as_of, key.retired_at = TODAY, MADE_AT, TODAY
    session.flush()
    answer = ask(signed)
    assert wrong(answer) == {Point.KEY_GOOD}
    assert "no independent witness vouched for this" in message(answer, Point.KEY_GOOD)
    assert not answer.is_sound


def revoked(session, purpose, since):
    key = session.get(SigningKey, a_signer().public(purpose).id)
    key.revoked_at, key.revoked_as_of, key.retired_at = TODAY, since, TODAY
    session.flush()


def witnessed(app, work, at):
    """Let a witness cosign the newest state of the log."""
    witness = AWitness()
    with app.app_context():
        log.add_witness(work, witness.key.text)
        log.cosign(work, witness.cosigned(checkpoints.newest(work.session).note, at))
    work.session.commit()


STOLEN = (KeyPurpose.CREDENTIAL, KeyPurpose.TOKEN, KeyPurpose.SEAL)


def test_what_a_witness_saw_before_its_key_was_stolen_stays_good(ask, app, work, signed):
    witnessed(app, work, TODAY)
    for purpose in STOLEN:
        revoked(work.session, purpose, TODAY + timedelta(seconds=1))
    _, minted = a_minted()
    for content in (minted.pdf, minted.credential.encode(), minted.token.encode()):
        answer = ask(content)
        assert (answer.file, wrong(answer)) == (FileIs.THIS_VERY_FILE, set())
        assert "vouched for this" in message(answer, Point.KEY_GOOD)


@pytest.mark.parametrize("purpose", STOLEN)
def test_what_a_witness_saw_only_later_does_not(ask, app, work, signed, purpose):
    witnessed(app, work, TODAY)
    revoked(work.session, purpose, TODAY)
    _, minted = a_minted()
    content = {KeyPurpose.SEAL: minted.pdf, KeyPurpose.TOKEN: minted.token.encode()}
    answer = ask(content.get(purpose, minted.credential.encode()))
    assert wrong(answer) == {Point.KEY_GOOD}


def test_a_witness_does_not_speak_for_a_file_whose_line_is_not_its_own(ask, app, work):
    """The line is another one's, or was changed: what was cosigned is not about this file."""
    _, minted = a_minted()
    forged = a_stolen_credential()
    prints = {"credential": forged, "credential_sha256": sha256(forged.encode()).hexdigest()}
    a_signed_certificate(app, work, file=kept_of(minted) | prints)
    witnessed(app, work, TODAY)
    revoked(work.session, KeyPurpose.CREDENTIAL, TODAY + timedelta(seconds=1))
    answer = ask(forged.encode())
    assert {Point.LEAF, Point.KEY_GOOD} <= wrong(answer)


@pytest.mark.parametrize("forged", [a_stolen_credential, a_stolen_token])
def test_a_thiefs_file_under_a_real_number_is_refused(ask, app, work, signed, forged):
    witnessed(app, work, TODAY)
    for purpose in STOLEN:
        revoked(work.session, purpose, TODAY + timedelta(seconds=1))
    answer = ask(forged().encode())
    assert (answer.file, answer.verdict) == (FileIs.ALTERED, Verdict.UNKNOWN)
    assert {Point.FILE, Point.FACTS, Point.LEAF, Point.KEY_GOOD} <= wrong(answer)
    assert "but for another file" in message(answer, Point.LEAF)


def test_one_that_differs_only_in_what_is_not_on_record_is_not_ours_word_for_word(ask, signed):
    document = json.loads(a_minted()[1].credential)
    del document["proof"]
    moved = document["credentialStatus"] | {"statusListIndex": "43"}
    for content in (
        resigned(document | {"credentialStatus": moved}),
        tokens.secure(document | {"credentialStatus": moved}, a_signer(), DID),
    ):
        answer = ask(content.encode())
        assert (answer.file, answer.verdict) == (FileIs.ALTERED, Verdict.UNKNOWN)
        assert wrong(answer) == {Point.FILE, Point.LEAF}


def test_a_stolen_key_makes_no_new_certificates(ask, app, work, signed):
    revoked(work.session, KeyPurpose.CREDENTIAL, TODAY)
    answer = ask(resigned(a_changed(id="urn:uuid:00000000-0000-4000-8000-000000000000")).encode())
    assert (answer.file, wrong(answer)) == (FileIs.NOT_OURS, {Point.FILE, Point.KEY_GOOD})


def test_of_an_erased_record_nothing_is_said(ask, signed):
    signed.erased_at = TODAY
    answer = ask(signed)
    assert (answer.verdict, answer.facts, answer.checks) == (Verdict.ERASED, None, ())


# --- files


def test_each_form_that_was_issued_is_this_very_file(ask, signed):
    _, minted = a_minted()
    for content in (minted.pdf, minted.credential.encode(), minted.token.encode()):
        answer = ask(content)
        assert answer.file is FileIs.THIS_VERY_FILE
        assert answer.verdict is Verdict.VALID
        assert results(answer)[Point.FILE] is Result.PASS
        assert wrong(answer) == set()


def test_a_pdf_that_is_handed_in_has_its_seal_looked_at(ask, signed):
    assert results(ask(a_minted()[1].pdf))[Point.SEAL] is Result.PASS


def test_two_fingerprints_are_enough_to_know_a_file_but_not_the_one_in_the_log(
    app, session, signed
):
    _, minted = a_minted()
    with app.app_context():
        for known in (minted.pdf, minted.credential.encode()):
            plain, held = (sha256(one).hexdigest() for one in (known, HELD + known))
            answer = examine_prints(session, f"{plain}.{held}", TODAY)
            assert answer.file is FileIs.THIS_VERY_FILE
            assert examine_prints(session, plain, TODAY) is None
            assert examine_prints(session, f"{plain}.{plain}", TODAY) is None


def test_a_credential_that_a_wallet_wrote_anew_is_still_ours(ask, signed):
    written = json.dumps(json.loads(a_minted()[1].credential), separators=(",", ":"))
    answer = ask(written.encode())
    assert (answer.file, answer.verdict) == (FileIs.SAME_CREDENTIAL, Verdict.VALID)
    assert "word for word" in message(answer, Point.FILE)


def changed_minutes(credential):
    document = json.loads(credential)
    document["credentialSubject"]["result"][0]["value"] = "750"
    return json.dumps(document).encode()


def test_an_altered_credential_says_what_differs_and_has_no_verdict(ask, signed):
    answer = ask(changed_minutes(a_minted()[1].credential))
    assert (answer.file, answer.verdict, answer.facts) == (FileIs.ALTERED, Verdict.UNKNOWN, None)
    assert Point.CREDENTIAL in wrong(answer)
    assert "It was altered after it was signed" in message(answer, Point.CREDENTIAL)
    [difference] = answer.differences
    assert (difference.what, difference.in_file, difference.on_record) == ("Minutes", "750", "75")
    assert answer.record.verdict is Verdict.VALID


def test_an_altered_name_is_not_put_right_for_whoever_may_not_know_it(ask, signed):
    signed.shown = NameShown.MATCH
    document = json.loads(a_minted()[1].credential)
    document["credentialSubject"]["identifier"][0]["identityHash"] = "Mallory Forger"
    answer = ask(json.dumps(document).encode())
    [difference] = answer.differences
    assert (difference.in_file, difference.on_record) == ("Mallory Forger", "not shown")
    assert "Bhriain" not in json.dumps(answer.to_plain())


@pytest.mark.parametrize(
    "tamper",
    [
        lambda pdf: pdf.replace(b"/Type /Catalog", b"/Type /catalog", 1),
        lambda pdf: pdf + b"\n% more\n",
    ],
    ids=["a byte", "something after the end"],
)
def test_an_altered_pdf_is_known_by_its_credential_and_rejected(ask, signed, tamper):
    pdf = tamper(a_minted()[1].pdf)
    assert pdf != a_minted()[1].pdf
    answer = ask(pdf)
    assert answer.verdict is Verdict.UNKNOWN
    assert answer.file in {FileIs.ALTERED, FileIs.NOT_OURS}
    assert Point.SEAL in wrong(answer)


def test_a_forgers_seal_and_signature_are_told_from_ours(ask, signed):
    forged = a_forged()
    answer = ask(forged.pdf)
    assert (answer.file, answer.verdict) == (FileIs.ALTERED, Verdict.UNKNOWN)
    assert Point.SEAL_ROOT in wrong(answer)
    assert wrong(ask(forged.credential.encode())) & {Point.KEY, Point.CREDENTIAL}


def test_what_is_not_in_the_record_is_not_ours(ask):
    _, minted = a_minted()
    for content in (minted.pdf, minted.credential.encode(), b"%PDF-1.7 no", b"{}", b"x", b"\xff"):
        answer = ask(content)
        assert (answer.file, answer.verdict) == (FileIs.NOT_OURS, Verdict.UNKNOWN)
        assert answer.record is None


def test_a_serial_in_a_forged_file_opens_no_record(ask, signed):
    document = json.loads(a_minted()[1].credential)
    document["id"] = "urn:uuid:00000000-0000-4000-8000-000000000000"
    answer = ask(json.dumps(document).encode())
    assert (answer.file, answer.record) == (FileIs.NOT_OURS, None)


HOSTILE = {
    "half a character": b'{"id": "urn:uuid:00000000-0000-4000-8000-000000000000", "x": "\\ud800"}',
    "deep": b"[" * 100_000,
    "deep object": b'{"a":' * 50_000,
    "twice": b'{"id": 1, "id": 2}',
    "wrong types": json.dumps(
        {"id": 7, "credentialSubject": [3], "issuer": [], "proof": "x", "credentialStatus": 9}
    ).encode(),
    "nulls": b"\0" * 5000,
    "a long number": b"9" * 100_000,
    "a token of rubbish": b"a.b.c",
    "a deep token": b"e30." + b"W1tb" * 1000 + b".eA",
    "too large": b"%PDF-1.7" + b"x" * (3 * 1024 * 1024),
    "a PDF of rubbish": b"%PDF-1.7\n" + b"1 0 obj << /A 1 0 R >>\n" * 500,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_answered_like_any_other(ask, content):
    assert ask(content).file is FileIs.NOT_OURS


def test_nothing_of_a_file_is_kept(ask, signed, session):
    tables = ("certificate", "certificate_file", "audit_entry", "rate_count")
    before = [session.scalar(text(f"SELECT count(*) FROM {name}")) for name in tables]  # noqa: S608 - our own words
    ask(changed_minutes(a_minted()[1].credential))
    ask(b"%PDF-1.7 no")
    assert [session.scalar(text(f"SELECT count(*) FROM {n}")) for n in tables] == before  # noqa: S608 - our own words


def test_the_order_of_the_sample_says_what_is_private():
    assert an_order().facts.signatory == "Jo Private-Bell"
