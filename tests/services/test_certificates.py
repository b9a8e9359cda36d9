from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from cpd.attempts.service import ModulePassed
from cpd.audit.models import AuditEntry
from cpd.certificates import service, store
from cpd.certificates.models import Certificate, CertificateFile
from cpd.certificates.rules.listing import Search, Show
from cpd.certificates.rules.serials import read_serial, serial_from
from cpd.certificates.rules.validity import ReasonClass, Verdict, Withdrawal
from cpd.certificates.service import ordering
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import Role, WhoIsHere
from cpd.work import Work
from tests.factories.certificates import (
    a_certificate,
    a_completion,
    a_version,
    some_facts,
    the_site,
    until,
)
from tests.factories.minting import BROKEN, SITE, Canned, canned, transactions
from tests.factories.people import a_person, an_organisation

WITHDRAWAL = Withdrawal(ReasonClass.ISSUED_IN_ERROR, "The board looked at the wrong list.")


@pytest.fixture(autouse=True)
def _inside_the_app(app):
    with app.app_context():  # letters are composed of templates
        yield


@pytest.fixture
def begin(session, clock):
    return transactions(session, clock)


def issue(begin):
    """Issue what is due, with files of our own; a name that has no letters is refused."""
    return service.issue_waiting(begin, Canned(printable), SITE)


def printable(order):
    return BROKEN if "\U0001f600" in order.facts.name else canned(order)


def passed(work, completion):
    event = ModulePassed(
        completion=completion.id,
        person=completion.person_id,
        module=completion.module_key,
        cycle=completion.cycle,
    )
    service.order_if_earned(work, event)


def ordered(work, **given):
    completion = a_completion(work.session, **given)
    passed(work, completion)
    return the_one(work.session, completion)


def the_one(session, completion):
    query = select(Certificate).where(Certificate.completion_id == completion.id)
    return session.scalars(query).one()


def administrator(session, of=None):
    """Somebody signed in who administers the organisation that runs the site."""
    of = of or the_site(session)
    person = a_person(session, role=Role.ADMINISTRATOR, of=of)
    return WhoIsHere(
        id=person.id,
        sign_in_id=uuid4(),
        token="",
        name=person.name,
        email=person.email,
        time_zone="UTC",
        role=person.role,
        memberships=((of.id, Role.ADMINISTRATOR),),
    )


def kinds(session, certificate):
    """What the trail says of a certificate, in order."""
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.happened_at)).all()
    return [e.kind for e in entries if e.facts.get("certificate") == str(certificate.id)]


def test_a_passed_module_orders_a_certificate_that_is_not_public_yet(work):
    person = a_person(work.session, name="Ann Okafor")
    certificate = ordered(work, person=person, completed_at=work.at)
    facts = certificate.printed
    assert (facts.name, facts.title, facts.minutes) == ("Ann Okafor", "A module", 60)
    assert [code.title for code in facts.codes] == ["Plumm Code of Ethics for Providers"]
    assert facts.codes[0].edition == "2026-11"
    assert facts.issuer == "Clause & Hour"
    assert facts.issued_on == facts.completed_on == date(2026, 3, 2)
    assert facts.expires_on == date(2028, 3, 2)
    assert read_serial(facts.serial) == facts.serial == certificate.serial
    assert len(certificate.token) == 26
    assert certificate.issued_at is None
    assert store.public_by_token(work.session, certificate.token) is None
    assert kinds(work.session, certificate) == ["certificate.ordered"]


def test_a_completion_told_twice_orders_once(work):
    completion = a_completion(work.session)
    passed(work, completion)
    passed(work, completion)
    assert the_one(work.session, completion)


def test_a_later_change_of_name_or_module_changes_no_certificate(work):
    person = a_person(work.session, name="Ann Okafor")
    version = a_version(work.session, title="Before")
    certificate = ordered(work, person=person, version=version)
    person.name, version.title = "Ann Lindqvist", "After"
    work.session.flush()
    assert (certificate.printed.name, certificate.printed.title) == ("Ann Okafor", "Before")


