import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.architecture.source import ROOT

TRIAL = """
import sys
from cpd import places
from cpd.app import create_app

assert str(places.PACKAGE).startswith(sys.argv[1]), places.PACKAGE
app = create_app()
browser = app.test_client()
for path in ("/healthz", "/readyz", "/", "/modules", "/codes", "/sign-in", "/static/cpd.css"):
    answer = browser.get(path)
    print(path, answer.status_code)
    answer.close()
"""


def run(*command: str, cwd: Path, **environ: str) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("CPD_")}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env=env | environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def inside(wheel):
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A folder in which the wheel is installed; what it needs comes from the tests' own."""
    target = tmp_path_factory.mktemp("installed")
    options = ("--no-deps", "--no-index", "--no-compile", "--quiet", "--disable-pip-version-check")
    run("-m", "pip", "install", *options, "--target", str(target), str(wheel), cwd=target)
    return target


def files(folder: str, where: Path = ROOT) -> set[str]:
    """Return the files under a folder of the checkout, by their paths from there."""
    return {
        str(path.relative_to(where))
        for path in (where / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("folder", ["templates", "quizzes", "scenarios", "migrations"])
def test_what_stands_beside_the_package_travels_inside_it(inside, folder):
    assert {f"cpd/_shipped/{name}" for name in files(folder)} - inside == set()


def test_everything_in_the_package_travels(inside):
    assert files("cpd") - inside == set()


@pytest.mark.parametrize(
    "pattern",
    [
        "cpd/static/cpd.css",
        "cpd/static/cpd.js",
        "cpd/static/fonts/*.woff2",
        "cpd/static/fonts/print/*.ttf",
        "cpd/static/fonts/*LICENSE*",
        "cpd/codes/registers/*.yaml",
        "cpd/requirements/packs/*.yaml",
        "cpd/requirements/packs/published.json",
        "cpd/requirements/schemas/*.schema.json",
        "cpd/people/common_passwords.txt",
        "cpd/mailcatcher/templates/*.html",
    ],
)
def test_what_the_pages_need_is_there(inside, pattern):
    assert any(Path(name).match(pattern) for name in inside)


def test_nothing_of_the_tests_and_no_data_travels(inside):
    ours = {name for name in inside if name.startswith("cpd/") or ".dist-info/" in name}
    strays = inside - ours
    assert strays == set()
    assert not any(name.endswith((".sqlite", ".pyc", "secret-key")) for name in inside)


def test_the_licence_and_the_command_travel(inside):
    assert any(name.endswith("licenses/LICENSE") for name in inside)
    assert any(name.endswith("entry_points.txt") for name in inside)


def test_it_works_where_there_is_no_checkout(installed, tmp_path):
    here = {"PYTHONPATH": str(installed), "CPD_DATA_DIR": str(tmp_path / "var")}
    run("-m", "cpd", "content", "check", cwd=tmp_path, **here)
    run("-m", "cpd", "rules", "lint", cwd=tmp_path, **here)
    run("-m", "cpd", "upgrade", cwd=tmp_path, **here)
    told = run("-c", TRIAL, str(installed), cwd=tmp_path, **here)
    assert [line for line in told.splitlines() if not line.endswith(" 200")] == []
    assert "/readyz 200" in told
