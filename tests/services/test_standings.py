from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from cpd.audit.models import AuditEntry
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.standings import service, store
from cpd.standings.models import Absence, Following
from cpd.standings.rules.following import AbsenceKind, Away, Details
from cpd.standings.rules.strips import first_shown
from cpd.standings.rules.working import checked_shares
from tests.factories.people import a_person
from tests.factories.standings import AS_OF, a_supervision, some_practice

BACP, ICF = "bacp.accredited", "icf.pcc"


def told(session):
    return sorted(session.scalars(select(AuditEntry.kind)))


def followed(work, person, pack=BACP, **details):
    return service.follow(work, person.id, pack, Details(**details))[0]


def test_a_body_followed_twice_is_followed_once(work, session):
    person = a_person(session)
    first, is_new = service.follow(work, person.id, BACP)
    assert is_new
    assert service.follow(work, person.id, BACP) == (first, False)
    assert len(session.scalars(select(Following)).all()) == 1
    assert told(session) == ["following.began"]


def test_a_body_that_is_not_there_cannot_be_followed(work, session):
    with pytest.raises(NotFoundError):
        service.follow(work, a_person(session).id, "nobody.at-all")


def test_what_a_body_knows_is_read_back_as_it_was_said(work, session):
    person = a_person(session)
    said = Details(
        joined_on=date(2020, 2, 29),
        anchors={"credential_awarded": date(2024, 2, 29)},
        working_share=checked_shares("2/3\n50% from 2026-03-01"),
        grade="acc",
    )
    service.follow(work, person.id, ICF, said)
    (found,) = store.followed_by(session, person.id)
    assert (found.pack_id, found.details) == (ICF, said)


def test_details_change_once_and_only_over_what_was_seen(work, session):
    person = a_person(session)
    id_ = followed(work, person)
    said = Details(joined_on=date(2020, 1, 1))
    assert service.change(work, person.id, id_, 1, said).version == 2
    assert service.change(work, person.id, id_, 1, said).version == 2  # the same again: no trace
    with pytest.raises(RuleError, match="another window"):
        service.change(work, person.id, id_, 1, Details(joined_on=date(2021, 1, 1)))
    assert told(session) == ["following.began", "following.changed"]


def test_stopping_can_be_undone(work, session):
    person = a_person(session)
    id_ = followed(work, person)
    service.stop(work, person.id, id_)
    service.stop(work, person.id, id_)
    assert store.followed_by(session, person.id) == []
    assert [row.id for row in store.ended(session, person.id)] == [id_]
    service.resume(work, person.id, id_)
    service.resume(work, person.id, id_)
    assert [one.id for one in store.followed_by(session, person.id)] == [id_]
    assert told(session) == ["following.began", "following.ended", "following.resumed"]


def test_a_body_followed_anew_is_not_resumed_beside_it(work, session):
    person = a_person(session)
    old = followed(work, person)
    service.stop(work, person.id, old)
    new = followed(work, person)
    assert new != old
    with pytest.raises(RuleError, match="again already"):
        service.resume(work, person.id, old)
    assert store.ended(session, person.id) == []


def test_nobody_touches_what_is_anothers(work, session):
    person, other = a_person(session), a_person(session)
    id_ = followed(work, person)
    away = service.add_absence(work, person.id, Away(kind=AbsenceKind.OTHER, since=AS_OF))
    for tried in (
        lambda: service.stop(work, other.id, id_),
        lambda: service.resume(work, other.id, id_),
        lambda: service.change(work, other.id, id_, 1, Details()),
        lambda: service.withdraw_absence(work, other.id, away.id),
        lambda: service.restore_absence(work, other.id, away.id),
    ):
        with pytest.raises(NotFoundError):
            tried()
    assert store.one_followed(session, other.id, id_) is None


def test_days_away_are_added_once_withdrawn_and_restored(work, session):
    person = a_person(session)
    away = Away(kind=AbsenceKind.PARENTAL, since=AS_OF, until=AS_OF)
    first = service.add_absence(work, person.id, away)
    assert service.add_absence(work, person.id, away).id == first.id
    service.withdraw_absence(work, person.id, first.id)
    assert service.add_absence(work, person.id, away).id != first.id
    service.restore_absence(work, person.id, first.id)
    assert len(session.scalars(select(Absence)).all()) == 2
    assert told(session) == [
        "absence.added", "absence.added", "absence.restored", "absence.withdrawn",
    ]  # fmt: skip


def test_days_away_the_wrong_way_round_are_refused(work, session):
    wrong = Away(kind=AbsenceKind.OTHER, since=AS_OF, until=AS_OF - timedelta(days=1))
    with pytest.raises(RuleError):
        service.add_absence(work, a_person(session).id, wrong)


def test_a_member_is_judged_by_the_same_engine_as_at_the_command_line(work, session):
    person = a_person(session)
    followed(work, person)
    some_practice(session, person)
    a_supervision(session, person)
    (one,) = store.followed_by(session, person.id)
    kept = store.kept(session, {person.id: "UTC"})[person.id]
    found = service.judge(kept, one, AS_OF, first_shown(AS_OF))
    rows = {row.requirement: row for row in found.evaluation.rows}
    monthly = rows["supervision_monthly"]
    assert (monthly.verdict, monthly.short) == ("open", Fraction(30))


def test_a_pack_that_is_gone_is_not_judged(work, session):
    person = a_person(session)
    followed(work, person)
    session.execute(Following.__table__.update().values(pack_id="was.here"))
    (one,) = store.followed_by(session, person.id)
    assert service.judge(store.kept(session, {person.id: "UTC"})[person.id], one, AS_OF) is None
