"""Lists that are checked in beside the tests, and how they are brought up to date."""

import os
from difflib import unified_diff
from pathlib import Path

FOLDER = Path(__file__).parent
WRITES = "CPD_WRITE_LISTS"


def differences(name: str, lines: list[str], about: str) -> str:
    """Return how the product differs from its list, or nothing. Writes the list when told to."""
    path = FOLDER / name
    heading = [f"# {line}".rstrip() for line in about.strip().splitlines()]
    if os.environ.get(WRITES):
        path.write_text("\n".join([*heading, "", *lines]) + "\n", encoding="utf-8")
    kept = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    kept = [line for line in kept if line and not line.startswith("#")]
    wanted = [line for line in lines if line]
    changes = list(unified_diff(kept, wanted, name, "the product", lineterm="", n=0))
    if not changes:
        return ""
    advice = (
        f"If that is meant, look at each line, then run\n"
        f"  {WRITES}=1 .venv/bin/pytest tests/architecture -k lists\n"
        f"and commit {name} with the change that caused it."
    )
    return "\n".join(["", *changes, "", advice])


def as_lines(found: list[str]) -> str:
    """Show everything that was found, not the first of it."""
    return "\n".join(["", *found])
