"""Files for everybody: written by a job, and served though the database be away."""

import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from flask import Response, abort, request

from cpd.web.context import parts

FOLDER = "public"
MOST_PIECES = 10  # a longer path is none of ours, and may be too long for the disk
PART = re.compile(r"(?=.*[A-Za-z0-9])[A-Za-z0-9._-]{1,100}")
FOR_ANY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def place(path: str) -> Path:
    """Return where a published file stands. A path that leads elsewhere is no path of ours."""
    pieces = path.split("/")
    if len(pieces) > MOST_PIECES or not all(PART.fullmatch(piece) for piece in pieces):
        raise ValueError("that is not the path of a published file")
    return parts().settings.data_dir.joinpath(FOLDER, *pieces)


def published(path: str) -> bytes | None:
    """Return what stands there now; nothing if nothing was published there."""
    try:
        return place(path).read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


@contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """Let nobody else publish this meanwhile: a slower process would put an older one back."""
    folder = parts().settings.data_dir
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{what}-publishing.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def publish(path: str, content: bytes) -> bool:
    """Put a file there whole or not at all; say whether that changed anything."""
    if published(path) == content:
        return False
    there = place(path)
    there.parent.mkdir(parents=True, exist_ok=True)
    half_written = there.with_name(f"~{secrets.token_hex(8)}")  # no path can lead to it
    try:
        with half_written.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half_written.replace(there)
    except BaseException:
        half_written.unlink(missing_ok=True)
        raise
    return True


def view_of(path: str, media_type: str, max_age: timedelta, *, immutable: bool = False) -> Response:
    """Answer with a published file, or that it did not change; 404 if it is not there."""
    try:
        content = published(path)
    except ValueError:
        content = None
    if content is None:
        abort(404)
    answer = Response(content, content_type=media_type)
    answer.headers.update(FOR_ANY_SITE)
    answer.cache_control.public = True
    answer.cache_control.max_age = int(max_age.total_seconds())
    answer.cache_control.immutable = immutable
    answer.set_etag(sha256(content).hexdigest()[:32])
    answer.make_conditional(request)
    return answer
