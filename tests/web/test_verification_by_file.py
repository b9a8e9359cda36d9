"""The public check of a file."""

import hashlib
import tempfile

from cpd.verification.views.public import FILES
from tests.factories.certificates import PDF, a_certificate
from tests.factories.verification import a_minted, a_signed_certificate
from tests.web.test_verification_public import title_of, upload
from tests.web.wording import words_of


def test_the_file_that_was_issued_is_this_very_file(client, session):
    certificate = a_certificate(session)
    session.commit()
    answer = upload(client, PDF)
    assert title_of(answer) == "This certificate is valid"
    assert "Your file is the one that was issued" in answer.text
    assert certificate.serial in answer.text


def prints_of(content):
    parts = (content, b"I hold this file\n" + content)
    return ".".join(hashlib.sha256(one).hexdigest() for one in parts)


def test_its_fingerprints_alone_are_enough(client, session):
    certificate = a_certificate(session)
    session.commit()
    answer = client.post("/verify/file", data={"prints": prints_of(PDF)})
    assert "Your file is the one that was issued" in answer.text
    assert certificate.serial in answer.text
    other = client.post("/verify/file", data={"prints": prints_of(b"another")})
    assert title_of(other) == "Not one of ours as it stands"
    assert "has not left your device" in other.text
    assert "data-hash" not in other.text.replace("data-hashing", "")


def test_what_stands_in_the_public_log_leads_to_nobody(app, client, work):
    """Anybody can read there the hashes of every file and credential that was issued."""
    certificate = a_signed_certificate(app, work)
    content = a_minted()[1].credential.encode()
    for found in (certificate.sha256, hashlib.sha256(content).hexdigest()):
        for prints in (found, f"{found}.", f"{found}.{found}", f"{found}.{'é' * 8}"):
            answer = client.post("/verify/file", data={"prints": prints})
            assert title_of(answer) == "Not one of ours as it stands"
            assert certificate.serial not in answer.text
    answer = client.post("/verify/file", data={"prints": prints_of(content)})
    assert certificate.serial in answer.text


def test_half_a_character_in_a_real_credential_is_answered(app, client, work):
    a_signed_certificate(app, work)
    changed = a_minted()[1].credential.replace('"value": "75"', '"value": "\\ud800"')
    answer = upload(client, changed.encode(), "credential.json")
    assert (answer.status_code, title_of(answer)) == (200, "This file is not one of ours")


def test_an_altered_file_is_shown_as_such_with_what_differs(app, client, work):
    a_signed_certificate(app, work)
    changed = a_minted()[1].credential.replace('"value": "75"', '"value": "750"')
    answer = upload(client, changed.encode(), "credential.json")
    assert title_of(answer) == "This file was altered"
    words = words_of(answer)
    assert "Minutes : the file says 750 , the record 75 ." in words
    assert "Your file is not it." in words
    for private in ("private outcome", "Private Road", "Private-Bell"):
        assert private not in words


def test_another_file_is_not_one_of_ours(client):
    answer = upload(client, b"%PDF-1.7 something else")
    assert title_of(answer) == "This file is not one of ours"


def test_no_file_is_asked_for_again(client):
    for answer in (client.post("/verify/file", data={}), upload(client, b"", "")):
        assert answer.status_code == 422
        assert "Choose the file first." in answer.text


def test_too_large_a_file_is_refused_before_it_is_read(client):
    assert upload(client, b"%PDF-1.7" + b"x" * (3 * 1024 * 1024)).status_code == 413


def test_no_file_is_left_behind(client, session, tmp_path, monkeypatch):
    """Large uploads are buffered on disk while they are read: nothing of them may stay."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    upload(client, b"%PDF-1.7" + b"x" * (1024 * 1024))
    assert list(tmp_path.iterdir()) == []


def test_files_cannot_be_handed_in_without_end(client):
    for _ in range(FILES.most):
        assert upload(client, b"nothing").status_code == 200
    refused = upload(client, b"nothing")
    assert (refused.status_code, int(refused.headers["Retry-After"]) > 0) == (429, True)


# --- downloads
