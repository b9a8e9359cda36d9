"""How a text stands in a cell that a spreadsheet will open."""

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: such a one gets an apostrophe."""
    return "'" + cell if cell.lstrip("'").startswith(STARTS_A_FORMULA) else cell


def unguarded(cell: str) -> str:
    """Return what was there before `guarded`, for whatever reads the file in again."""
    is_guarded = cell.startswith("'") and cell.lstrip("'").startswith(STARTS_A_FORMULA)
    return cell[1:] if is_guarded else cell
