"""Everything of one member as one packed file, written while it is sent."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cpd.evidence.rules.files import ENDINGS, Media
from cpd.evidence.storage import Storage
from cpd.kernel.errors import RuleError
from cpd.records.rules.texts import without_steering
from cpd.transfers import whole
from cpd.transfers.documents import render
from cpd.transfers.gathering import Asked, portfolio
from cpd.transfers.rules.formats import Wanted
from cpd.transfers.store import wholes as store

ALL = Wanted()
README = """Everything you have here, as of {day}

log.csv        every entry of your log, for a spreadsheet; it imports again
log.json       the same with everything else: versions, evidence, attestations, papers,
               declarations, days away, bodies you follow, templates and drafts; it imports again
portfolio-*.pdf   your log on paper, a file for each year
evidence/      the files you added to entries
papers/        the files you added to papers
certificates/  your certificates, as they were issued: on paper, and as credentials (.json)
log-file-*.json   your log as `cpd rules check` reads it, for each body you follow

The shape of log.json is described at {schema}
{missing}"""


class Outlet:
    """Takes what is packed and hands it on piece by piece; it cannot go back."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Do nothing: what is written is handed on anyway."""

    def close(self) -> None:
        """Do nothing: there is nothing to be closed."""

    def taken(self) -> Iterator[bytes]:
        yield from self.pieces
        self.pieces.clear()


@dataclass(frozen=True, kw_only=True)
class Packing:
    """What is packed for whom, and when it was asked for."""

    session: Session
    asked: Asked
    storage: Storage
    at: datetime
    base_url: str
    log_files: tuple[tuple[str, str], ...] = ()  # names and texts

    @property
    def stamp(self) -> tuple[int, int, int, int, int, int]:
        local = self.at.astimezone(ZoneInfo(self.asked.time_zone))
        return (local.year, local.month, local.day, local.hour, local.minute, local.second)


def packed(packing: Packing) -> Iterator[bytes]:
    """Yield the packed file as it is made; at most one file is in memory at a time."""
    outlet, missing = Outlet(), list[str]()
    archive = ZipFile(outlet, "w", ZIP_DEFLATED)
    session, asked = packing.session, packing.asked
    texts = (
        ("log.csv", whole.csv_lines(session, asked.person_id, ALL)),
        ("log.json", whole.json_pieces(session, asked.person_id, ALL, packing.at,
                                       packing.base_url)),
        *((name, iter((text,))) for name, text in packing.log_files),
    )  # fmt: skip
    for name, pieces in texts:
        with opened(archive, packing, name) as file:
            for piece in pieces:
                file.write(piece.encode())
                yield from outlet.taken()
        yield from outlet.taken()
    for name, content in files(packing, missing):
        with opened(archive, packing, name) as file:
            file.write(content)
        yield from outlet.taken()
    with opened(archive, packing, "README.txt") as file:
        file.write(readme(packing, missing).encode())
    archive.close()
    yield from outlet.taken()


@contextmanager
def opened(archive: ZipFile, packing: Packing, name: str) -> Iterator[IO[bytes]]:
    entry = ZipInfo(name, packing.stamp)
    is_packed = name.endswith((".pdf", ".png", ".jpg"))
    entry.compress_type = ZIP_STORED if is_packed else ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    with archive.open(entry, "w", force_zip64=True) as file:
        yield file


def files(packing: Packing, missing: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield every file by its name; note which ones are not there any more."""
    yield from portfolios(packing, missing)
    session, person_id = packing.session, packing.asked.person_id
    for one in store.certificates(session, person_id):
        pdf = store.pdf(session, one.id)
        if pdf is not None:
            yield f"certificates/{one.serial}.pdf", pdf
        credential = store.credential(session, one.id)
        if credential is not None:
            yield f"certificates/{one.serial}.json", credential.encode()
    kept = (
        *(("evidence", row.done_on, row.label, row) for row in store.files(session, person_id)),
        *(("papers", row.added_at.date(), row.title, row)
          for row in store.paper_files(session, person_id)),
    )  # fmt: skip
    taken: set[str] = set()
    for folder, day, label, row in kept:
        name = free(named(folder, day, label, row.media_type), taken)
        content = packing.storage.read(row.sha256)
        if content is None:
            missing.append(name)
        else:
            yield name, content


def portfolios(packing: Packing, missing: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield a portfolio for each year there is something in."""
    years = store.years(packing.session, packing.asked.person_id)
    for year in years:
        wanted = Wanted(since=date(year, 1, 1), until=date(year, 12, 31))
        name = f"portfolio-{year}.pdf"
        try:
            yield name, render(portfolio(packing.session, replace(packing.asked, wanted=wanted)))
        except RuleError as error:
            missing.append(f"{name} ({error})")


def named(folder: str, day: date, label: str, media_type: str) -> str:
    """Return a name that every system can keep, the day first."""
    ending = ENDINGS.get(Media(media_type), "") if media_type in set(Media) else ""
    plain = re.sub(r'[\\/:*?"<>|\s.]+', "-", without_steering(label)).strip("-")[:80]
    return f"{folder}/{day.isoformat()}-{plain or 'file'}{ending}"


def free(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    number, found = 2, name
    while found.casefold() in taken:
        found, number = f"{stem}-{number}{dot}{ending}", number + 1
    taken.add(found.casefold())
    return found


def readme(packing: Packing, missing: Iterable[str]) -> str:
    lines = "".join(f"- {name}\n" for name in missing)
    return README.format(
        day=packing.at.date().isoformat(),
        schema=packing.base_url + whole.SCHEMA_PATH,
        missing=f"\nThese could not be packed:\n{lines}" if lines else "",
    )


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
