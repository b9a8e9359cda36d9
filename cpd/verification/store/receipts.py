"""How long the public log was when it was last signed."""

from base64 import b64encode

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.transparency.models import LogCheckpoint
from cpd.verification.rules.receipts import LogState


def log_state(session: Session) -> LogState | None:
    query = select(LogCheckpoint.size, LogCheckpoint.root)
    row = session.execute(query.order_by(LogCheckpoint.size.desc()).limit(1)).first()
    return None if row is None else LogState(row.size, b64encode(row.root).decode("ascii"))
