"""What an operator sets, and what they are told when it cannot be."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from cpd.kernel.errors import RuleError
from cpd.settings import from_environment, kept_secret


def environment(folder, **settings: str) -> dict[str, str]:
    return {"CPD_DATA_DIR": str(folder)} | settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("CPD_DATABASE_URL", "cpd.sqlite", id="a database that is no address"),
        pytest.param("CPD_DATABASE_URL", "mysql://host/name", id="a database we do not know"),
        pytest.param("CPD_DATABASE_URL", "postgresql://host:port/name", id="a port in letters"),
        pytest.param("CPD_BASE_URL", "cpd.example", id="an address without its scheme"),
        pytest.param("CPD_BASE_URL", "https://cpd.example/here", id="an address with a path"),
        pytest.param("CPD_SMTP_URL", "mail.example", id="a mail server that is no address"),
        pytest.param("CPD_PROXIES", "one", id="proxies in words"),
        pytest.param("CPD_SECRET_KEY", "short", id="a short key"),
        pytest.param("CPD_ARGON2_MEMORY_KIB", "7", id="less memory than a password can take"),
        pytest.param("CPD_ARGON2_PASSES", "0", id="no pass over a password"),
    ],
)
def test_a_setting_that_cannot_be_is_named(tmp_path, name, value):
    with pytest.raises(RuleError, match=name):
        from_environment(environment(tmp_path, **{name: value}))


def test_a_data_folder_that_cannot_be_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RuleError, match="CPD_DATA_DIR"):
        from_environment(environment(tmp_path / "file" / "data"))


def test_no_secret_is_shown_with_the_settings(tmp_path):
    url, post = "postgresql://ann:secret1@host/name", "smtp://ann:secret2@host"
    shown = repr(from_environment(environment(tmp_path, CPD_DATABASE_URL=url, CPD_SMTP_URL=post)))
    assert "secret1" not in shown
    assert "secret2" not in shown
    assert (tmp_path / "secret-key").read_text() not in shown


def test_processes_that_start_at_once_share_one_key(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(kept_secret, [tmp_path / "data"] * 64))
    assert {len(key) for key in keys} == {64}
    assert len(keys) == 1
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret-key"]


def test_a_database_without_tables_is_told_to_be_upgraded(tmp_path):
    command = [sys.executable, "-m", "cpd", "people", "add", "--email", "a@example.org"]
    command += ["--name", "Ann", "--role", "administrator", "--password", "a few good words"]
    done = subprocess.run(
        command, env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "run cpd upgrade" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_database_that_does_not_answer_is_said_in_one_line(tmp_path):
    settings = environment(tmp_path, CPD_DATABASE_URL="postgresql://ann:secret@127.0.0.1:1/name")
    command = [sys.executable, "-m", "cpd", "upgrade"]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("cpd: The database does not answer: ")
    assert len(done.stderr.splitlines()) == 1
    assert "secret" not in done.stderr
