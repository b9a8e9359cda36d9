from datetime import UTC, datetime
from itertools import count

from cpd.letters.models import Letter
from cpd.letters.rules import InDoubt, Phase

_number = count(1)
THEN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def a_letter(session, **given) -> Letter:
    n = next(_number)
    usual = {
        "key": f"letter:{n}",
        "person_id": None,
        "recipient": f"p{n}@example.org",
        "subject": f"Subject {n}",
        "text": "Words.",
        "html": "<p>Words.</p>",
        "is_secret": False,
        "in_doubt": InDoubt.RESEND,
        "phase": Phase.DUE,
        "queued_at": THEN,
        "next_try_at": THEN,
        "tries": 0,
    }
    letter = Letter(**(usual | given))
    session.add(letter)
    session.flush()
    return letter
