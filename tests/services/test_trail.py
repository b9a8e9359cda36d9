import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cpd.audit.models import AuditEntry


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET kind = 'x'", "DELETE FROM audit_entry"])
def test_the_trail_cannot_be_changed(session, clock, change):
    session.add(AuditEntry(happened_at=clock.now(), actor="ann", kind="test.done", facts={}))
    session.flush()
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change))
