"""How a text stands in a cell that a spreadsheet will open."""

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: such a one gets an apostrophe.

    One that looks guarded gets another, so that the first apostrophe can always be taken off again.
    """
    return "'" + cell if cell.lstrip("'").startswith(STARTS_A_FORMULA) else cell


def unguarded(cell: str) -> str:
    """Take off exactly what `guarded` put on: one apostrophe, where a formula would follow."""
    is_guarded = cell.startswith("'") and cell.lstrip("'").startswith(STARTS_A_FORMULA)
    return cell[1:] if is_guarded else cell
