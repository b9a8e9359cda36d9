"""A PostgreSQL of the tests' own: made in a temporary folder, stopped and removed afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOMES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def program(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([*map(str, HOMES), os.environ["PATH"]]))
    if found is None:
        raise RuntimeError(f"{name} is not installed; `make setup` says what to install")
    return found


def owner() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as its own user, or as nobody."""
    if os.geteuid() != 0:
        return None
    users = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in users else "nobody"


@contextmanager
def throw_away(*, is_durable: bool = False) -> Iterator[str]:
    """Yield the address of an empty database that is gone when the block ends.

    Tests can do without waiting for the disk; what measures writing asks for one that `is_durable`.
    """
    folder = Path(tempfile.mkdtemp(prefix="cpd-pg-"))
    user = owner()
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"

    def run(*command: str) -> None:
        done = subprocess.run(
            command, user=user, check=False, cwd=folder, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")

    run(
        program("initdb"), "-D", str(data), "-U", "cpd", "-A", "trust",
        "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
    )  # fmt: skip
    fsync = "on" if is_durable else "off"
    options = f"-k {folder} -c listen_addresses='' -c fsync={fsync} -c max_connections=60"
    control = [program("pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
    run(*control, "-o", options, "start")
    try:
        run(program("createdb"), "-h", str(folder), "-U", "cpd", "cpd")
        yield f"postgresql+psycopg://cpd@/cpd?host={folder}"
    finally:
        run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
