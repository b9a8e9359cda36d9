"""How long lists are cut into pages."""


def pages_of(count: int, per_page: int) -> int:
    """Return how many pages hold so many rows; there is always a first."""
    return max(1, -(-count // per_page))
