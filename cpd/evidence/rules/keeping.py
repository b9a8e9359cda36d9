"""How much evidence can be kept, how long what was removed can be put back, and to which entry."""

from datetime import datetime, timedelta

from cpd.evidence.rules.files import MEGABYTE
from cpd.kernel.errors import RuleError

MOST_OF_ENTRY = 20
MOST_BYTES = 500 * MEGABYTE
PUT_BACK_FOR = timedelta(days=7)
NEVER_FINISHED_AFTER = timedelta(days=1)


def refuse_withdrawn(withdrawn_at: datetime | None) -> None:
    if withdrawn_at is not None:
        raise RuleError("This entry is withdrawn. Restore it first, then add evidence.")


def refuse_too_many(count: int) -> None:
    if count >= MOST_OF_ENTRY:
        raise RuleError(
            f"This entry has {count} pieces of evidence, which is as many as one can have. "
            "Remove one first."
        )


def refuse_too_much(held: int, more: int) -> None:
    if held + more > MOST_BYTES:
        raise RuleError(
            f"Your files would take more than {MOST_BYTES // MEGABYTE} MB together. Remove some "
            "first, or add a link instead of a file."
        )


def gone_for_good_at(removed_at: datetime) -> datetime:
    return removed_at + PUT_BACK_FOR


def refuse_erased(*, is_there: bool) -> None:
    if not is_there:
        raise RuleError("This file was deleted for good. Choose it anew to add it.")
