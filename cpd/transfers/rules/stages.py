"""How far a file has come on its way into the log."""

from enum import StrEnum

AT_ONCE = 2000  # longer files are read by a job, and the page says how far it is


class Stage(StrEnum):
    COLUMNS = "columns"  # waits for its owner to say what the columns are
    CHECKING = "checking"
    CHECKED = "checked"  # waits for its owner to say yes
    IMPORTING = "importing"
    IMPORTED = "imported"
    UNDONE = "undone"
    GIVEN_UP = "given_up"


RUNNING = (Stage.CHECKING, Stage.IMPORTING)
OPEN = (Stage.COLUMNS, Stage.CHECKING, Stage.CHECKED, Stage.IMPORTING)
STAGE_WORDS = {
    Stage.COLUMNS: "Columns to be chosen",
    Stage.CHECKING: "Being checked",
    Stage.CHECKED: "Checked, not imported yet",
    Stage.IMPORTING: "Being imported",
    Stage.IMPORTED: "Imported",
    Stage.UNDONE: "Undone",
    Stage.GIVEN_UP: "Given up",
}