def test_it_is_completed_on_the_holders_day_and_never_issued_before(work):
    person = a_person(work.session, time_zone="Pacific/Auckland")
    evening = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    late = Work(work.session, "ann", evening, {})
    facts = ordered(late, person=person, completed_at=evening).printed
    assert facts.completed_on == facts.issued_on == date(2026, 3, 3)


def test_the_site_issues_even_where_nobody_named_it(work):
    assert ordered(work).printed.issuer == "Clause & Hour"


def test_a_number_that_is_taken_is_drawn_again(work, monkeypatch):
    taken = a_certificate(work.session, facts=some_facts(serial=serial_from(7)))
    chances = iter([7, 1, 8, 2])  # serial and token, twice
    # Chance has to be made to repeat itself; once in a million years it would by itself.
    monkeypatch.setattr(ordering.secrets, "randbits", lambda _bits: next(chances))
    assert ordered(work).serial == serial_from(8) != taken.serial


def test_an_issued_file_cannot_be_changed(session):
    certificate = a_certificate(session)
    file = session.get(CertificateFile, certificate.id)
    file.pdf = b"forged"
    with pytest.raises(DBAPIError, match="stays as it is"):
        session.flush()


def test_an_administrator_withdraws_with_a_reason(work):
    certificate = a_certificate(work.session)
    service.withdraw(work, administrator(work.session), certificate.serial, WITHDRAWAL)
    assert certificate.validity.verdict(work.at.date()) is Verdict.WITHDRAWN
    assert certificate.reason == WITHDRAWAL.reason
    entry = work.session.scalars(
        select(AuditEntry).where(AuditEntry.kind == "certificate.withdrawn")
    ).one()
    assert entry.facts["reason_class"] == "issued_in_error"
    assert "board" not in str(entry.facts)


def test_withdrawing_twice_is_an_error(work):
    certificate, me = a_certificate(work.session), administrator(work.session)
    service.withdraw(work, me, certificate.serial, WITHDRAWAL)
    with pytest.raises(RuleError, match="was withdrawn before"):
        service.withdraw(work, me, certificate.serial, WITHDRAWAL)


def test_what_is_not_issued_cannot_be_withdrawn(work):
    certificate = a_certificate(work.session, is_issued=False)
    with pytest.raises(RuleError, match="not issued yet"):
        service.withdraw(work, administrator(work.session), certificate.serial, WITHDRAWAL)


@pytest.mark.parametrize(
    ("act", "given"), [(service.withdraw, WITHDRAWAL), (service.replace_name, "Ann Lindqvist")]
)
def test_only_the_issuers_administrators_may_touch_it(work, act, given):
    certificate = a_certificate(work.session)
    stranger = administrator(work.session, of=an_organisation(work.session))
    with pytest.raises(NotFoundError, match="issued no certificate"):
        act(work, stranger, certificate.serial, given)


def test_a_replacement_says_the_same_of_another_name(work, begin):
    old = a_certificate(work.session)
    before = dict(old.facts)
    serial = service.replace_name(work, administrator(work.session), old.serial, " Ann  Lindqvist ")
    new = work.session.scalars(select(Certificate).where(Certificate.serial == serial)).one()
    assert new.printed.name == "Ann Lindqvist"
    assert new.token != old.token
    assert new.replaces_id == old.id
    own = ("name", "serial", "token")
    assert {k: v for k, v in new.facts.items() if k not in own} == {
        k: v for k, v in before.items() if k not in own
    }
    assert old.facts == before
    assert old.validity.verdict(work.at.date()) is Verdict.REPLACED
    assert issue(begin) == 1
    assert kinds(work.session, old) == ["certificate.replaced"]


