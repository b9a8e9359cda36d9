import json
from hashlib import sha256
from io import BytesIO

import pytest
from sqlalchemy import select

from cpd.certificates.models import CertificateFile
from cpd.certificates.rules.serials import token_from
from cpd.keys.service import EXTENSION
from cpd.keys.signing import SignerAwayError
from cpd.verification.models import WatchedCertificate
from cpd.verification.rules.receipts import hash_of
from tests.conftest import TODAY
from tests.factories.certificates import a_certificate
from tests.web.api.asking import PROBLEM, bulk, opened

# --- files


def test_a_file_is_examined_however_it_is_sent(ask):
    raw = ask("/api/v1/verify", method="post", data=b"%PDF-1.7 x", content_type="application/pdf")
    assert (raw.status_code, raw.json["verdict"], raw.json["file"]) == (200, "unknown", "not_ours")
    token = ask("/api/v1/verify", method="post", data=b"a.b.c", content_type="application/jwt")
    assert token.json["verdict"] == "unknown"
    form = ask("/api/v1/verify", method="post", data={"file": (BytesIO(b"%PDF-1.7 x"), "c.pdf")})
    assert form.json["file"] == "not_ours"


def test_the_very_file_is_known_by_its_bytes(ask, session):
    pdf = b"%PDF-1.7 " + token_from(77).encode()
    hashed = sha256(pdf).hexdigest()
    certificate = a_certificate(session, is_issued=False, issued_at=TODAY, sha256=hashed)
    session.add(CertificateFile(certificate_id=certificate.id, pdf=pdf))
    session.commit()
    said = ask(
        "/api/v1/verify?watch=1", method="post", data=pdf, content_type="application/pdf"
    ).json
    assert (said["verdict"], said["file"]) == ("valid", "this_very_file")
    assert session.scalars(select(WatchedCertificate.certificate_id)).all() == [certificate.id]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param({"data": b"", "content_type": "application/pdf"}, 400, id="nothing"),
        pytest.param({"data": b"x", "content_type": "image/png"}, 415, id="a picture"),
        pytest.param(
            {"data": {"other": "x"}, "content_type": "multipart/form-data"}, 400, id="no file"
        ),
        pytest.param(
            {"data": b"%PDF-" + b"x" * 2**21, "content_type": "application/pdf"}, 413, id="large"
        ),
    ],
)
def test_a_file_that_is_none_is_refused(ask, sent, status):
    answer = ask("/api/v1/verify", method="post", **sent)
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)


# --- watching


def test_watching_is_asked_for_and_remembered_once(ask, session, body, certificate):
    bulk(ask, certificate.token, query="?watch=1")
    bulk(ask, certificate.token, certificate.token, query="?watch=1")
    rows = session.scalars(select(WatchedCertificate)).all()
    assert [(one.organisation_id, one.certificate_id) for one in rows] == [
        (body.id, certificate.id)
    ]


def test_who_does_not_ask_watches_nothing(ask, session, certificate):
    bulk(ask, certificate.token)
    assert session.scalars(select(WatchedCertificate)).all() == []


# --- receipts


def test_a_receipt_says_what_was_asked_and_answered(app, ask, certificate):
    receipt = ask(f"/api/v1/verify/{certificate.token}?receipt=1&name=Ann+Okafor").json["receipt"]
    head, said = opened(app, receipt)
    assert (head["typ"], head["alg"]) == ("cpd-receipt+jwt", "RS256")
    assert head["kid"].startswith("did:web:localhost#token-")
    assert said["asked"]["sha256"] == sha256(certificate.token.encode()).hexdigest()
    assert (said["verdict"], said["iss"]) == ("valid", "did:web:localhost")
    assert said["checks"]
    assert "Okafor" not in json.dumps(said)


def test_a_receipt_of_many_is_over_all_results(app, ask, certificate):
    whole = bulk(ask, certificate.token, "rubbish", query="?receipt=1").json
    _, said = opened(app, whole["receipt"])
    assert said["results_sha256"] == hash_of(whole["results"])
    assert said["verdicts"] == {"unknown": 1, "valid": 1}


def test_a_changed_receipt_is_no_receipt(app, ask, certificate):
    receipt = ask(f"/api/v1/verify/{certificate.token}?receipt=1").json["receipt"]
    head, claims, signature = receipt.split(".")
    with pytest.raises(Exception, match="bad_signature"):
        opened(
            app, ".".join((head, claims[:-2] + ("AA" if claims[-2:] != "AA" else "BB"), signature))
        )


def test_the_receipt_alone_can_be_asked_for(app, ask, certificate):
    answer = ask(f"/api/v1/verify/{certificate.token}", headers={"Accept": "application/jose"})
    assert answer.mimetype == "application/jose"
    assert opened(app, answer.text)[1]["verdict"] == "valid"


def test_a_signer_that_is_away_costs_the_receipt_and_not_the_answer(
    app, ask, monkeypatch, certificate
):
    class Away:
        def public(self, _purpose):
            raise SignerAwayError("away")

    monkeypatch.setitem(app.extensions, EXTENSION, Away())
    path = f"/api/v1/verify/{certificate.token}"
    said = ask(f"{path}?receipt=1").json
    assert (said["verdict"], said["receipt"]) == ("valid", None)
    assert said["receipt_problem"]
    alone = ask(path, headers={"Accept": "application/jose"})
    assert (alone.status_code, alone.mimetype) == (503, PROBLEM)
    assert alone.headers["Retry-After"]
