"""Where a witness reads a log: over the network, or in a folder."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from cpd.kernel.errors import RuleError
from cpd.transparency.rules.tiles import Tile, hash_in, tile_of
from cpd.transparency.rules.tree import HASH_BYTES, Place, Span, needed

SECONDS = 30
LARGEST = 16 * 1024 * 1024
JSON = "application/json"


class Source(Protocol):
    """A log as files. `read` returns none for what is not there."""

    def read(self, path: str) -> bytes | None: ...


@dataclass(frozen=True)
class Folder:
    root: Path

    def read(self, path: str) -> bytes | None:
        try:
            return self.root.joinpath(*path.split("/")).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise RuleError(f"{self.root} cannot be read: {error.strerror}.") from error


@dataclass(frozen=True)
class Site:
    """The log of a site; `url` is the site's address."""

    url: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise RuleError("The site's address begins with https:// or http://.")

    def at(self, path: str) -> str:
        return f"{self.url.rstrip('/')}/log/{path}"

    def read(self, path: str) -> bytes | None:
        try:
            return asked(Request(self.at(path)))  # noqa: S310 - http or https, see above
        except HTTPError as error:
            if error.code == 404:
                return None
            raise RuleError(f"{self.at(path)} answers {error.code}.") from error

    def send(self, path: str, body: bytes) -> str:
        headers = {"Content-Type": "text/plain; charset=utf-8", "Accept": JSON}
        request = Request(self.at(path), body, headers)  # noqa: S310 - http or https, see above
        try:
            return asked(request).decode("utf-8", "replace")
        except HTTPError as error:
            said = error.read(2000).decode("utf-8", "replace")
            raise RuleError(f"{self.at(path)} answers {error.code}: {said}") from error


def asked(request: Request) -> bytes:
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - http or https, see Site
            body: bytes = answer.read(LARGEST + 1)
    except HTTPError:
        raise
    except (URLError, TimeoutError, OSError) as error:
        raise RuleError(f"{request.full_url} does not answer: {error}.") from error
    if len(body) > LARGEST:
        raise RuleError(f"{request.full_url} answers with too much.")
    return body


@dataclass(frozen=True)
class Tiles:
    """The hashes of a log of `size` leaves, taken from its tiles; each tile is read once."""

    source: Source
    size: int
    read: dict[Tile, bytes] = field(default_factory=dict)

    def hashes(self, *spans: Span) -> dict[Place, bytes]:
        return {place: self.hash_of(place) for place in needed(*spans)}

    def hash_of(self, place: Place) -> bytes:
        tile, span = tile_of(place, self.size)
        if tile not in self.read:
            self.read[tile] = self.content(tile)
        return hash_in(self.read[tile], span)

    def content(self, tile: Tile) -> bytes:
        """Read a tile; one that was cut off may have become whole meanwhile."""
        raw = self.source.read(tile.path)
        if raw is None and not tile.is_whole:
            raw = self.source.read(tile.whole.path)
        if raw is None or len(raw) < tile.width * HASH_BYTES:
            raise RuleError(f"The log does not show {tile.path}, which belongs to its checkpoint.")
        return raw[: tile.width * HASH_BYTES]
