"""What can be done with the log: write on it, change, withdraw and restore a line."""

from cpd.records.service.crediting import credit_module
from cpd.records.service.drafts import (
    bring_back_draft,
    finish_draft,
    purge,
    save_draft,
    throw_away_draft,
)
from cpd.records.service.entries import change, log, restore, settle, withdraw
from cpd.records.service.events import (
    EntryChanged,
    EntryLogged,
    EntryRestored,
    EntryWithdrawn,
    MonthClosed,
    MonthReopened,
    SupervisorAdded,
    SupervisorChanged,
)
from cpd.records.service.months import close_month, reopen
from cpd.records.service.practice import RowsRefusedError, save_practice, year_stands
from cpd.records.service.repeating import bring_back, repeat, take_back
from cpd.records.service.supervisors import add_supervisor, change_supervisor
from cpd.records.service.templates import (
    bring_back_template,
    count_use,
    delete_template,
    make_template,
    rename_template,
)
from cpd.records.service.timing import (
    discard_timer,
    log_timed,
    pause_timer,
    resume_timer,
    start_timer,
)

__all__ = [
    "EntryChanged",
    "EntryLogged",
    "EntryRestored",
    "EntryWithdrawn",
    "MonthClosed",
    "MonthReopened",
    "RowsRefusedError",
    "SupervisorAdded",
    "SupervisorChanged",
    "add_supervisor",
    "bring_back",
    "bring_back_draft",
    "bring_back_template",
    "change",
    "change_supervisor",
    "close_month",
    "count_use",
    "credit_module",
    "delete_template",
    "discard_timer",
    "finish_draft",
    "log",
    "log_timed",
    "make_template",
    "pause_timer",
    "purge",
    "rename_template",
    "reopen",
    "repeat",
    "restore",
    "resume_timer",
    "save_draft",
    "save_practice",
    "settle",
    "start_timer",
    "take_back",
    "throw_away_draft",
    "withdraw",
    "year_stands",
]
