"""Where the bytes of files are kept: known by their SHA-256, outside whatever the web serves."""

import logging
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from cpd.kernel.errors import RuleError
from cpd.web.context import parts

NAME = re.compile(r"[0-9a-f]{64}")
NO_ROOM = (
    "The file could not be kept: there is no room for it at the moment. Nothing was changed. "
    "Please try again later, or tell whoever runs this site."
)

log = logging.getLogger(__name__)


class Storage(Protocol):
    """Keeps bytes under their hash. Whatever follows this can stand in the folder's place."""

    def keep(self, content: bytes) -> str: ...
    def read(self, name: str) -> bytes | None: ...
    def drop(self, name: str) -> None: ...
    def older_than(self, instant: datetime) -> Iterator[str]: ...


class Folder:
    """A folder on disk, with one below it for each first two characters of a hash."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError("a stored file is named by its SHA-256")
        return self.root / name[:2] / name

    def keep(self, content: bytes) -> str:
        """Write a file whole or not at all. What is there already is only made young again."""
        name = sha256(content).hexdigest()
        path = self.path(name)
        try:
            with suppress(FileNotFoundError):
                os.utime(path)
                if path.stat().st_size == len(content):
                    return name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(path, content)
        except OSError as error:
            log.exception("a file of %s bytes was not kept", len(content))
            raise RuleError(NO_ROOM) from error
        return name

    def read(self, name: str) -> bytes | None:
        """Return the file; None if it is not there or not what it was."""
        try:
            content = self.path(name).read_bytes()
        except OSError:
            return None
        if sha256(content).hexdigest() != name:
            log.error("the stored file %s is not what it was", name)
            return None
        return content

    def drop(self, name: str) -> None:
        self.path(name).unlink(missing_ok=True)

    def older_than(self, instant: datetime) -> Iterator[str]:
        """Yield what was last kept before then, and clear away what was never finished."""
        for path in sorted(self.root.glob("??/*")):
            with suppress(FileNotFoundError):
                kept_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                if kept_at >= instant:
                    continue
                if NAME.fullmatch(path.name):
                    yield path.name
                elif path.suffix == ".part":
                    path.unlink()


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the place, make sure it is on the disk, then move it there in one step."""
    half_written = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(half_written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half_written.replace(path)
    except BaseException:
        half_written.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def storage() -> Storage:
    return Folder(parts().settings.data_dir / "evidence")
