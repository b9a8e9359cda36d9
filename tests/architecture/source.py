"""The product's own source, read once: which modules there are, and what they import."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "cpd"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@cache
def modules() -> dict[str, ast.Module]:
    """Return the syntax tree of every module, by its path from the root."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def slice_of(path: str) -> str:
    """Name the slice a module stands in: `cpd/people/store.py` is of `people`."""
    return Path(path).parts[1].removesuffix(".py")


def imported(tree: ast.AST) -> set[str]:
    """Return every name a tree imports, in full: `cpd.people.store.by_id`."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def functions(tree: ast.AST):
    return [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]


@cache
def text_constants() -> set[str]:
    """Return every plain string that stands in the source, to find names of templates by."""
    return {
        node.value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
