"""A certificate's hours on the holder's pages: looked over, put into the log, shown there."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from cpd.certificates import service
from cpd.certificates.models import Certificate
from cpd.certificates.rules.corrections import only_name
from cpd.certificates.rules.facts import CategoryFact
from cpd.certificates.rules.validity import ReasonClass, Withdrawal
from cpd.people.rules import Role
from cpd.records.models import Entry
from tests.factories.certificates import a_certificate, some_facts
from tests.factories.minting import issue_waiting
from tests.factories.modules import a_loaded_module, a_passed_module
from tests.services.test_certificates import administrator
from tests.web.counting import counted

ETHICS = (CategoryFact("Ethics", 90),)
TWO = (CategoryFact("Core Competencies", 60), CategoryFact("Ethics", 30))
ERROR = Withdrawal(ReasonClass.ISSUED_IN_ERROR, "Recorded for the wrong person.")


@pytest.fixture
def holder(as_):
    return as_(Role.PRACTITIONER)


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def of_course(session, person, **given) -> str:
    """A certificate of a course; return its serial."""
    usual = {"minutes": 90, "categories": ETHICS, "title": "On endings", "issuer": "The School"}
    facts = some_facts(**(usual | {key: given.pop(key) for key in [*given] if key in usual}))
    one = a_certificate(session, person=person, facts=facts, order_key=f"course:{facts.serial}",
                        **given)  # fmt: skip
    session.commit()
    return one.serial


def entries(session) -> list[Entry]:
    session.expire_all()
    return list(session.scalars(select(Entry).order_by(Entry.source_ref)))


def test_the_hours_are_looked_over_and_put_into_the_log_once(holder, session):
    serial = of_course(session, holder.person)
    assert "Put these hours in my log" in words(holder.get("/certificates"))
    page = holder.get(f"/certificates/{serial}")
    assert "Its hours are not in your log yet." in words(page)
    said = words(holder.get(f"/certificates/{serial}/log"))
    for one in (
        "On endings",
        "1 hour 30 minutes",
        "5 January 2026",
        "Ethics",
        "The School",
        serial,
    ):
        assert one in said
    assert entries(session) == []
    first = holder.post(f"/certificates/{serial}/log")
    [entry] = entries(session)
    assert (first.status_code, first.location) == (303, f"/log/{entry.id}")
    shown = words(holder.get(first.location))
    assert "Logged. Add what you make of it whenever you like." in shown
    assert f"Certificate {serial} is one of ours" in shown
    again = holder.post(f"/certificates/{serial}/log")
    assert (again.status_code, again.location) == (303, first.location)
    assert len(entries(session)) == 1


def test_its_page_and_the_list_then_say_since_when(holder, session):
    serial = of_course(session, holder.person)
    where = holder.post(f"/certificates/{serial}/log").location
    for page in (f"/certificates/{serial}", "/certificates"):
        answer = holder.get(page)
        assert "n your log since 2 March 2026" in words(answer)
        assert f'href="{where}"' in answer.text
        assert "Put these hours" not in answer.text
    back = holder.get(f"/certificates/{serial}/log")
    assert (back.status_code, back.location) == (302, f"/certificates/{serial}#log")


def test_each_category_becomes_an_entry_and_its_page_lists_them(holder, session):
    serial = of_course(session, holder.person, categories=TWO)
    assert "Each category becomes an entry of its own" in words(
        holder.get(f"/certificates/{serial}/log")
    )
    put = holder.post(f"/certificates/{serial}/log")
    assert put.location == f"/certificates/{serial}#log"
    assert [one.minutes for one in entries(session)] == [60, 30]
    page = holder.get(f"/certificates/{serial}").text
    assert all(f"/log/{one.id}" in page for one in entries(session))


def test_a_course_of_days_begins_where_its_holder_says(holder, session):
    minutes = 30 * 60
    serial = of_course(session, holder.person, minutes=minutes,
                       categories=(CategoryFact("Ethics", minutes),))  # fmt: skip
    assert 'value="2026-01-04"' in holder.get(f"/certificates/{serial}/log").text
    wrong = holder.post(f"/certificates/{serial}/log", data={"first": "2026-01-05"})
    assert "must have begun earlier" in words(wrong)
    assert 'value="2026-01-05"' in wrong.text
    typed = holder.post(f"/certificates/{serial}/log", data={"first": "soon"})
    assert "Write the day as year, month and day" in words(typed)
    assert 'value="soon"' in typed.text
    holder.post(f"/certificates/{serial}/log", data={"first": "2026-01-02"})
    [entry] = entries(session)
    assert (entry.done_on, entry.ended_on) == (date(2026, 1, 2), date(2026, 1, 5))


def test_what_was_withdrawn_offers_nothing(holder, session):
    gone = {"withdrawn_at": datetime(2026, 2, 1, tzinfo=UTC), "reason": "x",
            "reason_class": ReasonClass.CONDUCT}  # fmt: skip
    serial = of_course(session, holder.person, **gone)
    assert "in your log" not in words(holder.get(f"/certificates/{serial}")).casefold()
    refused = holder.post(f"/certificates/{serial}/log")
    assert refused.status_code == 409
    assert "Its hours do not go into your log." in words(refused)
    assert entries(session) == []


def test_nobody_logs_what_another_holds(as_, holder, session):
    serial = of_course(session, as_(Role.PRACTITIONER).person)
    assert holder.get(f"/certificates/{serial}/log").status_code == 404
    assert holder.post(f"/certificates/{serial}/log").status_code == 404


def test_the_list_asks_no_more_for_many_than_for_few(holder, connection, session):
    def asked_for(many):
        for _ in range(many):
            of_course(session, holder.person)
        with counted(connection) as statements:
            holder.get("/certificates")
        return len(statements)

    assert asked_for(2) == asked_for(6)


# --- what its issuer does later


@pytest.fixture
def passed(app, work, session, holder):
    """A module that the holder passed: its certificate's serial, its entry's address."""
    with app.app_context():
        a_passed_module(work, holder.person, a_loaded_module(work))
    session.commit()
    issue_waiting(app)
    [entry] = entries(session)
    [certificate] = session.scalars(select(Certificate))
    return certificate.serial, f"/log/{entry.id}"


def test_a_module_is_in_the_log_by_itself(holder, passed):
    serial, where = passed
    page = holder.get(f"/certificates/{serial}")
    assert "in your log since 2 March 2026" in words(page)
    assert f'href="{where}"' in page.text
    assert "Put these hours" not in holder.get("/certificates").text


def test_what_was_issued_in_error_is_shown_as_taken_back(app, holder, work, session, passed):
    serial, where = passed
    with app.app_context():
        service.withdraw(work, administrator(session), serial, ERROR)
    session.commit()
    entry = holder.get(where)
    assert "Taken back by its issuer" in entry.text
    assert f"withdrew certificate {serial}, because it had been issued in error" in words(entry)
    assert "Restore it" not in entry.text
    refused = holder.post(f"{where}/restore")
    assert refused.status_code == 409
    assert "cannot count again" in words(refused)
    assert "counts no more" in words(holder.get(f"/certificates/{serial}"))
    assert "In your log, but does not count" in words(holder.get("/certificates"))
    assert "Begin" in holder.get("/modules/module").text


def test_a_correction_is_shown_with_its_reason(app, holder, work, session, passed):
    serial, where = passed
    with app.app_context():
        one = session.scalars(select(Certificate).where(Certificate.serial == serial)).one()
        correction = only_name(one.printed, one.printed.name)
        fewer = type(correction)(**(vars(correction) | {"minutes": (45,)}))
        later = type(work)(work.session, work.actor, work.at + timedelta(hours=1), work.followers)
        new = service.put_in_place(later, administrator(session), serial, fewer, "")
    session.commit()
    said = words(holder.get(where))
    assert f"certificate {new} replaces {serial}" in said
    assert "45 minutes (before: 1 hour)" in said
    assert "Taken back" not in said


@pytest.mark.parametrize(
    ("what", "media_type", "ending"),
    [("credential", "application/vc", "json"), ("token", "application/vc+jwt", "jwt")],
)
def test_what_was_signed_is_handed_out_as_the_public_page_does(
    holder, passed, what, media_type, ending
):
    serial, _ = passed
    answer = holder.get(f"/certificates/{serial}/{what}")
    assert answer.mimetype == media_type
    assert answer.headers["Content-Disposition"].endswith(f'"certificate-{serial}.{ending}"')
