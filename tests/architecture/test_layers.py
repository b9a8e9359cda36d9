import ast
import re
import subprocess
import sys
from pathlib import Path

from tests.architecture.lists import as_lines
from tests.architecture.source import ROOT, functions, imported, modules, slice_of

LONGEST_FILE = 300
LONGEST_FORMS_OR_TESTS = 400
LONGEST_FUNCTION = 40
INNER = re.compile(r"^cpd\.(\w+)\.(store|forms|views)\b")

SQL = ("select", "insert", "update", "delete", "text")
SQL_ELSEWHERE = {
    "cpd/db/engines.py": "how each database is set up, and what it says of its own soundness",
    "cpd/web/limits.py": "the shell has no stores; its one table is counted here",
    "cpd/people/holding.py": "the one statement that every request begins with",
}

# Another slice's store, forms or views are its own business. Who may use one all the same, and why.
ALLOWED = {
    # The application registers every blueprint.
    "cpd/app.py": {"*.views"},
    # A quiz and a scenario are attempts: they save and read the answers of the one attempt model.
    "cpd/quizzes/service.py": {"attempts.store"},
    "cpd/scenarios/service.py": {"attempts.store"},
    # A certificate states the completion it was earned with, and the name its holder had that day.
    "cpd/certificates/service/ordering.py": {"attempts.store", "people.store"},
    # Whether an entry is attested, or evidenced, as it stands is for those slices alone to say.
    "cpd/standings/store/entries.py": {"attestations.store", "evidence.store"},
    # The doctor looks at the rows of every slice, and changes none.
    "cpd/cli/diagnosis.py": {"*.store"},
}


def test_the_import_contracts_hold():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_slice_stands_in_the_order_of_slices():
    """A slice that the contract does not name could import what it likes."""
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ordered = set(re.findall(r"\bcpd\.(\w+)", settings.split('name = "Slices are ordered"')[1]))
    there = {slice_of(path) for path in modules()} - {"__init__", "__main__"}
    assert there - ordered == set()


def is_pure(path: str) -> bool:
    return {"rules", "rules.py", "kernel"} & set(Path(path).parts) != set()


def may_be_in_rules(name: str) -> bool:
    if name.startswith("cpd."):
        return name.startswith("cpd.kernel.") or ".rules" in name
    return name.split(".", maxsplit=1)[0] in sys.stdlib_module_names


def test_rules_import_the_standard_library_the_kernel_and_rules_only():
    impure = [
        f"{path}: {name}"
        for path, tree in modules().items()
        if is_pure(path)
        for name in sorted(imported(tree))
        if not may_be_in_rules(name)
    ]
    assert not impure, as_lines(impure)


def test_nothing_is_imported_late():
    late = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not late, as_lines(late)


def foreign(path: str) -> set[str]:
    """Name the inner parts of other slices that a module imports: `attempts.store`."""
    found = (INNER.match(name) for name in imported(modules()[path]))
    return {f"{one[1]}.{one[2]}" for one in found if one and one[1] != slice_of(path)}


def allows(path: str, name: str) -> bool:
    allowed = ALLOWED.get(path, set())
    return name in allowed or f"*.{name.split('.')[1]}" in allowed


def test_a_slices_inner_parts_are_its_own():
    used = [f"{path}: {name}" for path in modules() for name in sorted(foreign(path))
            if not allows(path, name)]  # fmt: skip
    assert not used, as_lines(used)


def builds_sql(path: str) -> bool:
    return {f"sqlalchemy.{word}" for word in SQL} & imported(modules()[path]) != set()


def test_sql_is_built_in_stores_only():
    tables = {"store", "store.py", "models.py"}
    elsewhere = {path for path in modules() if builds_sql(path) and not tables & {*path.split("/")}}
    assert elsewhere == set(SQL_ELSEWHERE)


def test_no_permission_outlives_its_use():
    gone = [
        f"{path}: {name}"
        for path, names in ALLOWED.items()
        for name in names
        if not name.startswith("*") and (path not in modules() or name not in foreign(path))
    ]
    assert not gone, as_lines(gone)


def longest(path: Path) -> int:
    roomy = path.is_relative_to(ROOT / "tests") or "forms" in path.stem
    return LONGEST_FORMS_OR_TESTS if roomy else LONGEST_FILE


def test_no_file_is_longer_than_one_thought():
    files = [*(ROOT / "cpd").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    long = [f"{p.relative_to(ROOT)}: {n}" for p, n in lengths.items() if n > longest(p)]
    assert not long, as_lines(long)


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{path}:{function.lineno} {function.name}"
        for path, tree in modules().items()
        for function in functions(tree)
        if function.end_lineno - function.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long, as_lines(long)
