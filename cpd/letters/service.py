"""Puts letters into the outbox, and settles those that are in doubt."""

from cpd.letters import store
from cpd.letters.models import Letter
from cpd.letters.rules import Draft
from cpd.work import Work


def queue(work: Work, draft: Draft) -> Letter:
    """Owe this letter from the moment the transaction commits. Twice gives the first one back."""
    store.add_once(work.session, draft, work.at)
    letter = store.by_key(work.session, draft.key)
    if letter is None:
        raise LookupError(f"the outbox took {draft.key} and does not show it")
    return letter
