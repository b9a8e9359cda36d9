"""The published shape of a whole export."""

from functools import cache
from pathlib import Path


@cache
def export_schema() -> str:
    return (Path(__file__).parent / "export.schema.json").read_text(encoding="utf-8")
