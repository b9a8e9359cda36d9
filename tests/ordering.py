"""The fast tests first, so that a mistake shows early."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FAST_FIRST = (
    "rules", "oracles", "content", "documents", "services", "web", "architecture", "journeys",
    "browser",
)  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Sort by folder; within each, whatever order chance gave."""
    items.sort(key=lambda item: FAST_FIRST.index(item.path.relative_to(TESTS).parts[0]))
