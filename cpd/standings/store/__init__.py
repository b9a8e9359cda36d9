"""What a member follows, when they were away, their log as the rules read it, and the runs."""

from cpd.standings.store.followings import (
    absence_locked,
    absences,
    add_once,
    current_id,
    ended,
    followed_by,
    followed_by_all,
    mine_locked,
    one_followed,
    same_absence,
)
from cpd.standings.store.judgings import (
    end_others,
    forget_standing,
    members,
    move_on,
    next_members,
    run,
    runs,
    unfinished,
    write_standings,
)
from cpd.standings.store.logs import kept, words_of

__all__ = [
    "absence_locked",
    "absences",
    "add_once",
    "current_id",
    "end_others",
    "ended",
    "followed_by",
    "followed_by_all",
    "forget_standing",
    "kept",
    "members",
    "mine_locked",
    "move_on",
    "next_members",
    "one_followed",
    "run",
    "runs",
    "same_absence",
    "unfinished",
    "words_of",
    "write_standings",
]