def test_a_name_that_cannot_be_printed_is_mended_by_replacing(work, begin):
    old = ordered(work, person=a_person(work.session, name="Ann \U0001f600"))
    assert issue(begin) == 0
    serial = service.replace_name(work, administrator(work.session), old.serial, "Ann")
    new = work.session.scalars(select(Certificate).where(Certificate.serial == serial)).one()
    assert issue(begin) == 1
    assert new.issued_at
    assert old.issued_at is None
    assert [one.serial for one in store.mine(work.session, old.person_id)] == [serial]


@pytest.mark.parametrize(
    ("state", "name", "sentence"),
    [
        ({"replaced_at": datetime(2026, 2, 1, tzinfo=UTC)}, "Bo", "was replaced before"),
        (
            {
                "withdrawn_at": datetime(2026, 2, 1, tzinfo=UTC),
                "reason_class": ReasonClass.CONDUCT,
                "reason": "x",
            },
            "Bo",
            "cannot be replaced",
        ),
        ({}, "Ann Okafor", "says already"),
        ({}, "12", "at least one letter"),
        ({}, "", "Enter the name"),
        ({}, "Ann \u16a0", "fonts cannot print"),
    ],
)
def test_what_cannot_be_replaced_is_refused_in_words(work, state, name, sentence):
    certificate = a_certificate(work.session, facts=some_facts(name="Ann Okafor"), **state)
    before = certificate.replaced_at
    with pytest.raises(RuleError, match=sentence):
        service.replace_name(work, administrator(work.session), certificate.serial, name)
    assert certificate.replaced_at == before


def test_the_list_in_sql_agrees_with_the_verdict_in_python(work):
    at, day = work.at, work.at.date()
    gone = {"withdrawn_at": at, "reason_class": ReasonClass.CONDUCT, "reason": "x"}
    for facts in (until(day), until(day - timedelta(days=1))):
        a_certificate(work.session, facts=facts)
    for state in (gone, {"replaced_at": at}, gone | {"replaced_at": at}):
        for facts in (until(day), until(day - timedelta(days=1))):
            a_certificate(work.session, facts=facts, **state)
    waits = a_certificate(work.session, is_issued=False)
    of = {the_site(work.session).id}
    everything, count = store.issued(work.session, of, Search(), day)
    assert count == len(everything) == 9
    for show in (Show.VALID, Show.EXPIRED, Show.REPLACED, Show.WITHDRAWN):
        rows, _ = store.issued(work.session, of, Search(show=show), day)
        expected = [
            one
            for one in everything
            if one.issued_at and one.validity.verdict(day).value == show.value
        ]
        assert list(rows) == expected != []
    assert store.issued(work.session, of, Search(show=Show.PENDING), day)[0] == [waits]


def test_the_list_is_searched_by_serial_and_by_printed_name(work):
    a_certificate(work.session, facts=some_facts(name="Bo 100% Ståhl"))
    wanted = a_certificate(work.session, facts=some_facts(name="Ștefan Łu"))
    of, day = {the_site(work.session).id}, work.at.date()

    def found(words):
        return [one.id for one in store.issued(work.session, of, Search(words), day)[0]]

    assert found("tefan łu") == found("Ștefan") == [wanted.id]
    assert found(wanted.serial.lower()) == [wanted.id]
    assert found("_") == []
    assert len(found("100%")) == 1
    assert store.issued(work.session, {uuid4()}, Search(), day) == ([], 0)


def test_the_trail_of_a_certificate_is_found_by_its_instants(work, begin, clock):
    certificate = ordered(work)
    clock.instant += timedelta(hours=1)
    assert issue(begin) == 1
    ordered(work)
    kinds = [entry.kind for entry in store.trail(work.session, certificate)]
    assert kinds == ["certificate.ordered", "certificate.issued"]


def test_a_certificate_expires_after_it_is_issued_says_the_table(session):
    a_certificate(session)
    with pytest.raises(DBAPIError):
        session.execute(text("UPDATE certificate SET expires_on = '1990-01-01'"))
