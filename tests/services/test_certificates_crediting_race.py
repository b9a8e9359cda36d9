"""Many at once on a real database of their own: a certificate's hours are in the log once."""

from datetime import date

import pytest
from sqlalchemy import func, select

from cpd.certificates import service
from cpd.certificates.models import Certificate
from cpd.certificates.rules.validity import ReasonClass, Withdrawal
from cpd.credentials import service as credentials
from cpd.evidence.models import Evidence
from cpd.people.rules import Role
from cpd.records.models import Entry
from cpd.web.context import job
from tests.factories.certificates import a_certificate, the_site
from tests.factories.people import a_person
from tests.services.test_certificates_life_race import all_at_once, counted, someone

ERROR = Withdrawal(ReasonClass.ISSUED_IN_ERROR, "Recorded for the wrong person.")


@pytest.fixture
def certificate(crowd):
    """A certificate of a course: its serial, its holder, and an administrator."""
    with crowd.app_context(), job("test") as work:
        site = the_site(work.session)
        admin = a_person(work.session, role=Role.ADMINISTRATOR, of=site)
        place = credentials.draw_place(work)
        one = a_certificate(
            work.session,
            status_list=place.list_number,
            status_position=place.position,
            salt=b"s" * 32,
            order_key="course:abc",
        )
        return (
            one.serial,
            someone(one.person_id),
            someone(admin.id, (site.id, Role.ADMINISTRATOR)),
        )


def test_a_double_click_and_two_tabs_make_one_entry(crowd, certificate):
    serial, holder, _ = certificate

    def put(work):
        service.put_in_log(work, holder, serial, None)

    def put_with_a_day(work):
        service.put_in_log(work, holder, serial, date(2026, 1, 4))

    assert set(all_at_once(crowd, put, put_with_a_day)) == {"done"}
    with crowd.app_context(), job("test") as work:
        assert counted(work, Entry) == 1
        assert counted(work, Evidence) == 1


def test_what_is_withdrawn_at_the_same_moment_never_goes_on_counting(crowd, certificate):
    serial, holder, admin = certificate
    all_at_once(
        crowd,
        lambda work: service.put_in_log(work, holder, serial, None),
        lambda work: service.withdraw(work, admin, serial, ERROR),
    )
    with crowd.app_context(), job("test") as work:
        withdrawn = select(func.count()).where(Certificate.withdrawn_at.is_not(None))
        assert work.session.scalar(withdrawn) == 1
        assert counted(work, Entry, Entry.withdrawn_at.is_(None)) == 0
