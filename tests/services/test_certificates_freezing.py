"""What is taken down when a certificate is earned, besides the name and the module's own words."""

from datetime import date

import pytest

from cpd.catalogue.rules.modules import CategoryPart
from cpd.catalogue.rules.modules import Delivery as Delivered
from cpd.certificates import service
from cpd.certificates.models import Approval, IssuerLogo, IssuerProfile
from cpd.certificates.rules.facts import CategoryFact, Delivery, Design, NumberFact
from cpd.certificates.rules.life import Stage
from tests.factories.certificates import a_version, the_site
from tests.factories.minting import SITE, Canned, transactions
from tests.services.test_certificates_issuing import ordered

HOURS = "approved this module for 90 minutes, and it has 60 now"


def an_approval(session, version, **given) -> Approval:
    usual = {
        "organisation_id": the_site(session).id,
        "module_key": version.module_key,
        "body": "The Board",
        "number": "A-17",
        "title": "Crisis in chat (ethics)",
        "minutes": 60,
        "valid_from": date(2026, 1, 1),
    }
    approval = Approval(**usual | given)
    session.add(approval)
    session.flush()
    return approval


def issue(session, clock) -> Canned:
    maker = Canned()
    service.issue_waiting(transactions(session, clock), maker, SITE)
    return maker


def test_all_minutes_are_ethics_and_self_paced_unless_the_module_says_otherwise(work):
    facts = ordered(work).printed
    assert facts.categories == (CategoryFact("Ethics", 60),)
    assert facts.delivery is Delivery.SELF_PACED
    parts = (CategoryPart("Ethics", 40), CategoryPart("Diversity", 20))
    version = a_version(work.session, categories=parts, delivery=Delivered.WEBINAR)
    facts = ordered(work, version=version).printed
    assert facts.categories == (CategoryFact("Ethics", 40), CategoryFact("Diversity", 20))
    assert facts.delivery is Delivery.WEBINAR


def test_an_achievement_is_the_same_for_all_who_pass_the_same_version(work):
    version, other = a_version(work.session), a_version(work.session)
    first, second = ordered(work, version=version), ordered(work, version=version)
    assert first.printed.achievement == second.printed.achievement
    assert ordered(work, version=other).printed.achievement != first.printed.achievement
    assert first.subject_id != second.subject_id


def test_the_issuer_stands_as_its_profile_says_that_day(work, session, clock):
    before = ordered(work).printed
    assert (before.design, before.logo, before.signatory) == (Design.PORTRAIT, None, "")
    session.add(IssuerLogo(sha256="a" * 64, png=b"PNG", kept_at=work.at))
    session.flush()
    session.add(
        IssuerProfile(
            organisation_id=the_site(session).id,
            design=Design.LANDSCAPE,
            address="1 Harbour Street, Bristol",
            signatory="Prof. Ada Quill",
            signatory_title="Director",
            logo="a" * 64,
            provider_numbers=[{"body": "The Board", "number": "P-1"}],
            changed_at=work.at,
        )
    )
    session.flush()
    after = ordered(work).printed
    assert (after.design, after.signatory) == (Design.LANDSCAPE, "Prof. Ada Quill")
    assert after.provider_numbers == (NumberFact("The Board", "P-1"),)
    logos = {order.facts.serial: order.logo for order in issue(session, clock).given}
    assert logos == {before.serial: None, after.serial: b"PNG"}


def test_the_approved_title_is_printed_with_its_number(work, session):
    version = a_version(session)
    an_approval(session, version)
    certificate = ordered(work, version=version)
    assert certificate.title == certificate.printed.title == "Crisis in chat (ethics)"
    assert certificate.printed.approvals == (NumberFact("The Board", "A-17"),)
    assert certificate.trouble is None


@pytest.mark.parametrize(
    "given",
    [
        {"valid_from": date(2026, 3, 3)},
        {"valid_until": date(2026, 3, 1)},
        {"module_key": "another"},
    ],
)
def test_an_approval_that_does_not_hold_that_day_is_left_out(work, session, given):
    version = a_version(session)
    an_approval(session, version, **given)
    certificate = ordered(work, version=version)
    assert (certificate.title, certificate.printed.approvals) == ("A module", ())


def test_other_hours_than_approved_stop_it_until_that_is_settled(work, session, clock):
    version = a_version(session)
    approval = an_approval(session, version, minutes=90)
    certificate = ordered(work, version=version)
    assert certificate.stage is Stage.FREEZING
    assert HOURS in certificate.trouble
    assert issue(session, clock).given == []
    assert (certificate.stage, certificate.tries) == (Stage.FREEZING, 1)
    assert HOURS in certificate.trouble
    approval.minutes = 60
    service.try_again(work, certificate)
    assert [one.facts.title for one in issue(session, clock).given] == [approval.title]
    assert certificate.trouble is None
    assert certificate.issued_at


def test_two_titles_stop_it_too_and_a_removed_approval_is_out_of_the_way(work, session, clock):
    version = a_version(session)
    an_approval(session, version)
    other = an_approval(session, version, body="The Council", title="Another title")
    certificate = ordered(work, version=version)
    assert "The Council and The Board approved this module under different" in certificate.trouble
    other.removed_at = work.at
    session.flush()
    assert issue(session, clock).given[0].facts.approvals == (NumberFact("The Board", "A-17"),)
    assert certificate.issued_at


def test_an_order_is_written_once_for_its_key(work):
    certificate = ordered(work)
    new = service.NewOrder(
        order_key=certificate.order_key,
        person_id=certificate.person_id,
        organisation_id=certificate.organisation_id,
        facts=certificate.printed,
        bulk=True,
    )
    again = service.order(work, new)
    assert (again.certificate_id, again.serial) == (certificate.id, certificate.serial)
    assert not again.is_new
