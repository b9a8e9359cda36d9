"""The proof that a certificate stands in the log, for whoever has its address."""

import pytest
from sqlalchemy import select

from cpd.certificates.models import Certificate
from cpd.keys.service import signer
from cpd.transparency.rules.leaves import commitment
from cpd.transparency.service import JOB, checkpoint
from cpd.verification.logged import read_proof
from cpd.web.context import job
from tests.factories.certificates import a_certificate
from tests.factories.minting import issue_waiting
from tests.factories.modules import a_loaded_module, a_passed_module
from tests.factories.people import a_person


@pytest.fixture
def issued(app, work, session):
    a_passed_module(work, a_person(session), a_loaded_module(work))
    session.commit()
    issue_waiting(app)
    session.expire_all()
    return session.scalars(select(Certificate)).one()


def test_the_proof_ties_the_serial_to_the_signed_log(app, client, issued):
    where = f"/log/proof/{issued.token}"
    assert client.get(where).status_code == 409  # not signed yet
    with app.app_context(), job(JOB) as work:
        checkpoint(work, signer())
    answer = client.get(where)
    assert answer.json["index"] == issued.leaf
    assert answer.json["serial_commitment"] == commitment(issued.salt, issued.serial)
    assert answer.json["serial_commitment"] in answer.json["leaf"]
    assert read_proof(answer.json).salt == issued.salt
    assert "noindex" in answer.headers["X-Robots-Tag"]
    for hidden in (issued.printed.name, str(issued.person_id), str(issued.id)):
        assert hidden not in answer.text


def test_what_is_not_in_the_log_has_no_proof(client, session):
    old = a_certificate(session)
    session.commit()
    for token in (old.token, "nothing"):
        assert client.get(f"/log/proof/{token}").status_code == 404
