"""Whoever checks without us can tell what was replaced from what was withdrawn."""

import pytest

from cpd import jobs
from cpd.certificates import service
from cpd.certificates.rules.validity import ReasonClass
from cpd.certificates.service.marking import mark
from cpd.credentials import statuses
from cpd.credentials.rules.purposes import StatusPurpose
from cpd.credentials.service import draw_place
from cpd.keys.rules.identity import did_of
from cpd.transparency.rules.leaves import Operation
from cpd.web.published import place, published
from tests.conftest import TODAY
from tests.factories.certificates import a_certificate
from tests.factories.credentials import keys

DID = did_of("http://localhost")
TOLD = (StatusPurpose.REVOCATION, StatusPurpose.REPLACEMENT)


@pytest.fixture
def nothing_published(app):
    """Published files outlive a test: the folder belongs to the whole run."""
    with app.app_context():
        for purpose in StatusPurpose:
            place(f"status/{purpose}/1").unlink(missing_ok=True)
    return app


@pytest.fixture
def one(session, work):
    """A certificate with a place in the lists."""
    certificate, drawn = a_certificate(session), draw_place(work)
    certificate.status_list, certificate.status_position = drawn.list_number, drawn.position
    session.flush()
    return certificate


def told(app, position):
    """Run the job, and read what the lists of revocations and of replacements say of a place."""
    jobs.once(app, "publish")
    with app.app_context():
        lists = [statuses.read(published(f"status/{one}/1"), keys(DID)) for one in TOLD]
    return [found.is_set(position) for found in lists]


def test_what_was_replaced_is_in_both_lists(nothing_published, session, work, one):
    position = one.status_position
    one.replaced_at = TODAY
    mark(work, one, Operation.REPLACE)
    session.commit()
    assert told(nothing_published, position) == [True, True]


def test_what_was_withdrawn_is_not_in_the_second(nothing_published, session, work, one):
    position = one.status_position
    one.withdrawn_at, one.reason_class, one.reason = TODAY, ReasonClass.ISSUED_IN_ERROR, "x"
    mark(work, one, Operation.WITHDRAW)
    session.commit()
    assert told(nothing_published, position) == [True, False]


def test_what_was_erased_is_in_the_second_no_more(nothing_published, session, work, one):
    position, one.replaced_at, one.erased_at = one.status_position, TODAY, TODAY
    mark(work, one, Operation.ERASE)
    session.commit()
    assert told(nothing_published, position) == [True, False]


def test_the_second_list_is_never_older_than_the_first(
    nothing_published, session, work, one, clock
):
    """Else its silence would not mean that what ended since was withdrawn."""
    app, position = nothing_published, one.status_position
    session.commit()
    assert told(app, position) == [False, False]
    clock.instant = TODAY.replace(hour=TODAY.hour + 1)
    one.withdrawn_at, one.reason_class, one.reason = TODAY, ReasonClass.ISSUED_IN_ERROR, "x"
    mark(work, one, Operation.WITHDRAW)
    session.commit()
    assert told(app, position) == [True, False]
    with app.app_context():
        begun = [statuses.signed_at(published(f"status/{purpose}/1")) for purpose in TOLD]
        assert begun[1] >= begun[0] > TODAY
        assert service.publish_replaced() == 0, "and is not signed again without need"
