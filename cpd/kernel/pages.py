"""How long lists are cut into pages."""

MOST_PAGES = 100_000


def pages_of(count: int, per_page: int) -> int:
    """Return how many pages hold so many rows; there is always a first."""
    return max(1, -(-count // per_page))


def page_number(asked: int | None) -> int:
    """Return the page somebody asks for: the first for nonsense, and none a database refuses."""
    return min(max(asked or 1, 1), MOST_PAGES)
