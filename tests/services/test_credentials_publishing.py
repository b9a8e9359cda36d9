"""Status lists as files: signed anew when they must be, and only then."""

from datetime import timedelta

import pytest

from cpd import jobs
from cpd.credentials import service, statuses
from cpd.credentials.rules.purposes import StatusPurpose
from cpd.keys.rules.identity import did_of
from cpd.keys.service import EXTENSION
from cpd.keys.signing import SignerAwayError
from cpd.web.published import place, published
from cpd.work import Work, transaction
from tests.conftest import TODAY
from tests.factories.credentials import keys
from tests.signers import a_signer

DID = did_of("http://localhost")


@pytest.fixture
def nothing_published(app):
    """Published files outlive a test: the folder belongs to the whole run."""
    with app.app_context():
        for purpose in StatusPurpose:
            place(f"status/{purpose}/1").unlink(missing_ok=True)
    return app


def bits(app, purpose):
    with app.app_context():
        return statuses.read(published(f"status/{purpose}/1"), keys(DID))


def test_a_withdrawal_is_published_by_the_same_run_of_the_job(nothing_published, work):
    app = nothing_published
    ours, other = service.draw_place(work), service.draw_place(work)
    work.session.commit()
    jobs.once(app, "publish")
    assert not bits(app, "revocation").is_set(ours.position)
    service.revoke(work, ours)
    work.session.commit()
    jobs.once(app, "publish")
    now = bits(app, "revocation")
    assert now.is_set(ours.position)
    assert not now.is_set(other.position)
    assert not bits(app, "suspension").is_set(ours.position)


def test_it_is_published_right_after_the_withdrawal_without_the_job(nothing_published, work):
    app = nothing_published
    ours = service.draw_place(work)
    work.session.commit()
    with app.app_context(), transaction(Work(work.session, "ann", TODAY, {})) as withdrawing:
        service.revoke(withdrawing, ours)
        service.revoke(withdrawing, ours)
    assert bits(app, "revocation").is_set(ours.position)


def test_what_is_on_hold_is_not_accepted_and_the_other_list_says_why(nothing_published, work):
    app = nothing_published
    ours = service.draw_place(work)

    def read():
        work.session.commit()
        jobs.once(app, "publish")
        return [bits(app, one).is_set(ours.position) for one in ("revocation", "suspension")]

    assert read() == [False, False]
    service.suspend(work, ours)
    assert read() == [True, True]
    service.reinstate(work, ours)
    assert read() == [False, False]
    service.suspend(work, ours)
    service.revoke(work, ours)
    assert read() == [True, False], "withdrawn, no longer on hold"


def test_a_list_is_signed_anew_daily_and_not_more_often(nothing_published, work, clock):
    app = nothing_published
    service.draw_place(work)
    work.session.commit()
    jobs.once(app, "publish")
    first = bits(app, "revocation")
    clock.instant = TODAY + timedelta(hours=23)
    jobs.once(app, "publish")
    assert bits(app, "revocation").valid_from == first.valid_from
    clock.instant = TODAY + timedelta(hours=24)
    jobs.once(app, "publish")
    assert bits(app, "revocation").valid_from == TODAY + timedelta(hours=24)


def test_without_a_signer_the_old_list_stays(nothing_published, work, clock, monkeypatch):
    class Away:
        def public(self, purpose):
            raise SignerAwayError("The process that holds the keys does not answer.")

        sign = public

    app = nothing_published
    ours = service.draw_place(work)
    work.session.commit()
    jobs.once(app, "publish")
    before = bits(app, "revocation")
    service.revoke(work, ours)
    work.session.commit()
    monkeypatch.setitem(app.extensions, EXTENSION, Away())
    with pytest.raises(SignerAwayError):
        jobs.once(app, "publish")
    assert bits(app, "revocation") == before
    monkeypatch.setitem(app.extensions, EXTENSION, a_signer())
    jobs.once(app, "publish")
    assert bits(app, "revocation").is_set(ours.position)
