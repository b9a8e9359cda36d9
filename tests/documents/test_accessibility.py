"""The certificate before a validator of PDF/UA-1 that is not ours."""

import page as validator
import pytest
from weasyprint import HTML

from cpd.certificates.documents import Sheet, render
from tests.documents.test_certificates import AT, NAMES
from tests.factories.certificates import some_facts

UA1 = validator.ValidationProfile.PDF_UA_1


def judged(pdf: bytes):
    return validator.validate_pdf_bytes(pdf, profile=UA1)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_every_certificate_is_sound_pdf_ua(name):
    pdf = render(Sheet(some_facts(name=name), "https://cpd.example", AT))
    report = judged(pdf)
    assert [str(failure) for failure in report.failures] == []
    assert report.rules.total > 100


def test_the_validator_would_notice():
    untagged = HTML(string="<title>Certificate</title><h1>Certificate</h1>").write_pdf()
    assert not judged(untagged).is_compliant
