"""An audit notices a record that was changed after its credential was signed."""

from datetime import date

import pytest
from sqlalchemy import update

from cpd.certificates.models import Certificate
from cpd.verification.service.auditing import audit_records
from tests.factories.certificates import a_certificate
from tests.factories.verification import a_signed_certificate


def faults(session):
    session.expire_all()
    return [one.words for one in audit_records(session)]


def test_an_untouched_record_is_what_was_signed(app, work, session):
    a_signed_certificate(app, work)
    a_certificate(session)  # of a release that signed nothing
    assert faults(session) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"minutes": 600}, "minutes"),
        ({"name": "Eve Forger"}, "name"),
        ({"title": "Another course"}, "title"),
        ({"expires_on": "2099-01-01"}, "valid to the end of"),
        ({"issuer": "Somebody Else"}, "issued by"),
    ],
)
def test_changed_facts_are_named(app, work, session, changed, said):
    certificate = a_signed_certificate(app, work)
    certificate.facts = certificate.facts | changed
    session.flush()
    (words,) = faults(session)
    assert words.startswith("its record differs from what was signed")
    assert said in words


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": "Another course"}, "title in lists"),
        ({"expires_on": date(2099, 1, 1)}, "dates in lists"),
        ({"status_position": 77}, "its place in the status lists"),
        ({"facts": {}}, "cannot be read"),
    ],
)
def test_changed_columns_are_named(app, work, session, values, said):
    certificate = a_signed_certificate(app, work)
    session.execute(update(Certificate).where(Certificate.id == certificate.id).values(**values))
    (words,) = faults(session)
    assert said in words
