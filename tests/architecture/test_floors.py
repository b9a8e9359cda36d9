import re
import subprocess

import pytest

from tests.architecture.source import ROOT

# Below these, each has a known hole or fault (reliability.md, B.5).
FLOORS = {
    "weasyprint": "70.0",
    "flask": "3.1.3",
    "werkzeug": "3.1.9",
    "jinja2": "3.1.6",
    "apscheduler": "3.11.3",
    "gunicorn": "27",
}
CEILINGS = {"apscheduler": "4"}
LISTS = ("requirements.txt", "requirements-dev.txt")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)

# Taken apart, so that this file does not hold what it looks for.
INDEX_HOSTS = ("pypi" + ".org", "python" + "hosted", "registry.npm" + "js", "npm" + "js.org")
MACHINE_PATHS = re.compile(r"(?<![\w.>~}-])/(work|root|home)" + r"/[\w.-]")
ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links|^-[if] ", re.MULTILINE)


def as_numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {found.lower(): version for found, version in PINNED.findall(text)}


def tracked() -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode:
        pytest.skip("not a git checkout, so nothing is tracked")
    return [name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for name in tracked():
        text = (ROOT / name).read_bytes().decode("utf-8", "ignore")
        found += [f"{name}: {line.strip()[:100]}" for line in text.splitlines() if
                  pattern.search(line)]  # fmt: skip
    return found


@pytest.mark.parametrize("where", LISTS)
@pytest.mark.parametrize("name", FLOORS)
def test_nothing_is_pinned_below_its_floor(where, name):
    assert as_numbers(pins(where)[name]) >= as_numbers(FLOORS[name])


@pytest.mark.parametrize("where", LISTS)
@pytest.mark.parametrize("name", CEILINGS)
def test_nothing_is_pinned_above_its_ceiling(where, name):
    assert as_numbers(pins(where)[name]) < as_numbers(CEILINGS[name])


@pytest.mark.parametrize("name", FLOORS)
def test_the_project_asks_for_at_least_its_floors(name):
    """Whoever installs without the pinned list is kept above the floors too."""
    asked = re.search(rf'"{name}>=([\d.]+)', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert as_numbers(asked[1]) >= as_numbers(FLOORS[name])


@pytest.mark.parametrize("where", LISTS)
def test_every_pin_has_its_hash(where):
    text = (ROOT / where).read_text(encoding="utf-8").replace("\\\n", " ")
    bare = [line for line in text.splitlines() if PINNED.match(line) and "--hash=" not in line]
    assert bare == []


def test_both_lists_pin_the_same_versions():
    running, developing = (pins(where) for where in LISTS)
    assert {name: developing.get(name) for name in running} == running


@pytest.mark.parametrize("where", LISTS)
def test_no_list_names_an_index(where):
    assert not ADDRESS.search((ROOT / where).read_text(encoding="utf-8"))


def test_no_file_names_an_index():
    assert lines_with(re.compile("|".join(map(re.escape, INDEX_HOSTS)))) == []


def test_no_file_names_a_path_of_a_machine():
    assert lines_with(MACHINE_PATHS) == []
