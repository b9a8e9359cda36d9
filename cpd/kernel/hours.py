"""Minutes as people write and say them."""


def spoken(minutes: int) -> str:
    """Say a number of minutes: 90 is “1 hour 30 minutes”."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(f"{hours:,} hour" + ("" if hours == 1 else "s"))
    if rest or not hours:
        parts.append(f"{rest} minute" + ("" if rest == 1 else "s"))
    return " ".join(parts)
